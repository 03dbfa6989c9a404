import path from 'node:path/posix';
import ts from 'typescript';
import type { Disk } from './disk.js';
import { listSources } from './list-sources.js';
import { wordsOf } from './words-of.js';

/** A module of `src/generated` that users' files import names of. */
export type GeneratedModule = 'types' | 'index';

export interface ImportPlace {
  /** Relative to the output folder. */
  readonly file: string;
  readonly text: string;
  /** 0-based, into the text. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
}

/** What users' files import from the generated folder. They are read when something is asked for, and no sooner. */
export class GeneratedImports {
  readonly #disk: Disk;
  #sources: readonly ImportingSource[] | null = null;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Of these names of a module those that users' files import, in whatever form, each with one of the places. */
  namesOf(module: GeneratedModule, names: readonly string[]): ReadonlyMap<string, ImportPlace> {
    const found = new Map<string, ImportPlace>();
    if (names.length === 0) return found;
    const wanted = new Set(names);
    const sources = this.#read();
    // A module of the user's that passes on whatever there is: anybody may have a name of it.
    const passedOn = sources.some((source) => source.passesOn(module));
    for (const source of sources) {
      for (const [name, offset] of source.namesOf(module, wanted, passedOn)) {
        if (!found.has(name)) found.set(name, source.placeOf(offset));
      }
    }
    return found;
  }

  /** Of these modules, relative to the generated folder and with their `.ts`, those that users' files import. */
  modulesOf(modules: readonly string[]): ReadonlyMap<string, ImportPlace> {
    const found = new Map<string, ImportPlace>();
    if (modules.length === 0) return found;
    const wanted = new Set(modules);
    for (const source of this.#read()) {
      for (const [module, offset] of source.modules) {
        if (wanted.has(module) && !found.has(module)) found.set(module, source.placeOf(offset));
      }
    }
    return found;
  }

  #read(): readonly ImportingSource[] {
    this.#sources ??= listSources(this.#disk, '').flatMap((file) => {
      const text = this.#disk.read(file);
      return text === null ? [] : [new ImportingSource(file, text)];
    });
    return this.#sources;
  }
}

/** One file of the user's. */
class ImportingSource {
  readonly #file: string;
  readonly #text: string;
  #imports: readonly ModuleImport[] | null = null;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  placeOf(offset: number): ImportPlace {
    const line = this.#text.slice(0, offset).split('\n').length;
    return { file: this.#file, text: this.#text, offset, line };
  }

  passesOn(module: GeneratedModule): boolean {
    return this.#found().some((found) => isModule(found, module) && found.whole === 'passed on');
  }

  get modules(): readonly (readonly [module: string, offset: number])[] {
    return this.#found().map(({ module, offset }) => [module, offset]);
  }

  /** @param anywhere whether a name may come from another file of the user's */
  *namesOf(
    module: GeneratedModule,
    wanted: ReadonlySet<string>,
    anywhere: boolean,
  ): Iterable<readonly [name: string, offset: number]> {
    const imports = this.#found().filter((found) => isModule(found, module));
    if (anywhere || imports.some(({ whole }) => whole !== null)) {
      for (const name of new Set(wordsOf(this.#text))) {
        if (wanted.has(name)) yield [name, this.#text.search(wordPattern(name))];
      }
      return;
    }
    for (const { names } of imports) {
      for (const [name, offset] of names) if (wanted.has(name)) yield [name, offset];
    }
  }

  #found(): readonly ModuleImport[] {
    this.#imports ??= this.#text.includes('generated') ? importsOf(this.#file, this.#text) : [];
    return this.#imports;
  }
}

interface ModuleImport {
  /** Relative to the generated folder, with `.ts`. */
  readonly module: string;
  readonly offset: number;
  readonly names: readonly (readonly [name: string, offset: number])[];
  /** Whether the file has the module as a whole, and maybe gives it to others. */
  readonly whole: 'held' | 'passed on' | null;
}

/** Imports and re-exports of generated modules, `import('…')` included, in values and in types. */
function importsOf(file: string, text: string): readonly ModuleImport[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const found: ModuleImport[] = [];
  const add = (specifier: ts.Node | undefined, rest: Omit<ModuleImport, 'module' | 'offset'>): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const module = generatedModule(file, specifier.text);
    if (module !== null) found.push({ module, offset: specifier.getStart(source), ...rest });
  };
  const namesIn = (elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): ModuleImport['names'] =>
    elements.map(({ propertyName, name }) => {
      const imported = propertyName ?? name;
      return [imported.text, imported.getStart(source)];
    });
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings;
      if (bindings !== undefined && ts.isNamedImports(bindings)) {
        add(node.moduleSpecifier, { names: namesIn(bindings.elements), whole: null });
      } else add(node.moduleSpecifier, { names: [], whole: bindings === undefined ? null : 'held' });
    } else if (ts.isExportDeclaration(node)) {
      const { exportClause } = node;
      if (exportClause !== undefined && ts.isNamedExports(exportClause)) {
        add(node.moduleSpecifier, { names: namesIn(exportClause.elements), whole: null });
      } else add(node.moduleSpecifier, { names: [], whole: 'passed on' });
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, {
        names: [],
        whole: 'held',
      });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], { names: [], whole: 'held' });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `types.ts` for `../generated/types.js`, also where an alias leads to the folder; `null` for a module elsewhere. */
function generatedModule(file: string, specifier: string): string | null {
  const target = specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier;
  const below = /(?:^|\/)generated(?:\/(.*))?$/.exec(target)?.[1];
  if (below === undefined) return /(?:^|\/)generated$/.test(target) ? 'index.ts' : null;
  return below.replace(/\.[jt]s$/, '') + '.ts';
}

function isModule(found: ModuleImport, module: GeneratedModule): boolean {
  return found.module === `${module}.ts`;
}

/** A name as a word of its own. Names of exports are letters, digits, `_` and `$`. */
function wordPattern(name: string): RegExp {
  return new RegExp(`(?<![\\p{ID_Continue}$])${name.replaceAll('$', '\\$')}(?![\\p{ID_Continue}$])`, 'u');
}
