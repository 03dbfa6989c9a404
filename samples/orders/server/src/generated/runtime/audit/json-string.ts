// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * A JSON string in which no control character survives, C1 and line separators included: a record stays one line, and
 * printing it on a terminal does nothing.
 */
export function jsonString(text: string): string {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x22 || code === 0x5c || code > 0x7e) return escapeString(text);
  }
  return `"${text}"`;
}

function escapeString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
