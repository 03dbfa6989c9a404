// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { ReplyCheck } from '../core/operation-validators.js';
import type { Finisher, Undeclared } from './finish.js';
import { fail, failWith, lastFailure, plain } from './reply-text.js';
import { schemaErrors, type CompiledCheck } from './schema-errors.js';

/** A generated writer: the JSON text of what the document declares of a value, or `null`. */
export type ReplyWriter = (value: unknown) => string | null;

/** Whether undeclared properties are kept is decided when the writer is generated: the mode says nothing new. */
export function replyCheck(writer: ReplyWriter): ReplyCheck {
  const write = (value: unknown): string | null => {
    try {
      return writer(value);
    } catch {
      // Values are whatever a handler returns: cyclic or endless ones, bigints, getters that throw.
      return fail('type', 'cannot be written as JSON');
    }
  };
  return { write, explain: (value) => (write(value) === null ? lastFailure() : []) };
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
): string | null {
  const copy = copied(value);
  const errors = schemaErrors(check, copy);
  if (errors !== null) return failWith(errors);
  finish?.(copy, undeclared);
  return JSON.stringify(copy) ?? fail('type', 'must be a JSON value');
}

/** What `JSON.stringify` would see: `toJSON` called, undefined members gone, own members only. */
function copied(value: unknown): unknown {
  const seen = plain(value);
  if (typeof seen !== 'object' || seen === null) return seen;
  if (Array.isArray(seen)) return seen.map(copied);
  const members = Object.entries(seen).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, copied(member)]));
}
