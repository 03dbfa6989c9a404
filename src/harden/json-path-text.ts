/** A normalized JSONPath (RFC 9535 §2.7) of a node; member names that are plain words are written with a dot. */
export function jsonPath(tokens: readonly string[]): string {
  return `$${tokens.map((token, index) => segment(token, tokens[index - 1])).join('')}`;
}

/** Members of OpenAPI and JSON Schema that hold lists: what is numbered in them is an index, elsewhere it is a name. */
const LISTS: ReadonlySet<string> = new Set([
  'parameters',
  'security',
  'servers',
  'tags',
  'allOf',
  'anyOf',
  'oneOf',
  'prefixItems',
]);

function segment(token: string, parent: string | undefined): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(token)) return `.${token}`;
  if (parent !== undefined && LISTS.has(parent) && /^(0|[1-9][0-9]*)$/.test(token)) return `[${token}]`;
  const escaped = token.replace(/['\\\u0000-\u001f]/g, (character) =>
    character === "'" || character === '\\'
      ? `\\${character}`
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `['${escaped}']`;
}
