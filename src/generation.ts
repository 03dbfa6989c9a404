import type { Door, OperationNaming } from './config/config.js';
import type { TypeNaming } from './config/type-naming.js';
import type { Diagnostic, Severity } from './diagnostics/diagnostic.js';
import type { SourceText } from './diagnostics/source-text.js';
import type { SecurityDiff } from './diff/change.js';
import type { InputFile } from './load/input-files.js';
import type { LoadLimits } from './load/load-limits.js';
import type { Rename } from './merge/apply-renames.js';
import type { TemplateOptions } from './render/load-customization.js';
import type { Summary } from './report/summarize.js';
import type { SeenFiles } from './write/recorded-view.js';
import type { Change } from './write/transaction.js';
import type { WrittenFiles } from './write/write-project.js';

export interface GenerateOptions {
  /** Path of the OpenAPI document, relative to the working directory. */
  readonly document: string;
  /** Output folder, relative to the working directory. */
  readonly out: string;
  /** OpenAPI Overlays, applied in order. */
  readonly overlays?: readonly string[];
  /** Templates and helpers of the user's. Their content decides the output as much as the document's does. */
  readonly templates?: TemplateOptions;
  /** Names of operations that are not those the document suggests. */
  readonly naming?: readonly OperationNaming[];
  /** Names of the types in `contract.ts`; default `GetOrderRequest`, `GetOrderReply`, `GetOrderPolicyRequest`. */
  readonly typeNaming?: TypeNaming;
  /** What `server.ts` puts in front of the API where it is created; `null` for the default, `node`. */
  readonly door?: Door | null;
  /** Texts that options were read from, for diagnostics about these. */
  readonly sources?: readonly SourceText[];
  /** Write into a folder that holds files already, and only what is missing there. */
  readonly adopt?: boolean;
  /** Replace generated files that were edited by hand. */
  readonly force?: boolean;
  /** Names of operations and policies to change, in the user's files too. */
  readonly renames?: readonly Rename[];
  /** Decide everything and write nothing: neither a file nor a lock. */
  readonly dryRun?: boolean;
  /** Limits that differ from `defaultLoadLimits`: what the document may cost. */
  readonly limits?: Partial<LoadLimits>;
  /** Folder that references must stay inside, relative to the working directory; default the document's own. */
  readonly root?: string | null;
  /** Origins whose URLs references may lead to (`https://specs.example.com`); default none. */
  readonly allowRemote?: readonly string[];
  /** Findings of this severity and above are errors. */
  readonly failOn?: Exclude<Severity, 'error'> | null;
  /** Whatever is enforced less than by the last run is an error. */
  readonly failOnWeaker?: boolean;
  /** Called before each stage of the work, for a progress display. */
  readonly onStage?: (stage: Stage) => void;
}

export type Stage = 'read' | 'decide' | 'render' | 'write';

/** What a run did. `ok: false`: it stopped on the errors among the diagnostics, and wrote nothing. */
export type GenerateResult =
  | {
      readonly ok: true;
      readonly diagnostics: readonly Diagnostic[];
      /** Texts that diagnostics point into, by absolute path. */
      readonly sources: ReadonlyMap<string, SourceText>;
      /** Every file that was asked for: document, overlays, what they refer to. */
      readonly inputs: readonly InputFile[];
      /** What was looked at in the output folder, before anything was written. */
      readonly seen: SeenFiles;
      readonly files: WrittenFiles;
      /** Those of the files above that are the user's. */
      readonly userFiles: readonly string[];
      /** What was written, or would be with `dryRun`; the manifest included. */
      readonly changes: readonly Change[];
      /** Version of oasgard that the last run was made with; `null` for a first one. */
      readonly writtenBy: string | null;
      readonly summary: Summary;
      /** What is enforced differently than by the last run; `null` for a first one, or where nobody can tell. */
      readonly security: SecurityDiff | null;
    }
  | {
      readonly ok: false;
      readonly diagnostics: readonly Diagnostic[];
      readonly inputs: readonly InputFile[];
      readonly sources: ReadonlyMap<string, SourceText>;
    };
