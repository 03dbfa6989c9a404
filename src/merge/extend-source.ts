import { ts } from 'ts-morph';
import type { StubAddition, StubImport } from '../render/rendered-project.js';

/**
 * Adds exports to the end of a module, with the imports they need, by inserting text only: every byte that was there
 * stays, in its order.
 *
 * @param text a module that parses
 * @param taken names declared or imported at its top level
 */
export function extendSource(
  text: string,
  stubs: readonly StubAddition[],
  taken: ReadonlySet<string>,
): string {
  const source = parse(text);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const insertions: Insertion[] = [];
  const locals = new Map<string, string>();
  const names = new Set(taken);
  const missing: StubImport[] = [];
  for (const needed of uniqueImports(stubs)) {
    const existing = findImported(source, needed);
    const local = existing ?? freeName(needed.name, names);
    names.add(local);
    locals.set(importKey(needed), local);
    if (existing === null) missing.push(needed);
  }
  insertions.push(...insertImports(source, text, missing, locals, eol));
  const appended = stubs.map((stub) => renameImports(stub, locals)).join('\n');
  const alreadyLed = insertions.length > 0 && source.statements.every(isDirective);
  insertions.push({ at: text.length, text: (alreadyLed ? '' : lead(text, eol)) + withEol(appended, eol) });
  return splice(text, insertions);
}

/** Adds whole lines to the end of a module. */
export function appendLines(text: string, lines: readonly string[]): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text === '' || text.endsWith('\n') ? '' : eol;
  return text + start + lines.map((line) => line + eol).join('');
}

export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** The text with insertions made, each at its place. */
export function splice(text: string, insertions: readonly Insertion[]): string {
  let result = '';
  let from = 0;
  for (const insertion of insertions.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(from, insertion.at) + insertion.text;
    from = insertion.at;
  }
  return result + text.slice(from);
}

/** One blank line between what was there and what is added. */
function lead(text: string, eol: string): string {
  if (text.trim() === '') return '';
  if (/\n[ \t]*\r?\n$/.test(text)) return '';
  return text.endsWith('\n') ? eol : eol + eol;
}

function withEol(text: string, eol: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\n', eol);
}

function uniqueImports(stubs: readonly StubAddition[]): readonly StubImport[] {
  const byKey = new Map<string, StubImport>();
  for (const needed of stubs.flatMap((stub) => stub.imports)) {
    const key = importKey(needed);
    const other = byKey.get(key);
    // A value import serves as a type too.
    byKey.set(key, { ...needed, typeOnly: needed.typeOnly && (other?.typeOnly ?? true) });
  }
  return [...byKey.values()];
}

function importKey({ module, name }: { readonly module: string; readonly name: string }): string {
  return `${name} ${stem(module)}`;
}

