import type { Option, Values } from './command.js';

/** Options that say which configuration holds, and which of its APIs a command is about. */
export const configurationOptions: readonly Option[] = [
  {
    name: 'config',
    value: 'file',
    default: null,
    choices: null,
    repeated: false,
    summary: 'configuration (default: the nearest oasgard.config.yaml of the repository)',
  },
  {
    name: 'api',
    value: 'name',
    default: null,
    choices: null,
    repeated: false,
    summary: 'entry of apis in the configuration',
  },
];

/** Which configuration, and which entries of it: as it was given. */
export interface ConfigurationArguments {
  /** Path of the file; `null` for the one that is found. */
  readonly config: string | null;
  /** Names of entries of `apis`; none: what the document decides. */
  readonly apis: readonly string[];
}

export function configurationOf(values: Values): ConfigurationArguments {
  return { config: values.get('config')?.[0] ?? null, apis: values.get('api') ?? [] };
}
