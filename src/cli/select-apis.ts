/** Which APIs of which configuration a command line is about. */
import path from 'node:path';
import type { Config, ConfiguredApi } from '../config/config.js';
import { findConfig } from '../config/find-config.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { diskFiles, type FileAccess } from '../load/file-access.js';
import { nearestName } from '../policy/nearest-name.js';
import type { ConfigurationArguments } from './configuration-options.js';
import { UsageError } from './usage-error.js';

export interface Selection {
  readonly config: Config;
  /** At least one. */
  readonly apis: readonly ConfiguredApi[];
}

export interface ApiQuestion extends ConfigurationArguments {
  /** Path of the document; `null` where none is named. */
  readonly document: string | null;
  /** Whose help a fault names. */
  readonly command: string;
}

/** Where configurations are looked for. */
export interface ConfigPlace {
  readonly files: FileAccess;
  /** Folder no search leaves; `null` for the repository's. */
  readonly top: string | null;
}

const disk: ConfigPlace = { files: diskFiles, top: null };

/** There is no configuration, or one that was only found is not about the document. */
export const unconfigured = 'unconfigured';

/**
 * @returns `null` where diagnostics say what is wrong with the configuration
 * @throws {UsageError} where what was given does not fit it
 */
export async function selectApis(
  question: ApiQuestion,
  diagnostics: Diagnostics,
  place = disk,
): Promise<Selection | typeof unconfigured | null> {
  const { command, document, apis } = question;
  const file = question.config ?? foundConfig(command, place);
  if (file === null) {
    if (apis.length > 0) {
      throw new UsageError('--api names an entry of a configuration, and there is none.', command);
    }
    return unconfigured;
  }
  const { loadConfig } = await import('../config/load-config.js');
  const config = loadConfig(file, diagnostics, place.files);
  if (config === null) return null;
  const chosen = apis.length === 0 ? config.apis : apis.map((name) => apiNamed(config, name, command));
  if (document === null) return { config, apis: chosen };
  const about = chosen.filter((api) => api.document === path.resolve(document));
  if (about.length > 0) return { config, apis: about };
  if (question.config === null && apis.length === 0) return unconfigured;
  if (chosen.length === 1) return { config, apis: chosen };
  throw new UsageError(
    'The configuration lists several APIs, and none has this document: name one with --api.',
    command,
  );
}

function foundConfig(command: string, { files, top }: ConfigPlace): string | null {
  const found = findConfig(process.cwd(), files, top);
  if (found === null) return null;
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(
    `There are several configurations: ${found.map((name) => path.basename(name)).join(', ')}. Keep one, or name it with --config.`,
    command,
  );
}

function apiNamed({ apis }: Config, asked: string, command: string): ConfiguredApi {
  const found = apis.find(({ name }) => name === asked);
  if (found !== undefined) return found;
  const names = apis.flatMap(({ name }) => name ?? []);
  const nearest = nearestName(asked, names);
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  throw new UsageError(`The configuration has no API ${JSON.stringify(asked)}.${hint}`, command);
}
