import type { YAMLParseError } from 'yaml';

/** What keeps a text from being YAML. */
export interface SyntaxFault {
  readonly offset: number;
  readonly message: string;
  readonly help: string;
}

const around =
  'Look at this place and at the line before it: at indentation, at quotes and brackets that are still open, and for a blank behind each ":".';

/** The errors of the parser, each once and where the fault is, in document order. */
export function syntaxFaults(errors: readonly YAMLParseError[], text: string): readonly SyntaxFault[] {
  const overIndented = new Set(
    errors.filter(({ code }) => code === 'MULTILINE_IMPLICIT_KEY').map(({ pos }) => pos[0]),
  );
  const faults = new Map<string, SyntaxFault>();
  // Where the line stands of which a value was taken for the start of a key.
  let previous = -1;
  for (const { code, message, pos } of errors) {
    const [start, end] = pos;
    if (code === 'MULTILINE_IMPLICIT_KEY') {
      const line = text.lastIndexOf('\n', end - 1) + 1;
      const offset = line + blanksAt(text, line);
      const follows = text.lastIndexOf('\n', start) + 1 === previous;
      const isAligned = follows && blanksAt(text, previous) === offset - line;
      previous = line;
      // Lines that are indented like the one before them are wrong for the same reason.
      if (isAligned) continue;
      faults.set(`${offset}`, {
        offset,
        message: 'This line goes on with the value above it, and looks like a key of its own',
        help: 'Indent it like the key above it if it stands beside that, or put the value that spans both lines in quotes.',
      });
    } else if (code !== 'BLOCK_AS_IMPLICIT_KEY') {
      faults.set(`${start} ${message}`, { offset: start, message: sentence(message), help: around });
    } else if (!overIndented.has(start)) {
      faults.set(`${start} ${message}`, {
        offset: start,
        message: sentence(message),
        help: 'Put a value that holds ": " in quotes, or start the inner object on a line of its own, indented further.',
      });
    }
  }
  return [...faults.values()];
}

function blanksAt(text: string, line: number): number {
  let end = line;
  while (text.charAt(end) === ' ' || text.charAt(end) === '\t') end++;
  return end - line;
}

function sentence(message: string): string {
  const line = message.split('\n', 1)[0]!;
  return line.charAt(0).toUpperCase() + line.slice(1);
}
