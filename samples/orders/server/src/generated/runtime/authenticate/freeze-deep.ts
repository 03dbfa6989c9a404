// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Freezes a JSON value with everything in it: cached claims are shared by all requests of a token. */
export function freezeDeep<T>(value: T): T {
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    Object.freeze(next);
    for (const member of Object.values(next)) if (typeof member === 'object') open.push(member);
  }
  return value;
}
