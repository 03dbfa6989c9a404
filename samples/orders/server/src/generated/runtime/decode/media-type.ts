// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Media types of requests: parsing (RFC 9110 §8.3) and matching against what the document declares. */
import { skipBlanks, trimBlanks } from './blanks.js';

export interface MediaType {
  /** `type/subtype`, lower case. */
  readonly essence: string;
  /** Lower case; `null` where absent. */
  readonly charset: string | null;
  /** As sent; `null` where absent. */
  readonly boundary: string | null;
}

const JSON_TYPE: MediaType = { essence: 'application/json', charset: null, boundary: null };

/** Longest header value looked at: a longer one is no media type. */
const MAX_LENGTH = 512;

/**
 * Parses one `Content-Type` value. `null` where it is not a media type by the grammar of RFC 9110 §8.3.1, where a
 * parameter is repeated, or where it is a range: what is not understood is answered 415, never guessed.
 */
export function parseMediaType(text: string): MediaType | null {
  if (text === 'application/json') return JSON_TYPE;
  if (text.length > MAX_LENGTH) return null;
  const semicolon = text.indexOf(';');
  const essence = trimBlanks(semicolon === -1 ? text : text.slice(0, semicolon)).toLowerCase();
  if (!isEssence(essence)) return null;

  let charset: string | null = null;
  let boundary: string | null = null;
  const seen = new Set<string>();
  const parameters = semicolon === -1 ? [] : parseMediaParameters(text.slice(semicolon));
  if (parameters === null) return null;
  for (const [name, value] of parameters) {
    if (seen.has(name)) return null;
    seen.add(name);
    if (name === 'charset') charset = value.toLowerCase();
    else if (name === 'boundary') boundary = value;
  }
  return { essence, charset, boundary };
}

/** `;name=value` pairs, names in lower case, quoted values unquoted; `null` where malformed. */
export function parseMediaParameters(text: string): readonly (readonly [string, string])[] | null {
  const parameters: (readonly [string, string])[] = [];
  let at = 0;
  while (at < text.length) {
    at = skipBlanks(text, at);
    if (at === text.length) break;
    if (text.charCodeAt(at) !== 0x3b) return null;
    at = skipBlanks(text, at + 1);
    // RFC 9110 §5.6.6 allows an empty parameter: `text/plain;`.
    if (at === text.length || text.charCodeAt(at) === 0x3b) continue;

    const nameEnd = tokenEnd(text, at);
    if (nameEnd === at || text.charCodeAt(nameEnd) !== 0x3d) return null;
    const name = text.slice(at, nameEnd).toLowerCase();
    at = nameEnd + 1;
    if (text.charCodeAt(at) === 0x22) {
      const quoted = readQuotedString(text, at);
      if (quoted === null) return null;
      parameters.push([name, quoted.value]);
      at = quoted.end;
    } else {
      const valueEnd = tokenEnd(text, at);
      if (valueEnd === at) return null;
      parameters.push([name, text.slice(at, valueEnd)]);
      at = valueEnd;
    }
  }
  return parameters;
}

/**
 * Index of the entry of `declared` that fits `essence` best: the same type, else `type/*`, else `*` `/*`. -1 where
 * none does. Entries are lower case and without parameters.
 */
export function matchMediaType(declared: readonly string[], essence: string): number {
  const exact = declared.indexOf(essence);
  if (exact !== -1) return exact;
  const range = declared.indexOf(`${essence.slice(0, essence.indexOf('/'))}/*`);
  return range === -1 ? declared.indexOf('*/*') : range;
}

function isEssence(text: string): boolean {
  const slash = tokenEnd(text, 0);
  if (slash === 0 || text.charCodeAt(slash) !== 0x2f) return false;
  const end = tokenEnd(text, slash + 1);
  // `*` is a token character, but in a Content-Type it would be a range.
  return end > slash + 1 && end === text.length && !text.includes('*');
}

/** A quoted-string (RFC 9110 §5.6.4) that opens at `at`; `null` where it does not close. */
export function readQuotedString(text: string, at: number): { value: string; end: number } | null {
  let value = '';
  let from = at + 1;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return { value: value + text.slice(from, i), end: i + 1 };
    if (code === 0x5c) {
      if (++i === text.length) return null;
      value += text.slice(from, i - 1);
      from = i;
    }
  }
  return null;
}

/** Where the token (RFC 9110 §5.6.2) that starts at `from` ends; `from` where there is none. */
export function tokenEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isTokenCode(text.charCodeAt(at))) at++;
  return at;
}

function isTokenCode(code: number): boolean {
  return code < 128 && TOKEN[code] === 1;
}

const TOKEN = new Uint8Array(128);
for (const character of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  TOKEN[character.charCodeAt(0)] = 1;
}
