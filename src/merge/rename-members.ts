import nativePath from 'node:path';
import {
  Node,
  Project,
  SyntaxKind,
  ts,
  type Identifier,
  type ImportSpecifier,
  type SourceFile,
} from 'ts-morph';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Rename } from './apply-renames.js';
import type { Disk } from './disk.js';
import { listSources } from './list-sources.js';
import { wordsOf } from './words-of.js';

/** A module whose exports are handed to `createApi`, and the type of the contract that describes them. */
export interface RenamedGroup {
  readonly root: string;
  readonly type: 'Handlers' | 'Policies';
}

const groups: readonly RenamedGroup[] = [
  { root: 'src/handlers/index.ts', type: 'Handlers' },
  { root: 'src/policies/index.ts', type: 'Policies' },
];

/**
 * Carries new names of operations and policies over to the user's files: declarations and what refers to them,
 * `Handlers['old']`, and the types of the contract that are named after an operation. Each place changes by the name
 * alone; every other byte stays.
 *
 * @param types new names of the contract's types by old
 * @returns new texts of the files that change; `null` where a diagnostic says why nothing may be renamed
 */
export function renameMembers(
  renames: readonly Rename[],
  types: ReadonlyMap<string, string>,
  disk: Disk,
  diagnostics: Diagnostics,
): ReadonlyMap<string, string> | null {
  const texts = readTexts(renames, types, disk);
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
  const sources = [...texts].map(([file, text]) => project.createSourceFile(`/${file}`, text));
  const at = (file: string) =>
    ({ file: nativePath.join(disk.root, file), pointer: '', on: 'value' }) as const;

  let refused = false;
  const splices = new Map<string, Map<number, Splice>>();
  const splice = (source: SourceFile, start: number, from: string, to: string): void => {
    const file = source.getFilePath().slice(1);
    const list = splices.get(file) ?? new Map<number, Splice>();
    // The language service may answer with more than the name, where a form of its own is needed.
    if (texts.get(file)?.slice(start, start + from.length) === from) list.set(start, { start, from, to });
    splices.set(file, list);
  };
  for (const { from, to } of renames) {
    for (const group of groups) {
      for (const name of declaredNames(sources, group, from)) {
        for (const location of project.getLanguageService().findRenameLocations(name)) {
          splice(location.getSourceFile(), location.getTextSpan().getStart(), from, to);
        }
      }
    }
    for (const source of sources) {
      for (const { start, was, becomes } of contractKeys(source, from, to))
        splice(source, start, was, becomes);
    }
  }
  for (const source of sources) {
    for (const { start, was, becomes } of contractTypes(source, types)) splice(source, start, was, becomes);
  }

  const changed = new Map<string, string>();
  for (const [file, list] of splices) {
    const text = texts.get(file) ?? '';
    const source = project.getSourceFileOrThrow(`/${file}`);
    if (text.includes('\uFFFD') || project.getProgram().getSyntacticDiagnostics(source).length > 0) {
      refused = true;
      diagnostics.report('rename-impossible', at(file), `${file} would change, but does not parse.`, {
        help: 'Mend it and generate again.',
      });
      continue;
    }
    const words = new Set(wordsOf(text));
    const changes = [...renames, ...[...types].map(([from, to]) => ({ from, to }))];
    const clash = changes.find(({ from, to }) => words.has(from) && words.has(to));
    if (clash !== undefined) {
      refused = true;
      diagnostics.report(
        'rename-impossible',
        at(file),
        `${file} holds the name ${JSON.stringify(clash.to)} already, for something else or in a comment.`,
        { help: `Rename ${clash.from} there by hand, then generate as you did now.` },
      );
      continue;
    }
    const renamed = spliced(text, [...list.values()]);
    if (renamed !== text) changed.set(file, renamed);
  }
  return refused ? null : changed;
}

interface Splice {
  readonly start: number;
  readonly from: string;
  readonly to: string;
}

function spliced(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const { start, from, to } of splices.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + to + result.slice(start + from.length);
  }
  return result;
}

/** Every source of the project, generated ones left out, that is worth parsing. */
function readTexts(
  renames: readonly Rename[],
  types: ReadonlyMap<string, string>,
  disk: Disk,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const roots = new Set(groups.map(({ root }) => root));
  for (const file of listSources(disk, '')) {
    const text = disk.read(file);
    if (text === null) continue;
    const words = new Set(wordsOf(text));
    const passesOn = /\bexport\b[^;]*\bfrom\b|\bcreateApi\b/.test(text);
    const holds =
      renames.some(({ from }) => words.has(from)) || [...types.keys()].some((type) => words.has(type));
    if (roots.has(file) || passesOn || holds) texts.set(file, text);
  }
  return texts;
}

