const LONGEST = 80;

/** A string of a document inside a message: in double quotes, escaped as JSON, cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
}
