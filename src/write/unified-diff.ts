import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** How long texts are compared, milliseconds: what differs everywhere is not worth more. */
const PATIENCE_MS = 2000;

/**
 * The unified diff of one file, as `git apply` and `patch -p1` read it.
 *
 * @param file path relative to the output folder
 * @param before `null` where the file is created
 * @param after `null` where it is removed
 */
export function unifiedDiff(file: string, before: string | null, after: string | null): string {
  const names = [
    before === null ? '/dev/null' : `a/${file}`,
    after === null ? '/dev/null' : `b/${file}`,
  ] as const;
  if (before === null || after === null) return wholeFile(names, before, after);
  const patch = createTwoFilesPatch(names[0], names[1], before, after, undefined, undefined, {
    context: 3,
    timeout: PATIENCE_MS,
    headerOptions: FILE_HEADERS_ONLY,
  });
  // Too different to be compared in time: all of the one goes, all of the other comes.
  return patch ?? wholeFile(names, before, after);
}

function wholeFile(
  [from, to]: readonly [string, string],
  before: string | null,
  after: string | null,
): string {
  const [removed, added] = [linesOf(before), linesOf(after)];
  const head = `--- ${from}\n+++ ${to}\n`;
  if (removed.length + added.length === 0) return head;
  return `${head}@@ -${range(removed)} +${range(added)} @@\n${marked('-', removed)}${marked('+', added)}`;
}

function range(lines: readonly string[]): string {
  return lines.length === 0 ? '0,0' : `1,${String(lines.length)}`;
}

/** Lines with their ends. */
function linesOf(text: string | null): readonly string[] {
  return text?.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function marked(sign: '-' | '+', lines: readonly string[]): string {
  return lines
    .map((line) => (line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`))
    .join('');
}
