import path from 'node:path';
import { writeCodes } from '../diagnostics/codes/write.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { fingerprint } from './fingerprint.js';
import { manifestPath, renderManifest, type Manifest } from './manifest.js';
import { reportingFailures, type OutputView } from './output-folder.js';
import type { Change } from './transaction.js';
import { unifiedDiff } from './unified-diff.js';

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

/** What a run does to the disk. Paths relative to the output folder. */
export interface PlannedChanges {
  /** In the order in which they are made; the manifest, where it changes, comes last. */
  readonly changes: readonly Change[];
  /** Generated files that hold their text already. */
  readonly unchanged: readonly string[];
}

/**
 * Compares a project with the disk: files that already hold their text are left out, stale generated ones are removed,
 * and nothing that a user wrote is lost. Reads only.
 *
 * @returns `null` where a diagnostic says why nothing may be written
 */
export function planChanges(
  output: OutputView,
  project: ProjectWrite,
  options: { readonly force: boolean },
  diagnostics: Diagnostics,
): PlannedChanges | null {
  return reportingFailures(output.root, diagnostics, () => {
    const remembered = project.last?.generated ?? new Map<string, string>();
    const unchanged: string[] = [];
    const changes: Change[] = [];
    let refused = false;
    /** Whether the text on disk may go; `text` is what comes in its place. */
    const mayReplace = (file: string, current: string, text: string | null): boolean => {
      const hash = remembered.get(file);
      if (hash === fingerprint(current)) return true;
      const at = { file: path.join(output.root, file), pointer: '', on: 'value' } as const;
      if (hash === undefined) {
        diagnostics.report('output-file-not-ours', at, `${file} exists, and oasgard did not write it.`);
      } else if (options.force) {
        diagnostics.report('generated-file-edited', at, `${file} was edited by hand; the edit is replaced.`, {
          severity: 'info',
          help: null,
        });
        return true;
      } else {
        diagnostics.report('generated-file-edited', at, `${file} was edited by hand.`, {
          help: `${writeCodes['generated-file-edited'].help}\n${shownEdit(file, current, text)}`,
        });
      }
      refused = true;
      return false;
    };

    for (const [file, text] of project.generated) {
      const current = output.read(file);
      if (current !== null && fingerprint(current) === fingerprint(text)) unchanged.push(file);
      else if (current === null || mayReplace(file, current, text)) {
        changes.push({ path: file, text, previous: current, durable: false });
      }
    }
    for (const file of remembered.keys()) {
      const current = project.generated.has(file) ? null : output.read(file);
      if (current !== null && mayReplace(file, current, null)) {
        changes.push({ path: file, text: null, previous: current, durable: false });
      }
    }
    if (refused) return null;

    for (const change of project.user) changes.push({ ...change, durable: true });
    const generated = new Map([...project.generated].map(([file, text]) => [file, fingerprint(text)]));
    const manifest = renderManifest({ ...project.manifest, generated });
    const previous = output.read(manifestPath);
    if (previous !== manifest) changes.push({ path: manifestPath, text: manifest, previous, durable: true });
    return { changes, unchanged };
  });
}

const MOST_LINES = 60;

/** The edit as a diff from what would be written, cut where it is long. */
function shownEdit(file: string, current: string, text: string | null): string {
  if (text === null) return 'The document no longer asks for this file.';
  const lines = unifiedDiff(file, text, current).trimEnd().split('\n');
  const more = lines.length - MOST_LINES;
  return [
    'From what would be written to what is there:',
    ...lines.slice(0, MOST_LINES),
    ...(more > 0 ? [`… and ${String(more)} more lines`] : []),
  ].join('\n');
}
