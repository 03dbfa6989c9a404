import { Code } from './code.js';
import { propertyKey } from './identifier.js';
import { stringLiteral } from './string-literal.js';

const WIDTH = 110;

/** What {@link dataLiteral} prints: JSON data, and code where a renderer vouches for it. */
export type Data =
  null | boolean | number | string | Code | readonly Data[] | { readonly [key: string]: Data };

/**
 * A TypeScript expression for plain data, laid out as prettier would: on one line where it fits, else one element a
 * line with a trailing comma.
 *
 * @param indent blanks before the lines after the first
 * @param column where the first line begins
 * @throws {TypeError} for a number JSON cannot write
 */
export function dataLiteral(data: Data, indent = 0, column = indent): string {
  const flat = onOneLine(data);
  // A comma, or whatever closes the line, still has to fit.
  if (flat !== null && column + flat.length < WIDTH) return flat;
  const inner = ' '.repeat(indent + 2);
  const lines = elements(data as readonly Data[] | { readonly [key: string]: Data }).map(([label, value]) => {
    return `${inner}${label}${dataLiteral(value, indent + 2, indent + 2 + label.length)},\n`;
  });
  const [open, close] = Array.isArray(data) ? '[]' : '{}';
  return `${open!}\n${lines.join('')}${' '.repeat(indent)}${close!}`;
}

function onOneLine(data: Data): string | null {
  if (data === null || typeof data === 'boolean') return String(data);
  if (typeof data === 'string') return stringLiteral(data);
  if (typeof data === 'number') {
    if (!Number.isFinite(data)) throw new TypeError('A literal cannot be an infinite number');
    return Object.is(data, -0) ? '-0' : String(data);
  }
  if (data instanceof Code) return data.text;
  const parts = elements(data).map(([label, value]) => label + onOneLine(value)!);
  if (Array.isArray(data)) return `[${parts.join(', ')}]`;
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function elements(
  data: readonly Data[] | { readonly [key: string]: Data },
): readonly (readonly [string, Data])[] {
  return Array.isArray(data)
    ? (data as readonly Data[]).map((element) => ['', element])
    : Object.entries(data).map(([key, value]) => [`${propertyKey(key)}: `, value]);
}
