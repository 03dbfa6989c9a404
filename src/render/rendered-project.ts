/** The text of a planned project: what `merge` compares with the disk. */
export interface RenderedProject {
  /** Every generated file by its path, sorted. Overwritten whole. */
  readonly generated: ReadonlyMap<string, string>;
  /** Every file of the user's, sorted by path. */
  readonly user: readonly RenderedUserFile[];
  /** What the project's own package.json needs; `--adopt` names those missing from an existing one. */
  readonly dependencies: readonly Dependency[];
  /** Types of components, for the next run to keep. */
  readonly types: ReadonlyMap<string, readonly string[]>;
  /** What the document asks for no more and is there because users' files import it. */
  readonly kept: readonly KeptExport[];
}

export interface KeptExport {
  /** Relative to the generated folder. */
  readonly module: string;
  /** `null`: the whole module. */
  readonly name: string | null;
}

export interface Dependency {
  readonly name: string;
  /** A range, as in package.json. */
  readonly version: string;
  readonly development: boolean;
}

export interface RenderedUserFile {
  readonly path: string;
  /** The whole file, for the run that creates it. */
  readonly text: string;
  /** What an existing file must come to hold; `[]` for files that are created once and never touched. */
  readonly additions: readonly Addition[];
}

export type Addition = StubAddition | ReExportAddition | EntryAddition;

/** A missing entry of the record that a file exports. */
export interface EntryAddition {
  readonly kind: 'entry';
  /** Key of the entry, any text. */
  readonly name: string;
  /** The whole file as it would be with this entry alone: most runs need none of them. */
  render(): string;
}

/** A missing export. The file is left alone when it exports `name` already, in whatever form. */
export interface StubAddition {
  readonly kind: 'stub';
  /** Name of the export: a valid identifier. */
  readonly name: string;
  /** Documentation comment and statement, ending in a newline. */
  readonly text: string;
  readonly imports: readonly StubImport[];
}

export interface StubImport {
  /** Module specifier (`../generated/index.js`). */
  readonly module: string;
  readonly name: string;
  readonly typeOnly: boolean;
}

/** A missing `export * from '<module>';`. */
export interface ReExportAddition {
  readonly kind: 're-export';
  /** Module specifier (`./orders.js`). */
  readonly module: string;
}