/** Where a member is declared under its name: an export of the root module, or a property of what `createApi` is given. */
function declaredNames(
  sources: readonly SourceFile[],
  group: RenamedGroup,
  name: string,
): readonly Identifier[] {
  const root = sources.find((source) => source.getFilePath() === `/${group.root}`);
  const exported = (root?.getExportSymbols() ?? []).filter((symbol) => symbol.getName() === name);
  const option = group.type === 'Handlers' ? 'handlers' : 'policies';
  const given = sources
    .flatMap((source) => source.getDescendantsOfKind(SyntaxKind.CallExpression))
    .filter((call) => call.getExpression().getText() === 'createApi')
    .flatMap((call) => {
      const options = call.getArguments()[0];
      if (!Node.isObjectLiteralExpression(options)) return [];
      const property = options.getProperty(option);
      const value = Node.isPropertyAssignment(property)
        ? property.getInitializer()
        : Node.isShorthandPropertyAssignment(property)
          ? property.getNameNode()
          : undefined;
      const type = value?.getType();
      // What an annotation hides is found by what it was initialized with.
      const hidden = type === undefined || type.isAny() ? initializerOf(value) : undefined;
      return [...(type?.getProperties() ?? []), ...(hidden?.getType().getProperties() ?? [])];
    })
    .filter((symbol) => symbol.getName() === name);
  const names = [...exported, ...given]
    .flatMap((symbol) => symbol.getDeclarations())
    .flatMap((declaration) => nameNode(declaration, name) ?? []);
  return [...new Set(names)];
}

function initializerOf(value: Node | undefined): Node | undefined {
  if (!Node.isIdentifier(value)) return undefined;
  const parent = value.getParent();
  const symbol = Node.isShorthandPropertyAssignment(parent) ? parent.getValueSymbol() : value.getSymbol();
  const declaration = (symbol?.getAliasedSymbol() ?? symbol)?.getDeclarations()[0];
  return Node.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
}

function nameNode(declaration: Node, name: string): Identifier | null {
  if (Node.isExportSpecifier(declaration)) {
    const alias = declaration.getAliasNode() ?? declaration.getNameNode();
    return Node.isIdentifier(alias) && alias.getText() === name ? alias : null;
  }
  const own =
    Node.isVariableDeclaration(declaration) ||
    Node.isBindingElement(declaration) ||
    Node.isFunctionDeclaration(declaration) ||
    Node.isMethodDeclaration(declaration) ||
    Node.isPropertyDeclaration(declaration) ||
    Node.isPropertyAssignment(declaration) ||
    Node.isShorthandPropertyAssignment(declaration) ||
    Node.isGetAccessorDeclaration(declaration)
      ? declaration.getNameNode()
      : undefined;
  return Node.isIdentifier(own) && own.getText() === name ? own : null;
}

interface NamePlace {
  readonly start: number;
  readonly was: string;
  readonly becomes: string;
}

/** Named imports from generated modules. */
function importedFromGenerated(source: SourceFile): readonly ImportSpecifier[] {
  return source
    .getImportDeclarations()
    .filter((declaration) => declaration.getModuleSpecifierValue().includes('/generated/'))
    .flatMap((declaration) => declaration.getNamedImports());
}

/** Types of the contract in a file: `OldRequest`. */
function contractTypes(source: SourceFile, types: ReadonlyMap<string, string>): readonly NamePlace[] {
  const places: NamePlace[] = [];
  if (types.size > 0) {
    for (const specifier of importedFromGenerated(source)) {
      const name = specifier.getNameNode();
      const alias = specifier.getAliasNode();
      const becomes = types.get(name.getText());
      if (becomes === undefined) continue;
      const symbol = alias === undefined ? name.getSymbol() : undefined;
      const uses = source
        .getDescendantsOfKind(SyntaxKind.Identifier)
        .filter((identifier) => symbol !== undefined && identifier.getSymbol() === symbol);
      for (const node of new Set<Node>([name, ...uses])) {
        if (node.getText() === name.getText()) {
          places.push({ start: node.getStart(), was: name.getText(), becomes });
        }
      }
    }
  }
  return places;
}

/** Names of operations and policies in the types of a file: `Handlers['old']`, `Pick<Policies, 'old' | 'kept'>`, `ReplyOf<'old'>`. */
function contractKeys(source: SourceFile, from: string, to: string): readonly NamePlace[] {
  const places: NamePlace[] = [];
  const contract = new Set<string>(['Handlers', 'Policies', 'ReplyOf']);
  for (const specifier of importedFromGenerated(source)) {
    const alias = specifier.getAliasNode();
    if (contract.has(specifier.getNameNode().getText()) && alias !== undefined) contract.add(alias.getText());
  }
  for (const literal of source.getDescendantsOfKind(SyntaxKind.StringLiteral)) {
    if (literal.getLiteralText() !== from) continue;
    let holder: Node | undefined = literal.getParentIfKind(SyntaxKind.LiteralType)?.getParent();
    while (Node.isUnionTypeNode(holder)) holder = holder.getParent();
    const whole = Node.isIndexedAccessTypeNode(holder)
      ? [holder.getObjectTypeNode()]
      : Node.isTypeReference(holder)
        ? [holder.getTypeName(), holder.getTypeArguments()[0]]
        : [];
    if (whole.some((node) => contract.has(node?.getText().split('.').at(-1) ?? ''))) {
      places.push({ start: literal.getStart() + 1, was: from, becomes: to });
    }
  }
  return places;
}
