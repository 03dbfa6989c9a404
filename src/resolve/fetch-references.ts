import { Diagnostics } from '../diagnostics/diagnostics.js';
import { applyOverlays } from '../load/apply-overlays.js';
import type { FileAccess } from '../load/file-access.js';
import { loadDocument } from '../load/load-document.js';
import { defaultLoadLimits, type LoadLimits } from '../load/load-limits.js';
import type { TimeLimit } from '../load/time-limit.js';
import { resolveReferences } from './resolve-references.js';

export interface ReferenceSources {
  readonly document: string;
  readonly overlays?: readonly string[];
  readonly limits?: Partial<LoadLimits>;
  /** Folder that files must stay inside; that of the document, unless given. */
  readonly root?: string | null;
  /** Origins whose URLs are followed. */
  readonly allowRemote?: readonly string[];
}

/**
 * Fetches what references to allowed origins name, however deep they lead, so that every pass after this reads without
 * waiting. Faults are left to those passes: what is reported here is thrown away.
 *
 * @returns the given files, and those that were fetched
 */
export async function fetchReferences(
  sources: ReferenceSources,
  files: FileAccess,
  time: TimeLimit,
): Promise<FileAccess> {
  const { document, overlays = [], root = null, allowRemote = [] } = sources;
  if (allowRemote.length === 0) return files;
  const { RemoteFiles } = await import('../load/remote-files.js');
  const limits = { ...defaultLoadLimits, ...sources.limits };
  const remote = new RemoteFiles(files, limits, time);
  do {
    const diagnostics = new Diagnostics();
    const written = loadDocument(document, { files: remote, limits, time, root, allowRemote }, diagnostics);
    const loaded = written === null ? null : applyOverlays(written, overlays, diagnostics);
    if (loaded === null) break;
    resolveReferences(loaded, diagnostics);
  } while (await remote.fetchWanted());
  return remote;
}
