import { createRequire } from 'node:module';
import type * as Typescript from 'typescript';
import { parseAllDocuments } from 'yaml';

/** The first thing in a text that is not what its file name says; 0-based offset into the text. */
export interface OutputFault {
  readonly offset: number;
  readonly message: string;
}

const require = createRequire(import.meta.url);

/** Loaded only where a template of the user's is in play: it takes longer than all templates together. */
export function typescript(): typeof Typescript {
  return require('typescript') as typeof Typescript;
}

/**
 * Parses what a template printed: TypeScript and JavaScript, JSON, YAML. Other files are not looked at.
 *
 * @param file its name or path
 */
export function checkOutput(file: string, text: string): OutputFault | null {
  const nul = text.indexOf('\0');
  if (nul !== -1) return { offset: nul, message: 'The output holds a NUL character' };
  if (/\.[cm]?[jt]sx?$/.test(file)) return checkScript(file, text);
  // Configuration of TypeScript has comments.
  if (/(?:^|\/)tsconfig[^/]*\.json$/.test(file)) return checkConfiguration(file, text);
  if (file.endsWith('.json')) return checkJson(text);
  if (/\.ya?ml$/.test(file)) return checkYaml(text);
  return null;
}

/** Parses alone: to emit would cost several times as much. */
function checkScript(file: string, text: string): OutputFault | null {
  const ts = typescript();
  const name = file.replace(/\.d\.([cm]?ts)$/, '.$1');
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext);
  const program = ts.createProgram({
    rootNames: [name],
    options: { allowJs: true, noLib: true, noResolve: true, types: [], jsx: ts.JsxEmit.Preserve },
    host: {
      getSourceFile: (asked) => (asked === name ? source : undefined),
      fileExists: (asked) => asked === name,
      readFile: (asked) => (asked === name ? text : undefined),
      writeFile: () => undefined,
      getDefaultLibFileName: () => 'lib.d.ts',
      getCurrentDirectory: () => '',
      getCanonicalFileName: (asked) => asked,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
    },
  });
  const [first] = program.getSyntacticDiagnostics(source);
  if (first === undefined) return null;
  const message = ts.flattenDiagnosticMessageText(first.messageText, '\n').split('\n', 1)[0]!;
  return { offset: first.start, message: `The output does not parse as TypeScript: ${message}` };
}

function checkConfiguration(file: string, text: string): OutputFault | null {
  const ts = typescript();
  const { error } = ts.parseConfigFileTextToJson(file, text);
  if (error === undefined) return null;
  const message = ts.flattenDiagnosticMessageText(error.messageText, '\n').split('\n', 1)[0]!;
  return { offset: error.start ?? 0, message: `The output does not parse as JSON: ${message}` };
}

function checkJson(text: string): OutputFault | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const message = `The output does not parse as JSON: ${(error as Error).message}`;
    const position = /at position (\d+)/.exec(message)?.[1];
    if (position !== undefined) return { offset: Number(position), message };
    // Node does not always say where.
    const lenient = checkConfiguration('output.json', text);
    return lenient ?? { offset: text.trimEnd().length, message };
  }
}

function checkYaml(text: string): OutputFault | null {
  for (const document of parseAllDocuments(text)) {
    const [error] = document.errors;
    if (error === undefined) continue;
    const message = error.message.split('\n', 1)[0]!.replace(/ at line \d+, column \d+:?$/, '');
    return { offset: error.pos[0], message: `The output does not parse as YAML: ${message}` };
  }
  return null;
}
