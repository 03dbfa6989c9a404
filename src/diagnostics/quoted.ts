const LONGEST = 80;

/** A string of a document inside a message: in double quotes, escaped as JSON, cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
}

const MOST_LISTED = 5;

/** Several of them, joined by commas; the rest is counted. */
export function quotedList(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST_LISTED).map(quoted);
  const more = texts.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}
