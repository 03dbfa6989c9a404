/**
 * Text of a document inside a comment: it stays readable, cannot end the comment, and cannot speak to a compiler,
 * linter, formatter, bundler or debugger.
 */
export function commentText(text: string): string {
  return text
    .replaceAll(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\ufffe\uffff]/gu, '')
    .replaceAll('*/', '*\\/')
    .replaceAll('/*', '/\\*')
    .replaceAll(/^([\s*/]*)@/gm, '$1\\@')
    .replaceAll(DIRECTIVE, '$& ')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
}

/** The same on one line. */
export function commentLine(text: string): string {
  return commentText(text).replaceAll(/\s+/g, ' ');
}

/** A documentation comment of these paragraphs, without indentation; `''` where there is nothing to say. */
export function docComment(paragraphs: readonly (string | null)[]): string {
  const texts = paragraphs.filter((text) => text !== null).map(commentText);
  const lines = texts
    .filter((text) => text !== '')
    .join('\n\n')
    .split('\n');
  if (lines.length === 1) return lines[0] === '' ? '' : `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => (line === '' ? ' *' : ` * ${line}`)).join('\n')}\n */\n`;
}

/** Broken by a blank wherever a tool would look for one: `@ts-ignore`, `eslint-disable`, `yaml-language-server`, `#region`, `sourceMappingURL`. */
const DIRECTIVE =
  /(?<!\w)[@#](?=ts-|jsx|__PURE__|__NO_SIDE|(?:end)?region\b|license\b|preserve\b|internal\b)|\/\/\/(?=[ \t]*<)|\b(?:eslint|oxlint|tslint|biome|prettier|istanbul|[cv]8|deno-lint|stylelint)(?=[-:]|[ \t]+ignore)|\byaml-language(?=-server)|\bsource(?:Mapping)?(?=URL)/gi;
