/**
 * The one escape from any string to a TypeScript string literal, quotes included. Printable text stays as written;
 * whatever could end the literal, the line, or the reader's trust (controls, line separators, lone surrogates,
 * bidirectional and invisible formatting) becomes an escape.
 */
export function stringLiteral(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  // Most strings of a document need no escape at all.
  if (!value.includes('source') && /^[\w !#$%&()*+,./:;<=>?@[\]^{|}~-]*$/.test(value))
    return quote + value + quote;
  return (
    quote +
    value.replaceAll(UNSAFE, (character) => {
      // `//# sourceMappingURL=`: tools search whole files for it, strings included.
      if (character === '#' || character === '@') return `\\x${character.charCodeAt(0).toString(16)}`;
      if (character === quote || character === '\\') return `\\${character}`;
      if (character === "'" || character === '"') return character;
      const short = SHORT.get(character);
      if (short !== undefined) return short;
      const point = character.codePointAt(0)!;
      return point > 0xffff ? `\\u{${point.toString(16)}}` : `\\u${point.toString(16).padStart(4, '0')}`;
    }) +
    quote
  );
}

/** Magic comments, quotes, backslash, controls, formatting, line separators, lone surrogates, and two noncharacters. */
const UNSAFE = /(?<=\/[/*])[#@](?=\s*source)|['"\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
