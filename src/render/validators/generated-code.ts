/**
 * Rewrites JavaScript with every string literal replaced by `"<index>"`, so that no text of a document is taken for
 * code, and puts the literals back. Every string in the code is a JSON literal in double quotes; regular expressions
 * and comments in it hold no quotes.
 *
 * `rewrite` may drop or move placeholders and may add literals through `keep`.
 */
export function rewriteCode(code: string, rewrite: (opaque: string, literals: Literals) => string): string {
  const literals = new Literals();
  let opaque = '';
  let start = 0;
  for (let quote = code.indexOf('"'); quote >= 0; quote = code.indexOf('"', start)) {
    const end = endOfString(code, quote);
    opaque += code.slice(start, quote) + literals.keep(code.slice(quote, end));
    start = end;
  }
  return rewrite(opaque + code.slice(start), literals).replaceAll(/"(\d+)"/gu, (_, index: string) =>
    literals.at(Number(index)),
  );
}

/** The string literals of a piece of code. */
export class Literals {
  readonly #list: string[] = [];

  /** Placeholder of a literal. */
  keep(literal: string): string {
    return `"${this.#list.push(literal) - 1}"`;
  }

  at(index: number): string {
    const literal = this.#list[index];
    if (literal === undefined) throw new Error('Generated code names a string that it does not hold');
    return literal;
  }
}

function endOfString(code: string, quote: number): number {
  for (let i = quote + 1; i < code.length; i++) {
    const character = code.charCodeAt(i);
    if (character === 0x5c) i++;
    else if (character === 0x22) return i + 1;
  }
  throw new Error('A string in generated code does not end');
}

/** Replaces identifiers of the forms ajv and we give to locals: lower case letters, then digits. */
export function renameIdentifiers(code: string, names: ReadonlyMap<string, string>): string {
  if (names.size === 0) return code;
  return rewriteCode(code, (opaque) =>
    opaque.replaceAll(/(?<![\w".])[a-z]+\d+\b/gu, (name) => names.get(name) ?? name),
  );
}

/** Indents code with one statement or brace a line. */
export function indented(code: string): string {
  return rewriteCode(code, (opaque) => {
    let depth = 0;
    const lines: string[] = [];
    for (const line of opaque.split('\n')) {
      const text = line.trim();
      if (text === '') continue;
      const closesFirst = /^[}\])]/u.test(text) ? 1 : 0;
      lines.push('  '.repeat(Math.max(depth - closesFirst, 0)) + text);
      depth += count(text, /[{[(]/gu) - count(text, /[}\])]/gu);
    }
    return lines.join('\n');
  });
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
