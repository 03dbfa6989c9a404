// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { InputLocation } from './definition.js';
import type { OperationInput } from './handler.js';

/** The value at a place of the validated input; `undefined` where there is none. */
export function readInput(input: OperationInput, location: InputLocation): unknown {
  return location.in === 'body'
    ? valueAt(input.body, pointerTokens(location.pointer))
    : ownValue(recordOf(input, location.in), inputName(location));
}

/** An own member, or an item of an array: `length` names neither. */
export function ownValue(container: unknown, name: string): unknown {
  if (typeof container !== 'object' || container === null || !Object.hasOwn(container, name))
    return undefined;
  if (Array.isArray(container) && name === 'length') return undefined;
  return (container as Record<string, unknown>)[name];
}

/** Header names are lower case in the input, whatever the document writes. */
export function inputName(location: Exclude<InputLocation, { readonly in: 'body' }>): string {
  return location.in === 'header' ? location.name.toLowerCase() : location.name;
}

/** RFC 6901 reference tokens; a leading `#` (the fragment form of runtime expressions) is admitted. */
export function pointerTokens(pointer: string): readonly string[] {
  const path = pointer.startsWith('#') ? pointer.slice(1) : pointer;
  if (path === '') return [];
  return path
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function recordOf(
  input: OperationInput,
  place: 'path' | 'query' | 'header' | 'cookie',
): Readonly<Record<string, unknown>> {
  switch (place) {
    case 'path':
      return input.path;
    case 'query':
      return input.query;
    case 'header':
      return input.headers;
    case 'cookie':
      return input.cookies;
  }
}

/** The value that reference tokens lead to; `undefined` where there is none. */
export function valueAt(root: unknown, tokens: readonly string[]): unknown {
  let value = root;
  for (const token of tokens) value = ownValue(value, token);
  return value;
}
