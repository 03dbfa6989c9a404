import type { Colors } from 'picocolors/types.js';
import type { Location } from './diagnostic.js';
import type { Locator, Position } from './locate.js';
import { textWidth, visibleText } from './visible-text.js';

/** Columns of a document's line that are shown; of longer lines, those around the caret. */
const maxWidth = 100;
/** Columns kept before the caret when a line is cut. */
const leadWidth = 30;

/** The line of a place, with a caret under what is meant; `[]` where its file was never read. */
export function frameOf(
  at: Location,
  locator: Locator,
  gutter: number,
  mark: (text: string) => string,
  colors: Colors,
): readonly string[] {
  const position = locator.position(at);
  const line = position === null ? null : locator.line(at.file, position.line);
  return position === null || line === null ? [] : codeFrame(line, position, gutter, mark, colors);
}

/** The line of a document with a caret under what is meant, as lines of text. */
export function codeFrame(
  line: string,
  position: Position,
  gutter: number,
  mark: (text: string) => string,
  colors: Colors,
): readonly string[] {
  const start = Math.min(position.column - 1, line.length);
  const end = position.endLine === position.line ? position.endColumn - 1 : line.length;
  const from = line.length > maxWidth && start > leadWidth ? backOff(line, start - leadWidth) : 0;
  const to = line.length - from > maxWidth ? backOff(line, from + maxWidth) : line.length;
  const before = (from > 0 ? '…' : '') + visibleText(line.slice(from, start));
  const marked = visibleText(line.slice(start, Math.min(Math.max(end, start), to)));
  const after =
    visibleText(line.slice(Math.max(start, Math.min(end, to)), to)) + (to < line.length ? '…' : '');
  const number = String(position.line).padStart(gutter);
  const empty = ' '.repeat(gutter);
  const carets = '^'.repeat(Math.max(1, textWidth(marked)));
  return [
    `${colors.dim(`${number} |`)} ${before}${marked}${after}`.trimEnd(),
    `${colors.dim(`${empty} |`)} ${' '.repeat(textWidth(before))}${mark(carets)}`,
  ];
}

/** Not between the halves of a surrogate pair. */
function backOff(line: string, index: number): number {
  const code = line.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
}
