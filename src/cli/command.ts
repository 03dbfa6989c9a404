import type { ExitCode } from './exit-codes.js';

/** A command as help shows it and the parser reads it. */
export interface Command {
  /** One word, or two: `audit verify`. */
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** A paragraph, for its own help. */
  readonly description: string;
  readonly positionals: readonly Positional[];
  readonly options: readonly Option[];
  readonly examples: readonly Example[];
  /** What 0, 1 and 2 say, where it is not what they say elsewhere. */
  readonly exitStatus?: { readonly ok: string; readonly errors: string; readonly usage: string };
  /** Imports what it needs: help must not pay for it. */
  run(values: Values): Promise<ExitCode>;
}

export interface Positional {
  readonly name: string;
  readonly summary: string;
  /** Whether the command does without it: it is given where there are more arguments than the others take. */
  readonly optional?: boolean;
}

export interface Option {
  /** Without dashes. */
  readonly name: string;
  /** Placeholder of its value in help; `null` for a switch. */
  readonly value: string | null;
  /** Shown in help and used where the option is not given; `null` where that means "none". */
  readonly default: string | null;
  readonly choices: readonly string[] | null;
  /** Whether it may be given more than once. */
  readonly repeated: boolean;
  readonly summary: string;
}

export interface Example {
  readonly command: string;
  readonly summary: string;
}

/** What was given, already checked: texts of positionals and options (switches: `'true'`), in order. */
export type Values = ReadonlyMap<string, readonly string[]>;
