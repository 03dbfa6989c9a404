import path from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { fingerprint } from './fingerprint.js';
import { manifestPath, renderManifest, type Manifest } from './manifest.js';
import { reportingFailures, type WriteSession } from './output-folder.js';
import { commit, type Change } from './transaction.js';

/** A file of the user's that this run creates or adds to. */
export interface UserChange {
  readonly path: string;
  readonly text: string;
  /** What it held when the addition was decided; `null` for a new file. */
  readonly previous: string | null;
}

export interface ProjectWrite {
  /** Every generated file of the project by its path. */
  readonly generated: ReadonlyMap<string, string>;
  readonly user: readonly UserChange[];
  /** The manifest of the last run, `null` for a first one. */
  readonly last: Manifest | null;
  readonly manifest: Omit<Manifest, 'generated'>;
}

/** Paths relative to the output folder, in the order of the project. */
export interface WrittenFiles {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
}

/**
 * Makes the disk hold the project: all of it or nothing. Files that already hold their text are not touched, stale
 * generated ones are removed, and nothing is lost that a user wrote.
 *
 * @returns `null` where a diagnostic says why nothing was written
 */
export function writeProject(
  session: WriteSession,
  project: ProjectWrite,
  options: { readonly force: boolean },
  diagnostics: Diagnostics,
): WrittenFiles | null {
  return reportingFailures(session.root, diagnostics, () => {
    const remembered = project.last?.generated ?? new Map<string, string>();
    const unchanged: string[] = [];
    const changes: Change[] = [];
    let refused = false;
    /** Whether the text on disk may go. */
    const mayReplace = (file: string, current: string): boolean => {
      const hash = remembered.get(file);
      if (hash === fingerprint(current)) return true;
      const at = { file: path.join(session.root, file), pointer: '', on: 'value' } as const;
      if (hash === undefined) {
        diagnostics.report('output-file-not-ours', at, `${file} exists, and oasgard did not write it.`);
      } else if (options.force) {
        diagnostics.report('generated-file-edited', at, `${file} was edited by hand; the edit is replaced.`, {
          severity: 'info',
          help: null,
        });
        return true;
      } else {
        diagnostics.report('generated-file-edited', at, `${file} was edited by hand.`);
      }
      refused = true;
      return false;
    };

    for (const [file, text] of project.generated) {
      const current = session.read(file);
      if (current !== null && fingerprint(current) === fingerprint(text)) unchanged.push(file);
      else if (current === null || mayReplace(file, current)) {
        changes.push({ path: file, text, previous: current, durable: false });
      }
    }
    for (const file of remembered.keys()) {
      const current = project.generated.has(file) ? null : session.read(file);
      if (current !== null && mayReplace(file, current)) {
        changes.push({ path: file, text: null, previous: current, durable: false });
      }
    }
    if (refused) return null;

    for (const change of project.user) changes.push({ ...change, durable: true });
    const generated = new Map([...project.generated].map(([file, text]) => [file, fingerprint(text)]));
    const manifest = renderManifest({ ...project.manifest, generated });
    const written = changes.slice();
    const previous = session.read(manifestPath);
    if (previous !== manifest) changes.push({ path: manifestPath, text: manifest, previous, durable: true });
    if (changes.length > 0) commit(session.root, changes);
    return {
      created: written.filter((change) => change.previous === null).map((change) => change.path),
      updated: written
        .filter((change) => change.previous !== null && change.text !== null)
        .map((change) => change.path),
      removed: written.filter((change) => change.text === null).map((change) => change.path),
      unchanged,
    };
  });
}
