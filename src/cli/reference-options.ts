import { isOrigin } from '../load/is-origin.js';
import type { Option, Values } from './command.js';
import { UsageError } from './usage-error.js';

/** What widens the circle that references may lead in. */
export const referenceOptions: readonly Option[] = [
  {
    name: 'root',
    value: 'folder',
    default: null,
    choices: null,
    repeated: false,
    summary: 'folder that references stay inside, if not the document’s own',
  },
  {
    name: 'allow-remote',
    value: 'origin',
    default: null,
    choices: null,
    repeated: true,
    summary: 'origin whose URLs references may lead to; repeatable',
  },
];

export interface ReferenceArguments {
  readonly root: string | null;
  readonly allowRemote: readonly string[];
}

/** @throws {UsageError} for what is no origin */
export function referencesOf(values: Values, command: string): ReferenceArguments {
  const allowRemote = values.get('allow-remote') ?? [];
  for (const text of allowRemote) {
    if (isOrigin(text)) continue;
    throw new UsageError(
      `--allow-remote takes an origin such as https://specs.example.com, not ${JSON.stringify(text)}.`,
      command,
    );
  }
  return { root: values.get('root')?.[0] ?? null, allowRemote };
}
