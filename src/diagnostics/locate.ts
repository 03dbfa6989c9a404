import type { Location } from './diagnostic.js';
import type { SourceText, TextRange } from './source-text.js';

/** A location in lines and columns, both 1-based; columns count UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** End, exclusive. */
  readonly endLine: number;
  readonly endColumn: number;
}

/** Looks positions up in the texts of the documents. Keeps the line table of each text it was asked about. */
export class Locator {
  readonly #sources: ReadonlyMap<string, SourceText>;
  readonly #lineStarts = new Map<string, readonly number[]>();

  constructor(sources: ReadonlyMap<string, SourceText>) {
    this.#sources = sources;
  }

  /** `null` where the file was never read. */
  position(location: Location): Position | null {
    const source = this.#sources.get(location.file);
    if (source === undefined) return null;
    const { start, end } = rangeOf(source, location);
    const from = this.#lineAndColumn(source, start);
    const to = this.#lineAndColumn(source, end);
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  /** Text of a line, without its end; `null` where the file was never read. */
  line(file: string, line: number): string | null {
    const source = this.#sources.get(file);
    if (source === undefined) return null;
    const starts = this.#starts(source);
    const start = starts[line - 1];
    if (start === undefined) return null;
    return source.text.slice(start, starts[line] ?? source.text.length).replace(/[\r\n]+$/u, '');
  }

  #lineAndColumn(source: SourceText, offset: number): { readonly line: number; readonly column: number } {
    const starts = this.#starts(source);
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  #starts(source: SourceText): readonly number[] {
    const known = this.#lineStarts.get(source.path);
    if (known !== undefined) return known;
    const starts = [0];
    for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1))
      starts.push(at + 1);
    this.#lineStarts.set(source.path, starts);
    return starts;
  }
}

/** Range of what a location names; for what is missing, of the key of the nearest thing around it. */
function rangeOf(source: SourceText, location: Location): TextRange {
  if (location.offset !== undefined) return tokenAt(source.text, location.offset);
  let { pointer, on } = location;
  for (;;) {
    const range = source.range(pointer, on);
    if (range !== null) return trimmed(source.text, range);
    if (pointer === '') return { start: 0, end: 0 };
    pointer = pointer.slice(0, pointer.lastIndexOf('/'));
    on = 'key';
  }
}

/** YAML ranges of block collections include the line ends and comments that follow. */
function trimmed(text: string, { start, end }: TextRange): TextRange {
  let last = end;
  while (last > start && /\s/u.test(text.charAt(last - 1))) last--;
  return { start, end: last };
}

/** The word or quoted string that starts at an offset. */
function tokenAt(text: string, offset: number): TextRange {
  const rest = text.slice(offset, offset + 200);
  const token = /^(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,:[\]{}"']+|\S)/u.exec(rest);
  return { start: offset, end: offset + (token?.[0].length ?? 0) };
}
