/**
 * Which files a project has, who owns each, and what goes into it. No text: `src/render` writes that.
 *
 * Every path is relative to the output folder and uses `/`. Document strings reach paths only as `Tag.fileName` and
 * `Operation.fileName`, which the model made safe and unique on case-insensitive disks.
 */
import type { Operation, PolicyModel } from '../model/api.js';

export interface ProjectPlan {
  /** Files and folders oasgard overwrites and prunes. */
  readonly generated: GeneratedPaths;
  /** The user's: created once, afterwards only added to. Sorted by path. */
  readonly user: readonly UserFile[];
}

export interface GeneratedPaths {
  /** Everything below belongs to oasgard. */
  readonly folder: string;
  readonly types: string;
  readonly contract: string;
  readonly operations: string;
  readonly index: string;
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
  /** `src/handlers/<tag>.ts`: one named export per operation. */
  | { readonly kind: 'handlers'; readonly tag: string; readonly operations: readonly Operation[] }
  /** `src/policies/<tag>.ts`: one named export per object policy. */
  | { readonly kind: 'policies'; readonly tag: string; readonly policies: readonly PolicyModel[] }
  /** `export * from './<module>.js'` per entry. */
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
