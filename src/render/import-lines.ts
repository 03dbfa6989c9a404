import { stringLiteral } from './string-literal.js';

const WIDTH = 110;

/** An import declaration, on one line where it fits. `names` may be prefixed by `type `; sorted by us, as given. */
export function importLine(names: readonly string[], module: string, typeOnly = false): string {
  const start = typeOnly ? 'import type' : 'import';
  const flat = `${start} { ${names.join(', ')} } from ${stringLiteral(module)};`;
  if (flat.length <= WIDTH) return flat;
  return `${start} {\n${names.map((name) => `  ${name},\n`).join('')}} from ${stringLiteral(module)};`;
}
