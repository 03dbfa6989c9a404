/** Which runs a command line of `generate` asks for: flags, and the configuration where there is one. Flags win. */
import path from 'node:path';
import type { Config, ConfiguredApi, Door, OperationNaming } from '../config/config.js';
import { findConfig } from '../config/find-config.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { SourceText } from '../diagnostics/source-text.js';
import type { GenerateOptions } from '../generation.js';
import { nearestName } from '../policy/nearest-name.js';
import { UsageError } from './usage-error.js';

/** What was given on the command line; `null` and `[]` for what was not. */
export interface GenerationFlags {
  readonly document: string | null;
  readonly config: string | null;
  /** Names of entries of `apis`. */
  readonly apis: readonly string[];
  readonly out: string | null;
  readonly overlays: readonly string[];
  readonly templates: { readonly dir: string | null; readonly helpers: string | null };
  readonly failOn: Pick<GenerateOptions, 'failOn' | 'failOnWeaker'> | null;
  readonly door: Door | null;
}

/** What the configuration and the flags decide together. */
export interface PlannedGeneration extends Pick<
  GenerateOptions,
  'document' | 'out' | 'overlays' | 'templates' | 'failOn' | 'failOnWeaker'
> {
  readonly door: Door | null;
  readonly naming: readonly OperationNaming[];
  /** The configuration, for diagnostics about it. */
  readonly sources: readonly SourceText[];
}

const DEFAULT_OUT = './server';

/**
 * @returns `null` where diagnostics say what is wrong with the configuration
 * @throws {UsageError} where flags and configuration do not fit
 */
export async function planGenerations(
  flags: GenerationFlags,
  diagnostics: Diagnostics,
): Promise<readonly PlannedGeneration[] | null> {
  const file = flags.config ?? foundConfig();
  if (file === null) {
    if (flags.document === null) {
      throw usage('The <document> is missing, and no oasgard.config.yaml says which.');
    }
    if (flags.apis.length > 0) throw usage('--api names an entry of a configuration, and there is none.');
    return [merged(flags, null, null)];
  }
  const { loadConfig } = await import('../config/load-config.js');
  const config = loadConfig(file, diagnostics);
  if (config === null) return null;
  const selected = select(config, flags);
  if (selected === null) return [merged(flags, null, null)];
  if (selected.length > 1 && flags.out !== null) throw usage('--out takes one API: name it with --api.');
  return selected.map((api) => merged(flags, api, config));
}

function foundConfig(): string | null {
  const found = findConfig(process.cwd());
  if (found === null) return null;
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  throw usage(
    `There are several configurations: ${found.map((name) => path.basename(name)).join(', ')}. Keep one, or name it with --config.`,
  );
}

/** `null` where a configuration that was only found is not about the document that was named. */
function select(
  config: Config,
  { document, config: named, apis }: GenerationFlags,
): readonly ConfiguredApi[] | null {
  const chosen = apis.length === 0 ? config.apis : apis.map((name) => apiNamed(config, name));
  if (document === null) return chosen;
  const about = chosen.filter((api) => api.document === path.resolve(document));
  if (about.length > 0) return about;
  const [only, ...others] = chosen;
  if (named === null && apis.length === 0) return null;
  if (only === undefined || others.length > 0) {
    throw usage('The configuration lists several APIs, and none has this document: name one with --api.');
  }
  return [only];
}

function apiNamed({ apis }: Config, asked: string): ConfiguredApi {
  const found = apis.find(({ name }) => name === asked);
  if (found !== undefined) return found;
  const names = apis.flatMap(({ name }) => name ?? []);
  const nearest = nearestName(asked, names);
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  throw usage(`The configuration has no API ${JSON.stringify(asked)}.${hint}`);
}

function merged(flags: GenerationFlags, api: ConfiguredApi | null, config: Config | null): PlannedGeneration {
  const { templates } = flags;
  return {
    document: flags.document ?? shown(api?.document ?? ''),
    out: flags.out ?? (api === null ? DEFAULT_OUT : shown(api.out)),
    // Applied in order: those of the command line have the last word.
    overlays: [...(api?.overlays ?? []).map(shown), ...flags.overlays],
    templates: {
      dir: templates.dir ?? shownOrNull(api?.templates.dir ?? null),
      helpers: templates.helpers ?? shownOrNull(api?.templates.helpers ?? null),
    },
    failOn: flags.failOn === null ? (api?.failOn ?? null) : (flags.failOn.failOn ?? null),
    failOnWeaker: flags.failOn === null ? (api?.failOnWeaker ?? false) : (flags.failOn.failOnWeaker ?? false),
    door: flags.door ?? api?.door ?? null,
    naming: api?.naming ?? [],
    sources: config === null ? [] : [config.source],
  };
}

/** As messages name it. */
function shown(absolute: string): string {
  const relative = path.relative(process.cwd(), absolute);
  return relative === '' ? '.' : relative;
}

function shownOrNull(absolute: string | null): string | null {
  return absolute === null ? null : shown(absolute);
}

function usage(message: string): UsageError {
  return new UsageError(message, 'generate');
}
