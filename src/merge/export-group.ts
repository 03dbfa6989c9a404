import type { RenderedUserFile, StubAddition } from '../render/rendered-project.js';
import type { StubNames } from '../write/manifest.js';

/** The files whose exports together are one option of `createApi`. */
export interface ExportGroup {
  readonly option: keyof StubNames;
  /** The module that is handed to `createApi`. */
  readonly root: string;
  /** The root where it re-exports one file per tag; `null` where it holds the exports itself. */
  readonly index: RenderedUserFile | null;
  readonly files: readonly RenderedUserFile[];
  /** Every member the document asks for, with the file it belongs to. */
  readonly stubs: readonly GroupStub[];
  /** Names of which an earlier run wrote a stub. */
  readonly offered: ReadonlySet<string>;
}

export interface GroupStub extends StubAddition {
  readonly file: string;
}
