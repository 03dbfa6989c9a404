import { Parser, type CST } from 'yaml';

/** Text whose offsets can be told in the text it was made from. */
export interface RepairedText {
  readonly text: string;
  readonly tokens: readonly CST.Token[];
  /** Where each repaired scalar starts in the original. */
  readonly repaired: readonly number[];
  readonly original: (offset: number) => number;
}

interface Insertion {
  /** In the text before any insertion. */
  readonly offset: number;
  readonly spaces: number;
}

const maxRepairs = 50;

/**
 * Indents the lines of quoted scalars that go on at the indentation of their key: YAML 1.2 forbids it (section 7.3.1),
 * widespread parsers accept it, and published documents do it. Line folding drops the added spaces again, so that no
 * value changes. `null` where there is nothing of the kind to repair.
 */
export function repairIndentation(text: string, tokens: readonly CST.Token[]): RepairedText | null {
  const insertions: Insertion[] = [];
  const repaired: number[] = [];
  let current = text;
  let currentTokens = tokens;
  for (let count = 0; count < maxRepairs; count++) {
    const original = originalOffset(insertions);
    const open = findUnclosed(currentTokens);
    const added = open === null ? [] : indentLines(current, open);
    if (open === null || added.length === 0) break;
    repaired.push(original(open.offset));
    current = insert(current, added);
    insertions.push(...added.map(({ offset, spaces }) => ({ offset: original(offset), spaces })));
    insertions.sort((a, b) => a.offset - b.offset);
    currentTokens = [...new Parser().parse(current)];
  }
  if (repaired.length === 0) return null;
  return { text: current, tokens: currentTokens, repaired, original: originalOffset(insertions) };
}

function findUnclosed(tokens: readonly CST.Token[]): CST.FlowScalar | null {
  const pending: CST.Token[] = [...tokens].reverse();
  for (let token = pending.pop(); token !== undefined; token = pending.pop()) {
    if (token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar') {
      if (closingQuote(token.source, 0) !== token.source.length - 1) return token;
    } else if (token.type === 'document') {
      if (token.value !== undefined) pending.push(token.value);
    } else if ('items' in token) {
      for (let index = token.items.length - 1; index >= 0; index--) {
        const { key, value } = token.items[index]!;
        if (value !== undefined) pending.push(value);
        if (key !== undefined && key !== null) pending.push(key);
      }
    }
  }
  return null;
}

/** Index of the quote that closes the one at `start`, -1 where none does. */
function closingQuote(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let index = start + 1; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\' && quote === '"') index++;
    else if (character === quote) {
      if (quote === "'" && text.charAt(index + 1) === "'") index++;
      else return index;
    }
  }
  return -1;
}

function indentLines(text: string, scalar: CST.FlowScalar): readonly Insertion[] {
  const end = closingQuote(text, scalar.offset);
  const column = scalar.offset - (text.lastIndexOf('\n', scalar.offset) + 1);
  const insertions: Insertion[] = [];
  for (
    let line = text.indexOf('\n', scalar.offset);
    line >= 0 && line < end;
    line = text.indexOf('\n', line + 1)
  ) {
    let first = line + 1;
    while (text.charAt(first) === ' ') first++;
    const indent = first - line - 1;
    if (indent < column && text.charAt(first) !== '\n' && text.charAt(first) !== '\r') {
      insertions.push({ offset: line + 1, spaces: column - indent });
    }
  }
  return insertions;
}

function insert(text: string, insertions: readonly Insertion[]): string {
  let result = '';
  let from = 0;
  for (const { offset, spaces } of insertions) {
    result += text.slice(from, offset) + ' '.repeat(spaces);
    from = offset;
  }
  return result + text.slice(from);
}

function originalOffset(insertions: readonly Insertion[]): (offset: number) => number {
  const sorted = [...insertions];
  return (offset) => {
    let before = 0;
    for (const insertion of sorted) {
      const at = insertion.offset + before;
      if (at >= offset) break;
      before += Math.min(insertion.spaces, offset - at);
    }
    return offset - before;
  };
}
