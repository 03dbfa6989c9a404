/** What `oasgard.config.yaml` says, for one API. Paths are absolute. */
import type { Location, Severity } from '../diagnostics/diagnostic.js';
import type { LoadLimits } from '../load/load-limits.js';
import type { SourceText } from '../diagnostics/source-text.js';
import type { TypeNaming } from './type-naming.js';

export interface ConfiguredApi {
  /** Its key in `apis`; `null` where the file is about one API. */
  readonly name: string | null;
  readonly document: string;
  readonly out: string;
  readonly overlays: readonly string[];
  readonly templates: { readonly dir: string | null; readonly helpers: string | null };
  /** `null` where the file says nothing of findings. */
  readonly failOn: Exclude<Severity, 'error'> | null;
  readonly failOnWeaker: boolean;
  /** Folder that references stay inside; `null` for the document's own. */
  readonly root: string | null;
  /** Origins whose URLs references may lead to. */
  readonly allowRemote: readonly string[];
  /** What the document may cost, where it is not `defaultLoadLimits`. */
  readonly limits: Partial<LoadLimits>;
  readonly naming: readonly OperationNaming[];
  readonly typeNaming: TypeNaming;
  /** `null` where the file does not say. */
  readonly door: Door | null;
}

/** A name that an operation is to have. */
export interface OperationNaming {
  /** Method and path key as the document writes it: `GET /orders/{orderId}`. */
  readonly operation: string;
  readonly name: string;
  /** Where that is written; `null` where it is not in a file. */
  readonly at: Location | null;
}

/** What `server.ts` puts in front of an API. */
export type Door = 'node' | 'fastify';

export interface Config {
  /** Absolute path of the file. */
  readonly path: string;
  readonly source: SourceText;
  /** At least one, in the order of the file. */
  readonly apis: readonly ConfiguredApi[];
}
