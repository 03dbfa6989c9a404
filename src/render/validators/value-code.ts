import { runtimeImport } from './constant.js';
import type { FunctionScope } from './generated-function.js';
import { locationAccepts, type Location } from './location.js';
import { ScalarWriter } from './scalar-writer.js';
import type { WriterSource } from './writer-source.js';

export interface ValuePlace {
  readonly variable: string;
  /** Expression that reads the value. */
  readonly access: string;
  /** Expression of its name or index. */
  readonly token: string;
  readonly hint: string;
}

/** Statements that put a member or item into a variable and check it, and the expression of its text. */
export function valueCode(
  source: WriterSource,
  scope: FunctionScope,
  location: Location,
  { variable, access, token, hint }: ValuePlace,
): { readonly lines: readonly string[]; readonly text: string } {
  const runtime = (name: string): string => scope.use(runtimeImport('reply-text', name));
  const isScalar =
    source.isWritable(location) &&
    location.parts.length > 0 &&
    location.choices.length === 0 &&
    !locationAccepts(location, 'object') &&
    !locationAccepts(location, 'array');
  if (!isScalar) {
    const text = `${variable}Text`;
    const isAny = location.parts.length === 0 && !location.never;
    const call = isAny
      ? `${runtime('anyText')}(${variable})`
      : source.writerCall(scope, location, hint, variable);
    return {
      lines: [
        `const ${variable} = ${access};`,
        `const ${text} = ${call};`,
        `if (${text} === null) return ${runtime('within')}(${token});`,
      ],
      text,
    };
  }
  const seen = location.parts.some(({ format }) => format === 'date') ? 'day' : 'plain';
  const read = locationAccepts(location, 'string') ? `${runtime(seen)}(${access})` : access;
  const code = new ScalarWriter(scope).write(location, variable, {
    type: (detail) => `return ${runtime('mismatch')}(${token}, ${variable}, ${JSON.stringify(detail)});`,
    keyword: (keyword, detail) =>
      `return ${runtime('failAt')}(${token}, ${JSON.stringify(keyword)}, ${JSON.stringify(detail)});`,
  });
  return { lines: [`const ${variable} = ${read};`, ...code.lines], text: code.text };
}
