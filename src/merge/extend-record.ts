import { ts } from 'ts-morph';
import type { EntryAddition, StubImport } from '../render/rendered-project.js';
import { wordsOf } from './words-of.js';
import { importInsertions, namedImports, parse, splice, type Insertion } from './extend-source.js';

/** What becomes of a module that exports a record. */
export type ExtendedRecord =
  | { readonly kind: 'extended'; readonly text: string }
  /** It is arranged in a way in which the entry cannot be added for sure. */
  | { readonly kind: 'unclear'; readonly why: string };

/** Keys of the record that a module exports under a name, with their offsets; `null` where it exports none as such. */
export function recordKeys(text: string, record: string): ReadonlyMap<string, number> | null {
  const source = parse(text);
  const literal = findRecord(source, record);
  if (literal === null || literal.properties.some((property) => ts.isSpreadAssignment(property))) return null;
  return new Map(
    literal.properties.flatMap((property) => {
      const { name } = property;
      return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteralLike(name))
        ? [[name.text, property.getStart(source)] as const]
        : [];
    }),
  );
}

/**
 * Adds an entry at the end of the record that a module exports under a name, with the imports it needs, by inserting
 * text only.
 *
 * @param text a module that parses
 */
export function extendRecord(text: string, record: string, entry: EntryAddition): ExtendedRecord {
  const source = parse(text);
  const literal = findRecord(source, record);
  if (literal === null) return unclear(`it does not export ${record} as an object literal`);
  if (literal.properties.some((property) => ts.isSpreadAssignment(property))) {
    return unclear(`${record} is put together from others`);
  }
  const whole = entry.render();
  const rendered = parse(whole);
  const model = findRecord(rendered, record);
  const first = model?.properties[0];
  if (model === null || first === undefined) return unclear('its template writes no such entry');

  const names = declaredNames(source);
  const own = [...declaredNames(rendered)].filter((name) => name !== record);
  const imported = new Set(
    namedImports(rendered).flatMap(({ bindings }) => bindings.elements.map(localName)),
  );
  const value = whole.slice(first.getFullStart(), first.end);
  const undeclared = own.find((name) => !imported.has(name) && !names.has(name) && mentions(value, name));
  if (undeclared !== undefined) return unclear(`it declares no ${undeclared}`);
  const needed = namedImports(rendered).flatMap(({ module, typeOnly, bindings }) =>
    bindings.elements
      .filter((element) => mentions(value, localName(element)))
      .map((element): StubImport => ({
        module,
        name: (element.propertyName ?? element.name).text,
        typeOnly: typeOnly || element.isTypeOnly,
      })),
  );
  const imports = importInsertions(source, text, needed, names);
  if (imports === null) return unclear('a name that the entry needs means something else there');
  return {
    kind: 'extended',
    text: splice(text, [...imports, ...entryInsertions(source, text, literal, value)]),
  };
}

function unclear(why: string): ExtendedRecord {
  return { kind: 'unclear', why };
}

function entryInsertions(
  source: ts.SourceFile,
  text: string,
  literal: ts.ObjectLiteralExpression,
  value: string,
): readonly Insertion[] {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const last = literal.properties.at(-1);
  const comma: Insertion[] =
    last === undefined || literal.properties.hasTrailingComma ? [] : [{ at: last.end, text: ',' }];
  const close = literal.end - 1;
  const lineStart = text.lastIndexOf('\n', close - 1) + 1;
  const alone = text.slice(lineStart, close).trim() === '' && lineStart > literal.getStart(source);
  const indent = last === undefined ? '  ' : /^[ \t]*/.exec(lineOf(text, last.getStart(source)))![0];
  const lines = value
    .replaceAll('\r\n', '\n')
    .replace(/^\s*\n/, '')
    .split('\n')
    .map((line) => (line.startsWith('  ') ? (alone ? indent : '  ') + line.slice(2) : line))
    .join(eol);
  return [
    ...comma,
    alone ? { at: lineStart, text: `${lines},${eol}` } : { at: close, text: `${eol}${lines},${eol}` },
  ];
}

function lineOf(text: string, at: number): string {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1);
}

/** The object literal that a module exports under a name, whatever it is annotated with. */
function findRecord(source: ts.SourceFile, name: string): ts.ObjectLiteralExpression | null {
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true) continue;
    for (const { name: declared, initializer } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(declared) || declared.text !== name || initializer === undefined) continue;
      const value = unwrap(initializer);
      return ts.isObjectLiteralExpression(value) ? value : null;
    }
  }
  return null;
}

function unwrap(value: ts.Expression): ts.Expression {
  return ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value)
    ? unwrap(value.expression)
    : value;
}

function declaredNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const { importClause } = statement;
      if (importClause?.name !== undefined) names.add(importClause.name.text);
      const bindings = importClause?.namedBindings;
      if (bindings === undefined) continue;
      if (ts.isNamespaceImport(bindings)) names.add(bindings.name.text);
      else for (const element of bindings.elements) names.add(localName(element));
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name)) names.add(name.text);
        else names.add(name.getText(source));
      }
    } else if (
      'name' in statement &&
      statement.name !== undefined &&
      ts.isIdentifier(statement.name as ts.Node)
    ) {
      names.add((statement.name as ts.Identifier).text);
    }
  }
  return names;
}

function localName(element: ts.ImportSpecifier): string {
  return element.name.text;
}

function mentions(text: string, name: string): boolean {
  return wordsOf(text).includes(name);
}
