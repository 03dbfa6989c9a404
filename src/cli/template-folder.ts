import { Diagnostics } from '../diagnostics/diagnostics.js';
import { printDiagnostics, wantsColor } from '../diagnostics/print-diagnostics.js';
import type { ConfigurationArguments } from './configuration-options.js';
import { shown } from './plan-generations.js';
import { selectApis, unconfigured } from './select-apis.js';
import { UsageError } from './usage-error.js';

export interface TemplateFolderArguments extends ConfigurationArguments {
  /** The folder as it was given; `null` for that of the configuration. */
  readonly folder: string | null;
}

const DEFAULT_FOLDER = './templates';

/**
 * The user's template folder: the one that was given, else that of the configuration, else `./templates`.
 *
 * @returns `null` after saying what is wrong with the configuration
 * @throws {UsageError} where the APIs of the configuration have several
 */
export async function templateFolder(
  { folder, config, apis }: TemplateFolderArguments,
  command: string,
): Promise<string | null> {
  if (folder !== null) return folder;
  const diagnostics = new Diagnostics();
  const selected = await selectApis({ document: null, config, apis, command }, diagnostics);
  if (selected === null) {
    const color = wantsColor(process.stderr, process.env);
    const { list, sources } = diagnostics;
    process.stderr.write(printDiagnostics(list, sources, { cwd: process.cwd(), color }));
    return null;
  }
  if (selected === unconfigured) return DEFAULT_FOLDER;
  const folders = new Set(selected.apis.map(({ templates }) => templates.dir));
  const [only = null, ...others] = folders;
  if (others.length > 0) {
    throw new UsageError(
      'The APIs of the configuration have several template folders: name one with --api.',
      command,
    );
  }
  return only === null ? DEFAULT_FOLDER : shown(only);
}
