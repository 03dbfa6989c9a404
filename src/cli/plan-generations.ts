/** Which runs a command line asks for: flags, and the configuration where there is one. Flags win. */
import path from 'node:path';
import type { ConfiguredApi, Door, OperationNaming } from '../config/config.js';
import { defaultTypeNaming, type TypeNaming } from '../config/type-naming.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { SourceText } from '../diagnostics/source-text.js';
import type { GenerateOptions } from '../generation.js';
import { diskFiles, type FileAccess } from '../load/file-access.js';
import type { LoadLimits } from '../load/load-limits.js';
import type { ConfigurationArguments } from './configuration-options.js';
import { selectApis, type Selection, unconfigured } from './select-apis.js';
import { UsageError } from './usage-error.js';

/** What decides how a document is read, as it was given; `null`, `[]` and `{}` for what was not. */
export interface ReadingFlags extends ConfigurationArguments {
  readonly document: string | null;
  readonly overlays: readonly string[];
  readonly root: string | null;
  readonly allowRemote: readonly string[];
  readonly limits: Partial<LoadLimits>;
}

/** What was given on the command line of `generate`. */
export interface GenerationFlags extends ReadingFlags {
  readonly out: string | null;
  readonly templates: { readonly dir: string | null; readonly helpers: string | null };
  readonly failOn: Pick<GenerateOptions, 'failOn' | 'failOnWeaker'> | null;
  readonly door: Door | null;
}

/** What a configuration says of how a document is read. Paths are absolute. */
export type ConfiguredReading = Pick<
  ConfiguredApi,
  'document' | 'overlays' | 'root' | 'allowRemote' | 'limits' | 'naming'
>;

/** How a document is read: what the configuration and the flags decide together. */
export interface PlannedReading {
  readonly document: string;
  readonly overlays: readonly string[];
  readonly root: string | null;
  readonly allowRemote: readonly string[];
  readonly limits: Partial<LoadLimits>;
  readonly naming: readonly OperationNaming[];
}

/** What the configuration and the flags of `generate` decide together. */
export interface PlannedGeneration
  extends PlannedReading, Pick<GenerateOptions, 'out' | 'failOn' | 'failOnWeaker'> {
  readonly templates: { readonly dir: string | null; readonly helpers: string | null };
  readonly door: Door | null;
  readonly typeNaming: TypeNaming;
  /** The configuration, for diagnostics about it. */
  readonly sources: readonly SourceText[];
}

const DEFAULT_OUT = './server';
const MISSING = 'The <document> is missing, and no oasgard.config.yaml says which.';

/**
 * @param command whose help a fault names
 * @param files where the configuration is looked for and read from
 * @returns `null` where diagnostics say what is wrong with the configuration
 * @throws {UsageError} where flags and configuration do not fit
 */
export async function planGenerations(
  flags: GenerationFlags,
  diagnostics: Diagnostics,
  {
    command = 'generate',
    files = diskFiles,
  }: { readonly command?: string; readonly files?: FileAccess | undefined } = {},
): Promise<readonly PlannedGeneration[] | null> {
  const selected = await selectApis({ ...flags, command }, diagnostics, { files, top: null });
  if (selected === null) return null;
  if (selected === unconfigured) {
    if (flags.document === null) throw new UsageError(MISSING, command);
    return [merged(flags, null, null)];
  }
  const { apis, config } = selected;
  if (apis.length > 1 && flags.out !== null) {
    throw new UsageError('--out takes one API: name it with --api.', command);
  }
  return apis.map((api) => merged(flags, api, config));
}

/**
 * How the one document is read that a command is about.
 *
 * @param missing what to say where neither flags nor a configuration name it
 * @returns `null` where diagnostics say what is wrong with the configuration
 * @throws {UsageError} where flags and configuration do not fit, or say several
 */
export async function planReading(
  flags: ReadingFlags,
  command: string,
  diagnostics: Diagnostics,
  missing = MISSING,
): Promise<PlannedReading | null> {
  const selected = await selectApis({ ...flags, command }, diagnostics);
  if (selected === null) return null;
  if (selected === unconfigured) {
    if (flags.document === null) throw new UsageError(missing, command);
    return mergeReading(flags, null);
  }
  return mergeReading(flags, onlyApi(selected, command));
}

/** @throws {UsageError} where several are left */
export function onlyApi({ apis: [first, ...others] }: Selection, command: string): ConfiguredApi {
  if (first !== undefined && others.length === 0) return first;
  throw new UsageError('The configuration lists several APIs: name one with --api.', command);
}

/** @param api `null` where no configuration holds */
export function mergeReading(flags: ReadingFlags, api: ConfiguredReading | null): PlannedReading {
  return {
    document: flags.document ?? shown(api?.document ?? ''),
    // Applied in order: those of the command line have the last word.
    overlays: [...(api?.overlays ?? []).map(shown), ...flags.overlays],
    root: flags.root ?? shownOrNull(api?.root ?? null),
    allowRemote: flags.allowRemote.length > 0 ? flags.allowRemote : (api?.allowRemote ?? []),
    limits: { ...api?.limits, ...flags.limits },
    naming: api?.naming ?? [],
  };
}

function merged(
  flags: GenerationFlags,
  api: ConfiguredApi | null,
  config: Selection['config'] | null,
): PlannedGeneration {
  const { templates } = flags;
  return {
    ...mergeReading(flags, api),
    out: flags.out ?? (api === null ? DEFAULT_OUT : shown(api.out)),
    templates: {
      dir: templates.dir ?? shownOrNull(api?.templates.dir ?? null),
      helpers: templates.helpers ?? shownOrNull(api?.templates.helpers ?? null),
    },
    failOn: flags.failOn === null ? (api?.failOn ?? null) : (flags.failOn.failOn ?? null),
    failOnWeaker: flags.failOn === null ? (api?.failOnWeaker ?? false) : (flags.failOn.failOnWeaker ?? false),
    door: flags.door ?? api?.door ?? null,
    typeNaming: api?.typeNaming ?? defaultTypeNaming,
    sources: config === null ? [] : [config.source],
  };
}

/** As messages name it. */
export function shown(absolute: string): string {
  const relative = path.relative(process.cwd(), absolute);
  return relative === '' ? '.' : relative;
}

function shownOrNull(absolute: string | null): string | null {
  return absolute === null ? null : shown(absolute);
}
