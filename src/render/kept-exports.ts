import ts from 'typescript';
import { Code } from './code.js';

/** A generated module of the last run, and what of it users' files import. */
export interface LastModule {
  /** Its text; `null` where there was none, or where it is not as oasgard left it. */
  readonly text: string | null;
  /** Which of these names users' files import. */
  imported(names: readonly string[]): ReadonlySet<string>;
}

/** What files of the last run users' files still import. */
export interface LastGenerated {
  readonly types: LastModule;
  readonly index: LastModule;
  /** Which of these modules users' files import, of those the last run had. Relative to the generated folder. */
  modules(gone: (module: string) => boolean): ReadonlySet<string>;
}

/** An export of a module of the runtime, passed on. */
export interface PassedOn {
  /** Module specifier (`./runtime/audit/sink.js`). */
  readonly module: string;
  readonly typeOnly: boolean;
}

/** Names that a module of the runtime exports, each with whether it is a type; `null` where there is no such module. */
export type ExportsOf = (module: string) => ReadonlyMap<string, boolean> | null;

/**
 * Declarations of types that a module had, has no more, and users' files import, with whatever types of that kind they
 * stand on; each marked as deprecated, in the order they had.
 *
 * @param names what the module declares now
 */
export function keepTypes(last: LastModule, names: ReadonlySet<string>): readonly KeptType[] {
  const text = last.text ?? '';
  const pending = [...last.imported([...declaredTypes(text)].filter((name) => !names.has(name)))];
  if (pending.length === 0) return [];
  const before = declarationsOf(text);
  const kept = new Set<string>();
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const declaration = before.get(name);
    if (declaration === undefined || names.has(name) || kept.has(name)) continue;
    kept.add(name);
    pending.push(...declaration.refersTo);
  }
  return [...before]
    .filter(([name]) => kept.has(name))
    .map(([name, { text }]) => ({ name, code: new Code(`${DEPRECATED}\n${text}`) }));
}

export interface KeptType {
  readonly name: string;
  readonly code: Code;
}

const DEPRECATED = '/** @deprecated The document has no such schema any more; files of yours import it. */';

/** Names of the types that `types.ts` declares. Not parsed: there may be thousands. */
export function declaredTypes(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/^export (?:interface|type) ([\p{ID_Continue}$]+)/gmu)].map(([, name]) => name!),
  );
}

/** Names that a module exports by itself or passes on by name, each with whether it is a type. */
export function exportedNames(text: string): ReadonlyMap<string, boolean> {
  const source = ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest, false);
  const found = new Map<string, boolean>();
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, isTypeOnly } = statement;
      if (exportClause === undefined || !ts.isNamedExports(exportClause)) continue;
      for (const { name, isTypeOnly: isType } of exportClause.elements) {
        found.set(name.text, isTypeOnly || isType);
      }
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name)) found.set(name.text, false);
      }
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      found.set(statement.name.text, true);
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name !== undefined) found.set(statement.name.text, false);
    }
  }
  return found;
}

interface Declaration {
  readonly text: string;
  readonly refersTo: readonly string[];
}

function declarationsOf(text: string): ReadonlyMap<string, Declaration> {
  const source = ts.createSourceFile('types.ts', text, ts.ScriptTarget.Latest, true);
  const found = new Map<string, Declaration>();
  for (const statement of source.statements) {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) continue;
    found.set(statement.name.text, { text: statement.getText(source), refersTo: typesIn(statement) });
  }
  return found;
}

function typesIn(declaration: ts.Node): readonly string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) names.push(node.typeName.text);
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return names;
}

/**
 * What a module passed on of the runtime, passes on no more, and users' files import; in the order it had.
 *
 * @param text the module as it is to be
 */
export function keepPassedOn(
  last: LastModule,
  text: string,
  exportsOf: ExportsOf,
): ReadonlyMap<string, PassedOn> {
  const now = passedOn(text, exportsOf);
  const before = [...passedOn(last.text ?? '', exportsOf)].filter(([name]) => !now.has(name));
  const imported = last.imported(before.map(([name]) => name));
  return new Map(before.filter(([name, { module }]) => imported.has(name) && exportsOf(module)?.has(name)));
}

/** The lines that pass them on. */
export function passOn(kept: ReadonlyMap<string, PassedOn>): string {
  const lines = [...kept].map(
    ([name, { module, typeOnly }]) => `export ${typeOnly ? 'type ' : ''}{ ${name} } from '${module}';\n`,
  );
  return lines.length === 0
    ? ''
    : `\n// The document asks for these no more; files of yours import them.\n${lines.join('')}`;
}

function passedOn(text: string, exportsOf: ExportsOf): ReadonlyMap<string, PassedOn> {
  const source = ts.createSourceFile('index.ts', text, ts.ScriptTarget.Latest, false);
  const found = new Map<string, PassedOn>();
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) continue;
    if (!ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const module = statement.moduleSpecifier.text;
    if (!/^\.\/runtime\/[\w./-]+\.js$/.test(module)) continue;
    const { exportClause, isTypeOnly } = statement;
    if (exportClause === undefined) {
      for (const [name, isType] of exportsOf(module) ?? []) {
        found.set(name, { module, typeOnly: isTypeOnly || isType });
      }
    } else if (ts.isNamedExports(exportClause)) {
      for (const element of exportClause.elements) {
        if (element.propertyName !== undefined) continue;
        found.set(element.name.text, { module, typeOnly: isTypeOnly || element.isTypeOnly });
      }
    }
  }
  return found;
}
