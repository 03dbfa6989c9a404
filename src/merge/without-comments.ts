/**
 * A source without its comments, as good as it gets without a parser: a string that looks like a comment goes too. So a
 * name that is still there stands in the code, and one that is gone may be there all the same.
 */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\/.*|\/\*[^]*?(?:\*\/|$)/g, ' ');
}
