/** JSON Pointers (RFC 6901). */

export function escapeToken(token: string | number): string {
  const text = String(token);
  return text.includes('~') || text.includes('/') ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text;
}

/** The reference tokens of a pointer; `null` where it is none (no leading slash, a `~` that escapes nothing). */
export function parsePointer(pointer: string): readonly string[] | null {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return null;
  if (!pointer.includes('~')) return pointer.slice(1).split('/');
  if (/~(?![01])/u.test(pointer)) return null;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Index that a token names in an array, `null` for anything but a canonical number (RFC 6901 section 4). */
export function arrayIndex(token: string, length: number): number | null {
  if (!/^(?:0|[1-9]\d{0,9})$/u.test(token)) return null;
  const index = Number(token);
  return index < length ? index : null;
}
