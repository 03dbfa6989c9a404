// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { canonicalString } from './json-string.js';

/**
 * A value as the JSON Canonicalization Scheme writes it (RFC 8785): members sorted by UTF-16 code units, no white
 * space, one form per number and string. What is hashed or signed is this text.
 *
 * @throws TypeError For what JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}`);
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : canonicalStructure(value);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
}

function canonicalStructure(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  const texts = Object.keys(members)
    .sort()
    .map((name) => `${canonicalString(name)}:${canonicalJson(members[name])}`);
  return `{${texts.join(',')}}`;
}
