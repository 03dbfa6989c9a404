import type * as Typescript from 'typescript';
import { type OutputFault, typescript } from './check-output.js';

/**
 * Whether a text of the user's templates says what oasgard's own would: the same statements, whatever their comments
 * and layout. What is enforced stands in them.
 *
 * @param more whether declarations, imports and exports may stand beside them
 * @returns the first difference
 */
export function checkStatements(expected: string, actual: string, more: boolean): OutputFault | null {
  const ts = typescript();
  const wanted = statementsOf(expected);
  const found = statementsOf(actual);
  const missing = new Map(wanted.map(({ text, node }) => [text, node]));
  for (const { text, node, offset } of found) {
    if (missing.delete(text)) continue;
    const harmless =
      ts.isImportDeclaration(node) ||
      ts.isExportDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isFunctionDeclaration(node);
    if (more && harmless) continue;
    return { offset, message: 'This statement is none of the original, which decide what is enforced' };
  }
  const [first] = missing.keys();
  if (first === undefined) return null;
  const shown = first.length > 60 ? `${first.slice(0, 59)}…` : first;
  return { offset: 0, message: `A statement of the original is missing: ${shown}` };
}

interface Statement {
  readonly node: Typescript.Statement;
  readonly offset: number;
  /** Its tokens, but for those that are a matter of style. */
  readonly text: string;
}

function statementsOf(text: string): readonly Statement[] {
  const ts = typescript();
  const source = ts.createSourceFile('module.ts', text, ts.ScriptTarget.ESNext, true);
  return source.statements.map((node) => {
    const tokens: string[] = [];
    const visit = (child: Typescript.Node): void => {
      if (child.kind >= ts.SyntaxKind.FirstJSDocNode && child.kind <= ts.SyntaxKind.LastJSDocNode) return;
      if (child.getChildCount(source) > 0) {
        for (const next of child.getChildren(source)) visit(next);
        return;
      }
      const token = ts.isStringLiteral(child) ? JSON.stringify(child.text) : child.getText(source);
      if (token === '' || token === ';') return;
      if (/^[)\]}]$/.test(token) && tokens.at(-1) === ',') tokens.pop();
      tokens.push(token);
    };
    visit(node);
    return { node, offset: node.getStart(source), text: tokens.join(' ') };
  });
}

/** Whether a text is comments and blanks alone. */
export function checkComments(text: string): OutputFault | null {
  const [first] = statementsOf(text);
  if (first !== undefined)
    return { offset: first.offset, message: 'What opens generated files is a comment, not code' };
  // The next line would become part of the comment.
  return text === '' || text.endsWith('\n')
    ? null
    : { offset: text.length, message: 'What opens generated files ends in a line break' };
}

/** A generated module that is not the entry: what is enforced stands in them. */
const BEHIND_THE_ENTRY = /(?:^|\/)generated\/(?!index\.[jt]s$)/;

/**
 * Whether a module that is not generated takes values from no generated module but the entry: with the operations, the
 * validators or the runtime at hand it could change what is enforced. Types are no values.
 */
export function checkEntry(text: string): OutputFault | null {
  if (!text.includes('generated/')) return null;
  const ts = typescript();
  const source = parse(text);
  let fault: OutputFault | null = null;
  const visit = (node: Typescript.Node): void => {
    const specifier = valuesFrom(node);
    if (specifier !== null && BEHIND_THE_ENTRY.test(specifier.text)) {
      fault ??= {
        offset: specifier.getStart(source),
        message: `Values come from generated/index.js alone, not from ${JSON.stringify(specifier.text)}, where guards stand`,
      };
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return fault;
}

/** The module that a node takes values from; `null` where it takes none, or types alone. */
function valuesFrom(node: Typescript.Node): Typescript.StringLiteralLike | null {
  const ts = typescript();
  const literal = (specifier: Typescript.Node | undefined): Typescript.StringLiteralLike | null =>
    specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier : null;
  if (ts.isImportDeclaration(node)) {
    return node.importClause?.isTypeOnly === true ? null : literal(node.moduleSpecifier);
  }
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? null : literal(node.moduleSpecifier);
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return node.isTypeOnly ? null : literal(node.moduleReference.expression);
  }
  if (!ts.isCallExpression(node)) return null;
  const { expression } = node;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === 'require');
  return loads ? literal(node.arguments[0]) : null;
}

/** Whether a module calls `createApi`. */
export function callsCreateApi(text: string): boolean {
  return text.includes('createApi') && createApiCalls(parse(text)).length > 0;
}

/**
 * Whether the composition root hands its handlers to `createApi`, and to nothing else that could call them unguarded.
 *
 * @param elsewhere whether another file calls `createApi`
 */
export function checkComposition(text: string, elsewhere: boolean): OutputFault | null {
  const ts = typescript();
  const source = parse(text);
  const calls = createApiCalls(source);
  if (calls.length === 0 && !elsewhere)
    return { offset: 0, message: 'Nothing calls createApi, which puts the guards in front of the handlers' };
  let fault: OutputFault | null = null;
  const handlers = new Set<string>();
  const isHandlers = (specifier: Typescript.Node): boolean =>
    ts.isStringLiteralLike(specifier) && /^\.\/handlers(?:\/|$)/.test(specifier.text);
  const visit = (node: Typescript.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const clause = node.importClause;
      if (!isHandlers(node.moduleSpecifier) || clause === undefined || clause.isTypeOnly) return;
      const bindings = clause.namedBindings;
      if (clause.name !== undefined) handlers.add(clause.name.text);
      if (bindings !== undefined && ts.isNamespaceImport(bindings)) handlers.add(bindings.name.text);
      if (bindings !== undefined && ts.isNamedImports(bindings))
        for (const { name } of bindings.elements) handlers.add(name.text);
      return;
    }
    const dynamic =
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments.some(isHandlers);
    const used = ts.isIdentifier(node) && handlers.has(node.text) && !isName(node);
    if (dynamic || used) {
      const guarded = calls.some((call) => call.pos <= node.pos && node.end <= call.end);
      fault ??= guarded
        ? null
        : {
            offset: node.getStart(source),
            message: 'Handlers are handed to createApi alone, which puts the guards in front of them',
          };
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return fault;
}

/** Whether an identifier names a member, not a variable. */
function isName(node: Typescript.Identifier): boolean {
  const ts = typescript();
  return (
    (ts.isPropertyAssignment(node.parent) && node.parent.name === node) ||
    (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)
  );
}

function createApiCalls(source: Typescript.SourceFile): readonly Typescript.CallExpression[] {
  const ts = typescript();
  const calls: Typescript.CallExpression[] = [];
  const visit = (node: Typescript.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'createApi') calls.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}

function parse(text: string): Typescript.SourceFile {
  const ts = typescript();
  return ts.createSourceFile('module.ts', text, ts.ScriptTarget.ESNext, true);
}
