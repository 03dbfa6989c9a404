// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Value of a hexadecimal digit's character code, or -1. */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The byte of the triplet `%XX` at `index`, or -1 where there is none. */
export function percentByte(text: string, index: number): number {
  if (text.charCodeAt(index) !== 0x25 || index + 2 >= text.length) return -1;
  const high = hexDigit(text.charCodeAt(index + 1));
  const low = hexDigit(text.charCodeAt(index + 2));
  return high < 0 || low < 0 ? -1 : (high << 4) | low;
}

/**
 * Length in characters of the one well-formed UTF-8 sequence (RFC 3629 §4) that is percent-encoded at `index`, or 0
 * where the triplets there are not one.
 */
export function encodedSequenceLength(text: string, index: number): number {
  const lead = percentByte(text, index);
  if (lead < 0) return 0;
  if (lead < 0x80) return 3;
  const size =
    lead >= 0xc2 && lead <= 0xdf
      ? 2
      : lead >= 0xe0 && lead <= 0xef
        ? 3
        : lead >= 0xf0 && lead <= 0xf4
          ? 4
          : 0;
  if (size === 0) return 0;
  for (let position = 1; position < size; position += 1) {
    const byte = percentByte(text, index + 3 * position);
    // The second byte rules out overlong forms, surrogates and anything beyond U+10FFFF.
    const low = position > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = position > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (byte < low || byte > high) return 0;
  }
  return 3 * size;
}
