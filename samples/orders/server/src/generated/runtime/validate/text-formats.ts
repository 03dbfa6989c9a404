// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Formats of identifiers and encodings: `uuid`, JSON Pointers, `regex`, `byte`, `base64url`. */

const HEX = '[\\dA-Fa-f]';
/** Ids stand in nearly every request and reply: digits written out take a third of the time of `{8}` and the like. */
const UUID = new RegExp(`^${[8, 4, 4, 4, 12].map((digits) => HEX.repeat(digits)).join('-')}$`);

/** RFC 9562 §4. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/u;

/** RFC 6901 §3. */
export function isJsonPointer(text: string): boolean {
  return POINTER.test(text);
}

/** draft-bhutton-relative-json-pointer-00 §3. */
export function isRelativeJsonPointer(text: string): boolean {
  const digits = /^(?:0|[1-9]\d*)(?:[+-][1-9]\d*)?/u.exec(text)?.[0];
  if (digits === undefined) return false;
  const rest = text.slice(digits.length);
  return rest === '#' || POINTER.test(rest);
}

/** ECMA-262 with the `u` flag (JSON Schema validation §7.3.8). */
export function isRegex(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/u;

/** RFC 4648 §4, padded: `byte` of OpenAPI. */
export function isByte(text: string): boolean {
  return text.length % 4 === 0 && BASE64.test(text);
}

const BASE64URL = /^[A-Za-z0-9_-]*$/u;

/** RFC 4648 §5, unpadded. */
export function isBase64Url(text: string): boolean {
  return text.length % 4 !== 1 && BASE64URL.test(text);
}
