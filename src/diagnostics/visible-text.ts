/**
 * What a terminal would act on instead of showing it: controls (C0 but tab, DEL, C1), line and paragraph separators,
 * bidirectional overrides, zero-width characters, lone surrogates.
 */
const invisible =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

/** Text of a document, fit for a terminal: one line, nothing hidden, nothing obeyed. */
export function visibleText(text: string): string {
  return text.replace(invisible, (character) => `<U+${codePoint(character)}>`).replaceAll('\t', '  ');
}

function codePoint(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
}

/** Characters that take two columns (Unicode East Asian Width W and F, and emoji), by their common ranges. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;
const combining = /\p{Mn}/gu;

/** Columns that visible text takes. */
export function textWidth(text: string): number {
  let codePoints = 0;
  for (const _character of text) codePoints++;
  return codePoints + (text.match(wide)?.length ?? 0) - (text.match(combining)?.length ?? 0);
}
