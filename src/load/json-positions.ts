import type { TextRange } from '../diagnostics/source-text.js';
import { arrayIndex, parsePointer } from './json-pointer.js';

interface Member {
  readonly key: TextRange | null;
  readonly value: TextRange;
}

/**
 * Finds where keys and values stand in a JSON text that is known to be valid. Each object or array on the way to a
 * pointer is scanned once and remembered, so that thousands of look-ups in a file of 20 MB cost a few passes over it.
 */
export class JsonPositions {
  readonly #text: string;
  #root: Member | null = null;
  readonly #members = new Map<number, ReadonlyMap<string, Member> | readonly Member[]>();

  constructor(text: string) {
    this.#text = text;
  }

  range(pointer: string, on: 'key' | 'value'): TextRange | null {
    const tokens = parsePointer(pointer);
    if (tokens === null) return null;
    this.#root ??= rootMember(this.#text);
    let member = this.#root;
    for (const token of tokens) {
      const next = this.#member(member.value.start, token);
      if (next === undefined) return null;
      member = next;
    }
    return on === 'key' ? (member.key ?? member.value) : member.value;
  }

  #member(start: number, token: string): Member | undefined {
    let members = this.#members.get(start);
    if (members === undefined) this.#members.set(start, (members = readMembers(this.#text, start)));
    if (members instanceof Map) return members.get(token);
    const list = members as readonly Member[];
    const index = arrayIndex(token, list.length);
    return index === null ? undefined : list[index];
  }
}

function rootMember(text: string): Member {
  const start = skipBlank(text, 0);
  return { key: null, value: { start, end: skipValue(text, start) } };
}

function readMembers(text: string, start: number): ReadonlyMap<string, Member> | readonly Member[] {
  const opening = text.charAt(start);
  if (opening === '[') {
    const items: Member[] = [];
    for (let at = skipBlank(text, start + 1); text.charAt(at) !== ']';) {
      const end = skipValue(text, at);
      items.push({ key: null, value: { start: at, end } });
      at = skipComma(text, end);
    }
    return items;
  }
  const members = new Map<string, Member>();
  if (opening !== '{') return members;
  for (let at = skipBlank(text, start + 1); text.charAt(at) !== '}';) {
    const keyEnd = skipString(text, at);
    const valueStart = skipBlank(text, skipBlank(text, keyEnd) + 1);
    const valueEnd = skipValue(text, valueStart);
    // The last of duplicate keys wins, as in `JSON.parse`.
    members.set(JSON.parse(text.slice(at, keyEnd)) as string, {
      key: { start: at, end: keyEnd },
      value: { start: valueStart, end: valueEnd },
    });
    at = skipComma(text, valueEnd);
  }
  return members;
}

function skipComma(text: string, at: number): number {
  const next = skipBlank(text, at);
  return text.charAt(next) === ',' ? skipBlank(text, next + 1) : next;
}

function skipBlank(text: string, at: number): number {
  let next = at;
  while (text.charCodeAt(next) <= 0x20) next++;
  return next;
}

function skipString(text: string, at: number): number {
  let end = at + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    end++;
    if (slashes % 2 === 0) return end;
  }
}

function skipValue(text: string, at: number): number {
  const first = text.charAt(at);
  if (first === '"') return skipString(text, at);
  if (first !== '{' && first !== '[') {
    let end = at;
    while (end < text.length && !' \t\r\n,]}'.includes(text.charAt(end))) end++;
    return end;
  }
  let depth = 0;
  for (let end = at; end < text.length;) {
    const code = text.charCodeAt(end);
    if (code === 0x22) {
      end = skipString(text, end);
      continue;
    }
    if (code === 0x7b || code === 0x5b) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return end + 1;
    end++;
  }
  return text.length;
}
