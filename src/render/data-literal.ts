import { Code } from './code.js';
import { propertyKey } from './identifier.js';
import { stringLiteral } from './string-literal.js';

/** What {@link dataLiteral} prints: JSON data, and code where a renderer vouches for it. */
export type Data =
  null | boolean | number | string | Code | readonly Data[] | { readonly [key: string]: Data };

/**
 * A TypeScript expression for plain data, laid out as prettier would: on one line where it fits, else one element a
 * line with a trailing comma. Lines after the first are not indented further than the data is deep.
 *
 * @param room characters left on the first line
 * @param below characters of a whole line, as far as the data is indented
 * @throws {TypeError} for a number JSON cannot write
 */
export function dataLiteral(data: Data, room = 108, below = room): string {
  const scalar = scalarLiteral(data);
  if (scalar !== null) return scalar;
  const container = data as readonly Data[] | { readonly [key: string]: Data };
  const flat = flatLiteral(container);
  // A comma, or whatever closes the line, still has to fit.
  if (flat.length < room) return flat;
  const lines = elementsOf(container).map(([label, value]) => {
    const text = dataLiteral(value, below - 2 - label.length, below - 2);
    return `  ${label}${text.replaceAll('\n', '\n  ')},\n`;
  });
  const [open, close] = Array.isArray(data) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${lines.join('')}${close}`;
}

function flatLiteral(container: readonly Data[] | { readonly [key: string]: Data }): string {
  const parts = elementsOf(container).map(([label, value]) => {
    return label + (scalarLiteral(value) ?? flatLiteral(value as readonly Data[]));
  });
  if (Array.isArray(container)) return `[${parts.join(', ')}]`;
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function scalarLiteral(data: Data): string | null {
  if (data === null || typeof data === 'boolean') return String(data);
  if (typeof data === 'string') return stringLiteral(data);
  if (typeof data === 'number') {
    if (!Number.isFinite(data)) throw new TypeError('A literal cannot be an infinite number');
    return Object.is(data, -0) ? '-0' : String(data);
  }
  return data instanceof Code ? data.text : null;
}

function elementsOf(
  container: readonly Data[] | { readonly [key: string]: Data },
): readonly (readonly [string, Data])[] {
  return Array.isArray(container)
    ? (container as readonly Data[]).map((element) => ['', element])
    : Object.entries(container).map(([key, value]) => [`${propertyKey(key)}: `, value]);
}
