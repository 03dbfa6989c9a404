import { ExactIntegers } from './exact-integers.js';

/** A string, which is passed over, or an integer that a double may round. */
const TOKEN = /"(?:[^"\\]|\\.)*"|(?<![\w.+-])-?\d{16,}(?![\d.eE])/g;

/**
 * As `JSON.parse` of a text of our own, with integers of 64 bits as bigint. Other numbers are as doubles have them, which is
 * how they were written; nothing else is asked of the text.
 */
export function exactValue(json: string): unknown {
  if (!/\d{16}/.test(json)) return JSON.parse(json);
  const bytes = Buffer.from(json);
  const integers = new ExactIntegers();
  let at = 0;
  let offset = 0;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    offset += Buffer.byteLength(json.slice(at, index));
    at = index;
    if (!token.startsWith('"')) integers.take(bytes, offset, offset + token.length);
  }
  return integers.isEmpty ? JSON.parse(json) : integers.parse(bytes);
}