/** `./a.js`, `./a.ts` and `./a` are one module. */
function stem(module: string): string {
  return module.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '');
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}${String(number)}`;
    if (!taken.has(candidate)) return candidate;
  }
}

interface NamedImport {
  readonly module: string;
  readonly typeOnly: boolean;
  readonly bindings: ts.NamedImports;
}

export function namedImports(source: ts.SourceFile): readonly NamedImport[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
    const typeOnly = statement.importClause?.isTypeOnly === true;
    return [{ module: statement.moduleSpecifier.text, typeOnly, bindings }];
  });
}

/** Where imports go that a module lacks; `null` where one of them would need another name there. */
export function importInsertions(
  source: ts.SourceFile,
  text: string,
  needed: readonly StubImport[],
  taken: ReadonlySet<string>,
): readonly Insertion[] | null {
  const missing: StubImport[] = [];
  for (const one of needed) {
    const existing = findImported(source, one);
    if (existing === one.name) continue;
    if (existing !== null || taken.has(one.name)) return null;
    missing.push(one);
  }
  const locals = new Map(needed.map((one) => [importKey(one), one.name]));
  return insertImports(source, text, missing, locals, text.includes('\r\n') ? '\r\n' : '\n');
}

/** Local name under which the module already imports something; `null` where it does not. */
function findImported(source: ts.SourceFile, needed: StubImport): string | null {
  for (const { module, typeOnly, bindings } of namedImports(source)) {
    if (stem(module) !== stem(needed.module)) continue;
    for (const element of bindings.elements) {
      const isType = typeOnly || element.isTypeOnly;
      if ((element.propertyName ?? element.name).text === needed.name && (needed.typeOnly || !isType)) {
        return element.name.text;
      }
    }
  }
  return null;
}

function insertImports(
  source: ts.SourceFile,
  text: string,
  missing: readonly StubImport[],
  locals: ReadonlyMap<string, string>,
  eol: string,
): readonly Insertion[] {
  const insertions: Insertion[] = [];
  const lines = new Map<string, ImportedName[]>();
  for (const needed of missing) {
    const local = locals.get(importKey(needed)) ?? needed.name;
    const name = local === needed.name ? local : `${needed.name} as ${local}`;
    const list = namedImports(source).find(
      ({ module, typeOnly, bindings }) =>
        stem(module) === stem(needed.module) &&
        (needed.typeOnly || !typeOnly) &&
        bindings.elements.length > 0,
    );
    const last = list?.bindings.elements.at(-1);
    if (list !== undefined && last !== undefined) {
      const prefix = needed.typeOnly && !list.typeOnly ? 'type ' : '';
      insertions.push({ at: last.end, text: separator(text, last.getStart(source)) + prefix + name });
      continue;
    }
    const line = lines.get(needed.module) ?? [];
    line.push({ name, typeOnly: needed.typeOnly });
    lines.set(needed.module, line);
  }
  const statements = [...lines].map(renderImport);
  if (statements.length > 0) insertions.push(placeImports(source, text, statements.join(eol), eol));
  return insertions;
}

interface ImportedName {
  readonly name: string;
  readonly typeOnly: boolean;
}

function renderImport([module, names]: readonly [string, readonly ImportedName[]]): string {
  const allTypes = names.every(({ typeOnly }) => typeOnly);
  const list = names
    .toSorted((a, b) => Number(a.typeOnly) - Number(b.typeOnly))
    .map(({ name, typeOnly }) => (typeOnly && !allTypes ? `type ${name}` : name));
  return `import ${allTypes ? 'type ' : ''}{ ${list.join(', ')} } from ${quote(module)};`;
}

/** A list with one element a line gains a line. */
function separator(text: string, elementStart: number): string {
  const lineStart = text.lastIndexOf('\n', elementStart - 1) + 1;
  const indent = text.slice(lineStart, elementStart);
  if (lineStart === 0 || indent.trim() !== '') return ', ';
  return `,${text[lineStart - 2] === '\r' ? '\r' : ''}\n${indent}`;
}

function placeImports(source: ts.SourceFile, text: string, lines: string, eol: string): Insertion {
  const last = source.statements.findLast((statement) => ts.isImportDeclaration(statement));
  if (last !== undefined) {
    const comments = ts.getTrailingCommentRanges(text, last.end);
    return { at: comments?.at(-1)?.end ?? last.end, text: eol + lines };
  }
  const first = source.statements.find((statement) => !isDirective(statement));
  if (first === undefined) return { at: text.length, text: lead(text, eol) + lines + eol + eol };
  // Below licence headers and `@ts-` comments, above the documentation of the first declaration.
  const documentation = ts.getLeadingCommentRanges(text, first.pos)?.at(-1);
  const at =
    documentation !== undefined && text.startsWith('/**', documentation.pos)
      ? documentation.pos
      : first.getStart(source);
  return { at, text: lines + eol + eol };
}

function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

/** Text of a stub with its imported names as the module calls them. */
function renameImports(stub: StubAddition, locals: ReadonlyMap<string, string>): string {
  const renamed = new Map<string, string>();
  for (const needed of stub.imports) {
    const local = locals.get(importKey(needed));
    if (local !== undefined && local !== needed.name) renamed.set(needed.name, local);
  }
  if (renamed.size === 0) return stub.text;
  const source = parse(stub.text);
  let text = stub.text;
  for (const identifier of identifiers(source).reverse()) {
    const local = renamed.get(identifier.text);
    if (local !== undefined)
      text = text.slice(0, identifier.getStart(source)) + local + text.slice(identifier.end);
  }
  return text;
}

/** Identifiers that refer to something, in order: names of members do not. */
function identifiers(source: ts.SourceFile): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    const isMemberName =
      (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
      (ts.isQualifiedName(node.parent) && node.parent.right === node) ||
      (ts.isPropertyAssignment(node.parent) && node.parent.name === node);
    if (ts.isIdentifier(node) && !isMemberName) found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return found;
}

export function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('module.ts', text, ts.ScriptTarget.ESNext, true);
}

/** Module specifiers come from the plan and hold no document text; quotes are still not left to chance. */
function quote(module: string): string {
  return `'${module.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
