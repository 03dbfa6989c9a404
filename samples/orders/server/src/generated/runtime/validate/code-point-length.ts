// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Length of a string in Unicode code points, as JSON Schema counts it (validation §6.3.1). */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      length--;
      i++;
    }
  }
  return length;
}
