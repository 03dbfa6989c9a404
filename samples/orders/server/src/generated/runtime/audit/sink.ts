// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { StartupProblem } from '../core/startup-problem.js';

/** Where audit records go: takes lines, says when they are safe. */
export interface AuditSink {
  readonly name: string;
  /** Whether a line survives a crash of the machine once `commit` has resolved. */
  readonly durable: boolean;
  /** What keeps a server from starting with this sink. */
  readonly problems?: readonly StartupProblem[];
  /** Sentences an operator should read at start-up. */
  readonly notices?: readonly string[];
  /**
   * Takes one NDJSON line, without its newline: canonical JSON (RFC 8785) in which invisible characters are escaped.
   * `false`: not taken, because the sink has failed or is behind by more than it may hold in memory.
   */
  append(line: string): boolean;
  /**
   * Resolves once every line taken so far is as safe as this sink makes it; rejects when one could not be written.
   * `undefined`: nothing to wait for.
   */
  commit(): Promise<void> | undefined;
  /** Writes what was taken and takes no more. */
  close(): Promise<void>;
}
