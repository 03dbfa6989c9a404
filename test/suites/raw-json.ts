/** A JSON text with its members as texts: what a double cannot hold, or a parser would merge, stays as it was written. */
export type RawMembers = readonly (readonly [key: string, text: string])[];

/** Elements of an array, by their texts. */
export function rawElements(text: string): readonly string[] {
  return rawMembers(text).map(([, member]) => member);
}

/** Members of an object; of an array with empty keys. The text must be valid JSON. */
export function rawMembers(text: string): RawMembers {
  const members: [string, string][] = [];
  const start = text.search(/\S/);
  const isObject = text[start] === '{';
  let at = skipBlanks(text, start + 1);
  while (text[at] !== '}' && text[at] !== ']') {
    let key = '';
    if (isObject) {
      const end = valueEnd(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = skipBlanks(text, skipBlanks(text, end) + 1);
    }
    const end = valueEnd(text, at);
    members.push([key, text.slice(at, end)]);
    at = skipBlanks(text, end);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return members;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(text[at] ?? 'x')) at++;
  return at;
}

/** Where the value that starts at `from` ends. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
      if (depth === 0) return at + 1;
    } else if ('[{'.includes(character)) depth++;
    else if (']}'.includes(character)) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && ', \t\r\n'.includes(character)) return at;
  }
  return text.length;
}
