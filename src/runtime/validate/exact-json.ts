import { plain } from './reply-text.js';

/** As `JSON.stringify`, with bigints as the numbers they are; `undefined` where there is nothing to write. */
export function exactJson(value: unknown): string | undefined {
  const seen = plain(value);
  if (typeof seen === 'bigint') return String(seen);
  if (Array.isArray(seen)) return `[${seen.map((item) => exactJson(item) ?? 'null').join()}]`;
  if (typeof seen !== 'object' || seen === null) return JSON.stringify(seen);
  const members: string[] = [];
  for (const [name, member] of Object.entries(seen)) {
    const text = exactJson(member);
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${members.join()}}`;
}
