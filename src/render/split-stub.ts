import { typescript } from './check-output.js';
import type { StubImport } from './rendered-project.js';

/** A rendered stub, taken apart so that it can be added to a file that has imports of its own. */
export interface SplitStub {
  readonly imports: readonly StubImport[];
  /** What stands below the imports, ending in a newline. */
  readonly body: string;
  /** 0-based, into the rendered text. */
  readonly faults: readonly { readonly offset: number; readonly message: string }[];
}

const IMPORT = /^import\s+(type\s+)?\{([^{}]*)\}\s+from\s+(?:'([^'\\\n]*)'|"([^"\\\n]*)");?[ \t]*(?:\r?\n|$)/;
const NAME = /^(type\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u;

/**
 * Takes the imports off the top of a stub: named ones, which is what can be merged into the user's.
 *
 * @param name what the stub must export
 * @param check whether to look for the export: not needed for oasgard's own templates
 */
export function splitStub(text: string, name: string, check: boolean): SplitStub {
  const imports: StubImport[] = [];
  const faults: { offset: number; message: string }[] = [];
  let at = /^\s*/.exec(text)![0].length;
  for (;;) {
    const match = IMPORT.exec(text.slice(at));
    if (match === null) break;
    const [whole, allTypes, list = '', single, double = ''] = match;
    for (const entry of list.split(',').map((part) => part.trim())) {
      if (entry === '') continue;
      const found = NAME.exec(entry);
      if (found === null) {
        faults.push({
          offset: at,
          message: `A stub imports names as they are, not ${JSON.stringify(entry)}`,
        });
      } else {
        const typeOnly = allTypes !== undefined || found[1] !== undefined;
        imports.push({ module: single ?? double, name: found[2]!, typeOnly });
      }
    }
    at += whole.length;
    at += /^(?:[ \t]*\r?\n)*/.exec(text.slice(at))![0].length;
  }
  const body = `${text.slice(at).trimEnd()}\n`;
  if (check) faults.push(...checkBody(body, name).map((fault) => ({ ...fault, offset: fault.offset + at })));
  return { imports, body, faults };
}

function checkBody(body: string, name: string): SplitStub['faults'] {
  const ts = typescript();
  const source = ts.createSourceFile('stub.ts', body, ts.ScriptTarget.ESNext, true);
  const late = source.statements.find((statement) => ts.isImportDeclaration(statement));
  if (late !== undefined) {
    const message =
      "A stub has named imports alone, above everything else: import { a, type B } from './c.js'";
    return [{ offset: late.getStart(source), message }];
  }
  const exports = source.statements.some((statement) => {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const exported = modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const isDefault = modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
    if (ts.isVariableStatement(statement)) {
      const names = statement.declarationList.declarations.map((declaration) =>
        declaration.name.getText(source),
      );
      return exported && names.includes(name);
    }
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
      return exported && !isDefault && statement.name?.text === name;
    const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined;
    return (
      clause !== undefined &&
      ts.isNamedExports(clause) &&
      clause.elements.some((element) => element.name.text === name)
    );
  });
  return exports ? [] : [{ offset: 0, message: `The stub does not export ${JSON.stringify(name)}` }];
}
