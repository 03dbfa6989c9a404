// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { parseJson } from './json.js';

/** As `JSON.parse` of a text of our own, with integers of 64 bits as bigint where no double holds them. */
export function exactValue(json: string): unknown {
  if (!/[0-9]{16}/.test(json)) return JSON.parse(json);
  const parsed = parseJson(Buffer.from(json), { depth: Infinity, nodes: Infinity, int64: 'bigint' });
  return parsed.ok ? parsed.value : JSON.parse(json);
}
