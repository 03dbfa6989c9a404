// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 15, after the object: may this caller send these properties (semantics §4, property level). */
import { ownValue, valueAt } from '../core/input-location.js';
import type { OperationInput } from '../core/handler.js';
import type { InputIssue } from '../core/refusal.js';
import { deepEqual } from '../validate/deep-equal.js';
import type { RestrictedProperty } from '../validate/guard.js';
import { jsonView } from '../validate/json-view.js';
import { plain } from '../validate/reply-text.js';
import { escapeToken } from '../validate/schema-errors.js';
import { withoutAt } from './object-level.js';

/** A property that was sent, by its path in `{ path, query, headers, cookies }` or in the body. */
export interface SentProperty extends RestrictedProperty {
  readonly in: 'parameters' | 'body';
}

/** The object a grant is for, as far as it can be compared with what was sent. */
export type CurrentObject = unknown;

/**
 * What becomes of properties that the caller may not send: those that say what the object says already are left out,
 * so that what was read can be sent back (semantics §12); for the others there is an issue each.
 */
export function judgeProperties(
  input: OperationInput,
  forbidden: readonly SentProperty[],
  current: CurrentObject,
): { readonly input: OperationInput; readonly issues: readonly InputIssue[] } {
  const issues: InputIssue[] = [];
  let { body } = input;
  for (const property of forbidden) {
    const { in: place, path } = property;
    if (place === 'parameters') {
      issues.push(parameterIssue(path));
      continue;
    }
    const sent = valueAt(body, path);
    // Gone with the property around it.
    if (sent === undefined) continue;
    if (isCurrent(sent, path, current)) body = withoutAt(body, path);
    else issues.push({ in: 'body', pointer: pointerOf(path), keyword: 'write', detail: DETAIL });
  }
  return { input: body === input.body ? input : { ...input, body }, issues };
}

const DETAIL = 'may not be sent by this caller';

function parameterIssue([group = '', parameter = '']: readonly string[]): InputIssue {
  return { in: parameterPlaces.get(group) ?? 'path', parameter, keyword: 'write', detail: DETAIL };
}

const parameterPlaces: ReadonlyMap<string, 'query' | 'header' | 'cookie'> = new Map([
  ['query', 'query'],
  ['headers', 'header'],
  ['cookies', 'cookie'],
]);

function pointerOf(path: readonly string[]): string {
  return `#${path.map((token) => `/${escapeToken(token)}`).join('')}`;
}

/** Compared as JSON. What is equal is only left out, never written: the comparison may be generous. */
function isCurrent(sent: unknown, path: readonly string[], object: CurrentObject): boolean {
  try {
    let current = plain(object);
    for (const [index, token] of path.entries()) {
      const member = ownValue(current, token);
      if (member === undefined) return false;
      // The value itself stays what it is: a date has a form of its own.
      current = index === path.length - 1 ? member : plain(member);
    }
    if (current instanceof Date) return isDate(sent, current);
    return deepEqual(sent, jsonView(current));
  } catch {
    // An accessor or a `toJSON` of the application's object failed: it says nothing.
    return false;
  }
}

/** A date is written as `date-time` or as `date`. */
function isDate(sent: unknown, current: Date): boolean {
  const text = current.toISOString();
  return sent === text || sent === text.slice(0, 10);
}
