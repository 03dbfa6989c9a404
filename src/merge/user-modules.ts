import path from 'node:path/posix';
import {
  Node,
  Project,
  SyntaxKind,
  ts,
  type CallExpression,
  type Node as AnyNode,
  type SourceFile,
  type Symbol as TypeSymbol,
  type Type,
} from 'ts-morph';
import type { Disk } from './disk.js';
import type { ExportGroup } from './export-group.js';
import { listSources } from './list-sources.js';

/** What the user's modules hand to one option of `createApi`, understood through their types. */
export interface GroupModules {
  /** Where each member that reaches `createApi`, or is exported by the root module, is declared. */
  readonly members: ReadonlyMap<string, Place>;
  /** Whether whatever the root module exports reaches `createApi`. */
  readonly rootIsWired: boolean;
  /** Whether the root module passes on everything a file exports. */
  passesOn(file: string): boolean;
  /** Names declared or imported at the top level of a file. */
  topLevelNames(file: string): ReadonlySet<string>;
  parses(file: string): boolean;
}

export interface Place {
  readonly file: string;
  /** 0-based, into the file's text. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
}

/**
 * Parses the user's modules from the root module and the composition root on, generated ones left out: the names of
 * members do not depend on those, and large documents would cost seconds.
 */
export function readUserModules(group: ExportGroup, disk: Disk): GroupModules {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    compilerOptions: {
      noLib: true,
      allowJs: true,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      target: ts.ScriptTarget.ESNext,
    },
  });
  const callers = findCallers(disk);
  for (const file of [group.root, ...group.files.map((file) => file.path), ...callers])
    load(project, disk, file);
  const sourceOf = (file: string): SourceFile | undefined => project.getSourceFile(`/${file}`);

  const members = new Map<string, Place>();
  const add = (symbol: TypeSymbol): void => {
    const declaration = symbol.getDeclarations()[0];
    if (declaration !== undefined) members.set(symbol.getName(), placeOf(declaration));
  };
  const root = sourceOf(group.root);
  for (const symbol of root?.getExportSymbols() ?? []) add(symbol.getAliasedSymbol() ?? symbol);
  for (const symbol of root?.getExportSymbols() ?? []) {
    const place = members.get((symbol.getAliasedSymbol() ?? symbol).getName());
    // Exported under another name: `export { list as listPets }`.
    if (place !== undefined) members.set(symbol.getName(), place);
  }

  const values = callers.flatMap((caller) => optionValues(sourceOf(caller), group.option));
  for (const value of values) for (const symbol of typeOf(value).getProperties()) add(symbol);

  return {
    members,
    rootIsWired: values.length === 0 || values.some((value) => isNamespaceOf(value, root)),
    passesOn: (file) => {
      const source = sourceOf(file);
      return (
        source !== undefined && (source === root || (root !== undefined && starExports(root).has(source)))
      );
    },
    topLevelNames: (file) => topLevelNames(sourceOf(file)),
    parses: (file) => {
      const source = sourceOf(file);
      return source === undefined || project.getProgram().getSyntacticDiagnostics(source).length === 0;
    },
  };
}

/** Files that compose the server: `src/server.ts` if it still does, else whatever does. */
function findCallers(disk: Disk): readonly string[] {
  const calls = (file: string): boolean => disk.read(file)?.includes('createApi') === true;
  const composition = 'src/server.ts';
  if (calls(composition)) return [composition];
  return listSources(disk, 'src').filter((file) => !/\.(test|spec)\./.test(file) && calls(file));
}

/** Loads a file and, through relative imports and exports, what it stands on. */
function load(project: Project, disk: Disk, file: string): void {
  if (project.getSourceFile(`/${file}`) !== undefined) return;
  const text = disk.read(file);
  if (text === null) return;
  const source = project.createSourceFile(`/${file}`, text);
  for (const declaration of [...source.getImportDeclarations(), ...source.getExportDeclarations()]) {
    const specifier = declaration.getModuleSpecifierValue();
    if (specifier === undefined || !specifier.startsWith('.')) continue;
    const base = path.join(path.dirname(file), specifier);
    if (base.startsWith('..') || base.split('/').includes('generated')) continue;
    for (const candidate of candidates(base)) load(project, disk, candidate);
  }
}

function candidates(base: string): readonly string[] {
  const stem = base.replace(/\.([cm]?)[jt]sx?$/, '');
  return [`${stem}.ts`, `${stem}.mts`, `${stem}.tsx`, `${stem}.js`, `${base}/index.ts`, `${base}/index.js`];
}

