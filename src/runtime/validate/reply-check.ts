import type { ReplyCheck, SensitiveCollector } from '../core/operation-validators.js';
import type { Finisher, Undeclared } from './finish.js';
import { conceal, type Guard } from './guard.js';
import { jsonView } from './json-view.js';
import type { Caller } from './property-rule.js';
import { fail, failWith, lastFailure } from './reply-text.js';
import { schemaErrors, type CompiledCheck } from './schema-errors.js';

/**
 * A generated writer: the JSON text of what the document declares of a value and `caller` may see, or `null`. Those of
 * schemas without `read` lists take no caller.
 */
export type ReplyWriter = (value: unknown, caller: Caller) => string | null;

/** Writes the JSON text of a value: `JSON.stringify`, or what takes bigints as well. */
type Print = (value: unknown) => string | undefined;

/** What only some schemas need. */
interface PropertyChecks {
  readonly guard?: Guard;
  readonly sensitive?: SensitiveCollector;
}

/** Whether undeclared properties are kept is decided when the writer is generated: the mode says nothing new. */
export function replyCheck(writer: ReplyWriter, { guard, sensitive }: PropertyChecks = {}): ReplyCheck {
  const write = (value: unknown, caller: Caller): string | null => {
    try {
      return writer(value, caller);
    } catch {
      // Values are whatever a handler returns: cyclic or endless ones, bigints, getters that throw.
      return fail('type', 'cannot be written as JSON');
    }
  };
  return {
    write: (value, _mode, caller) => write(value, caller),
    explain: (value, caller) => (write(value, caller) === null ? lastFailure() : []),
    conceal: guard === undefined ? null : (value, caller) => concealed(value, guard, caller),
    sensitive: sensitive ?? null,
  };
}

/**
 * Writes a value whose schema needs more than one walk: a copy is checked and finished. The handler's own value is
 * never changed.
 */
export function writeChecked(
  value: unknown,
  check: CompiledCheck,
  finish: Finisher | null,
  undeclared: Undeclared,
  print?: Print,
): string | null {
  return writeCopy(jsonView(value), check, finish, undeclared, print);
}

/** The same of a value that not every caller may see whole. */
export function writeReadable(
  value: unknown,
  caller: Caller,
  guard: Guard,
  check: CompiledCheck,
  finish: Finisher | null,
  undeclared: Undeclared,
  print?: Print,
): string | null {
  return writeCopy(concealed(value, guard, caller), check, finish, undeclared, print);
}

function concealed(value: unknown, guard: Guard, caller: Caller): unknown {
  const copy = jsonView(value);
  conceal(guard, copy, caller);
  return copy;
}

function writeCopy(
  copy: unknown,
  check: CompiledCheck,
  finish: Finisher | null,
  undeclared: Undeclared,
  print: Print = JSON.stringify,
): string | null {
  const errors = schemaErrors(check, copy);
  if (errors !== null) return failWith(errors);
  finish?.(copy, undeclared);
  return print(copy) ?? fail('type', 'must be a JSON value');
}
