import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { generatedPaths } from '../plan/plan-project.js';
import { manifestPath } from './manifest.js';
import { reportingFailures, type WriteSession } from './output-folder.js';
import type { PlannedChanges } from './plan-changes.js';
import { commit } from './transaction.js';

/** Paths relative to the output folder, in the order of the project. */
export interface WrittenFiles {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
}

/**
 * Makes the disk hold the project: all of it or nothing.
 *
 * @returns whether it does; a diagnostic says why not
 */
export function writeProject(
  session: WriteSession,
  { changes }: PlannedChanges,
  diagnostics: Diagnostics,
): boolean {
  const done = reportingFailures(session.root, diagnostics, () => {
    if (changes.length > 0) commit(session.root, changes, generatedPaths.folder);
    return true;
  });
  return done === true;
}

/** The files of a run by what becomes of them; the manifest is not counted. */
export function filesOf({ changes, unchanged }: PlannedChanges): WrittenFiles {
  const files = changes.filter((change) => change.path !== manifestPath);
  const paths = (is: (change: (typeof files)[number]) => boolean): readonly string[] =>
    files.filter(is).map((change) => change.path);
  return {
    created: paths((change) => change.previous === null),
    updated: paths((change) => change.previous !== null && change.text !== null),
    removed: paths((change) => change.text === null),
    unchanged,
  };
}
