/**
 * Which files a project has, who owns each, and what goes into it. No text: `src/render` writes that.
 *
 * Every path is relative to the output folder and uses `/`. Document strings reach paths only as `Tag.fileName` and
 * `Operation.fileName`, which the model made safe and unique on case-insensitive disks, and through `FileNames`.
 */
import type { Location } from '../diagnostics/diagnostic.js';
import type { Operation, PolicyModel, Tag } from '../model/api.js';

export interface ProjectPlan {
  /** Files and folders oasgard overwrites and prunes. */
  readonly generated: GeneratedPaths;
  /** The user's: created once, afterwards only added to. Sorted by path. */
  readonly user: readonly UserFile[];
  /** Files of further templates: oasgard's, like generated ones. Sorted by path. */
  readonly extra: readonly ExtraFile[];
}

/** A file that a further template of the user's is rendered into. */
export interface ExtraFile {
  readonly path: string;
  /** Name of the template. */
  readonly template: string;
  readonly subject: ExtraSubject;
}

export type ExtraSubject =
  | { readonly kind: 'api' }
  | { readonly kind: 'tag'; readonly tag: Tag }
  | { readonly kind: 'operation'; readonly operation: Operation };

/** Which files a user's templates ask for. */
export interface Customization {
  /** Where stubs go; `null` is one file per tag, in `src/handlers` and `src/policies`. */
  readonly handlers: FilePattern | null;
  readonly policies: FilePattern | null;
  readonly extra: readonly FilePattern[];
}

/** Files that one template asks for. */
export interface FilePattern {
  /** Name of the template. */
  readonly template: string;
  /** What one file is for. */
  readonly each: 'api' | 'tag' | 'operation' | 'policy';
  /** Relative to the output folder, with placeholders. */
  readonly path: string;
  /** Where the path is written. */
  readonly at: Location;
}

export interface GeneratedPaths {
  /** Everything below belongs to oasgard. */
  readonly folder: string;
  readonly types: string;
  readonly contract: string;
  readonly operations: string;
  readonly index: string;
  /** There only while users' files hold what the document no longer asks for. */
  readonly removed: string;
  /** Folder of the validators: one module per operation, and whatever they share. */
  readonly validators: string;
  /** Folder of the runtime copy. */
  readonly runtime: string;
  readonly effectiveDocument: string;
}

export interface UserFile {
  readonly path: string;
  readonly content: UserContent;
}

export type UserContent =
  /** `src/handlers/<tag>.ts`: one named export per operation. A customization may spread them otherwise. */
  | { readonly kind: 'handlers'; readonly tag: string; readonly operations: readonly Operation[] }
  /** `src/policies/<tag>.ts`: one named export per object policy. */
  | { readonly kind: 'policies'; readonly tag: string; readonly policies: readonly PolicyModel[] }
  /** `export * from './<module>.js'` per entry; modules relative to the folder, without extension. */
  | {
      readonly kind: 're-exports';
      readonly folder: 'handlers' | 'policies';
      readonly modules: readonly string[];
    }
  /** `src/credentials.ts`: one object with an entry per security scheme. */
  | { readonly kind: 'credentials' }
  /** A template of `templates/project`, rendered once and never touched again. */
  | { readonly kind: 'once'; readonly template: OnceTemplate };

export type OnceTemplate =
  'server.ts' | 'package.json' | 'tsconfig.json' | 'README.md' | '.env.example' | '.gitignore';
