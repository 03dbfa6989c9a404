/**
 * The same text in one piece. V8 keeps a text that was put together as the tree of its pieces, and walks that tree in
 * whatever the text becomes a part of, each time it is written: one that is kept for many replies or records is worth
 * copying once.
 *
 * @param text Without lone surrogates.
 */
export function flatText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