/** Values given to one option in calls of `createApi`. */
function optionValues(source: SourceFile | undefined, option: string): readonly AnyNode[] {
  const calls = source?.getDescendantsOfKind(SyntaxKind.CallExpression) ?? [];
  return calls.filter(isCreateApi).flatMap((call) => {
    const options = call.getArguments()[0];
    if (!Node.isObjectLiteralExpression(options)) return [];
    const property = options.getProperty(option);
    if (Node.isPropertyAssignment(property)) return property.getInitializer() ?? [];
    if (Node.isShorthandPropertyAssignment(property)) return property.getNameNode();
    return [];
  });
}

function isCreateApi(call: CallExpression): boolean {
  return call.getExpression().getText() === 'createApi';
}

function isNamespaceOf(value: AnyNode, root: SourceFile | undefined): boolean {
  if (root === undefined || !Node.isIdentifier(value)) return false;
  const symbol = valueSymbol(value);
  return (
    symbol?.getDeclarations().some((declaration) => {
      const statement = declaration.getFirstAncestorByKind(SyntaxKind.ImportDeclaration);
      return Node.isNamespaceImport(declaration) && statement?.getModuleSpecifierSourceFile() === root;
    }) ?? false
  );
}

/**
 * Type of a value; where an annotation hides it (`const handlers: Handlers = {...}`; generated types are not loaded),
 * the type of what it was initialized with.
 */
function typeOf(value: AnyNode): Type {
  const inner = unwrap(value);
  const symbol = Node.isIdentifier(inner) ? valueSymbol(inner) : undefined;
  const type = symbol?.getTypeAtLocation(inner) ?? inner.getType();
  if (!type.isAny()) return type;
  const origin = symbol?.getAliasedSymbol() ?? symbol;
  const declaration = origin?.getDeclarations()[0];
  const initializer = Node.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
  return initializer === undefined ? type : typeOf(initializer);
}

/** A shorthand property's own symbol is the property, not what it names. */
function valueSymbol(identifier: AnyNode): TypeSymbol | undefined {
  const parent = identifier.getParent();
  return Node.isShorthandPropertyAssignment(parent) ? parent.getValueSymbol() : identifier.getSymbol();
}

function unwrap(value: AnyNode): AnyNode {
  if (
    Node.isAsExpression(value) ||
    Node.isSatisfiesExpression(value) ||
    Node.isParenthesizedExpression(value)
  ) {
    return unwrap(value.getExpression());
  }
  return value;
}

function starExports(root: SourceFile, seen = new Set<SourceFile>()): ReadonlySet<SourceFile> {
  for (const declaration of root.getExportDeclarations()) {
    const target = declaration.getModuleSpecifierSourceFile();
    const whole = !declaration.hasNamedExports() && declaration.getNamespaceExport() === undefined;
    if (target === undefined || !whole || seen.has(target)) continue;
    seen.add(target);
    starExports(target, seen);
  }
  return seen;
}

function topLevelNames(source: SourceFile | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  for (const declaration of source?.getImportDeclarations() ?? []) {
    const { importClause } = declaration.compilerNode;
    if (importClause?.name !== undefined) names.add(importClause.name.text);
    const bindings = importClause?.namedBindings;
    if (bindings === undefined) continue;
    if (ts.isNamespaceImport(bindings)) names.add(bindings.name.text);
    else for (const element of bindings.elements) names.add(element.name.text);
  }
  for (const statement of source?.getStatements() ?? []) {
    if (Node.isVariableStatement(statement)) {
      for (const declaration of statement.getDeclarations()) addBinding(declaration.getNameNode(), names);
    } else if (Node.hasName(statement)) {
      names.add(statement.getName());
    } else if (Node.isFunctionDeclaration(statement) || Node.isClassDeclaration(statement)) {
      names.add(statement.getName() ?? 'default');
    }
  }
  return names;
}

function addBinding(name: AnyNode, names: Set<string>): void {
  if (Node.isIdentifier(name)) names.add(name.getText());
  else
    for (const element of name.getDescendantsOfKind(SyntaxKind.BindingElement))
      addBinding(element.getNameNode(), names);
}

function placeOf(node: AnyNode): Place {
  const source = node.getSourceFile();
  const offset = node.getStart();
  return {
    file: source.getFilePath().slice(1),
    offset,
    line: source.getLineAndColumnAtPos(offset).line,
  };
}
