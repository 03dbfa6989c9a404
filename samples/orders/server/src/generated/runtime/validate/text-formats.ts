// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Formats of identifiers and encodings: `uuid`, JSON Pointers, `regex`, `byte`, `base64url`. */

const UUID_LENGTH = 36;
const HYPHEN = 0x2d;

/** RFC 9562 §4. Ids stand in nearly every request and reply, and a loop is done before a match has begun. */
export function isUuid(text: string): boolean {
  if (text.length !== UUID_LENGTH) return false;
  for (let index = 0; index < UUID_LENGTH; index += 1) {
    const code = text.charCodeAt(index);
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (code !== HYPHEN) return false;
    } else if (!isHexDigit(code)) return false;
  }
  return true;
}

function isHexDigit(code: number): boolean {
  const lower = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x66);
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
