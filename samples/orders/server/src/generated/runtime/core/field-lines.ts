// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Header fields as they stand on the wire: `Name: value`, each with its CRLF (RFC 9112 §5). What the core itself puts
 * on replies is kept in this form, since putting text behind text is all that is left to do for a request.
 */

/**
 * @param list Names and values alternating.
 * @throws TypeError For a value that would break out of its line.
 */
export function fieldLines(list: readonly string[]): string {
  let lines = '';
  for (let index = 0; index + 1 < list.length; index += 2) {
    const [name, value] = [list[index]!, list[index + 1]!];
    if (!isFieldValue(value)) throw new TypeError(`The value of ${name} cannot be sent`);
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}

/** Names and values alternating, for doors that take lists. */
export function fieldList(lines: string): string[] {
  return lines
    .split('\r\n')
    .slice(0, -1)
    .flatMap((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    });
}

/** RFC 9110 §5.5. */
export function isFieldValue(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0xff || code === 0x7f || (code < 0x20 && code !== 0x09)) return false;
  }
  return true;
}
