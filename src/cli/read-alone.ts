import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { diskFiles, type FileAccess } from '../load/file-access.js';
import { defaultLoadLimits } from '../load/load-limits.js';
import { TimeLimit } from '../load/time-limit.js';
import type { Api } from '../model/api.js';
import { readApi } from '../pipeline.js';
import { fetchReferences } from '../resolve/fetch-references.js';
import type { Manifest } from '../write/manifest.js';
import type { PlannedReading } from './plan-generations.js';

/**
 * Reads a document for a command that writes no project.
 *
 * @param from where it and its overlays are read from
 * @param last what a run before has named; `null` for nothing
 * @returns `null` where diagnostics say why it cannot be read
 */
export async function readAlone(
  reading: PlannedReading,
  diagnostics: Diagnostics,
  from: FileAccess = diskFiles,
  last: Manifest | null = null,
): Promise<Api | null> {
  const time = new TimeLimit(reading.limits.seconds ?? defaultLoadLimits.seconds);
  const files = await fetchReferences(reading, from, time);
  return readApi(reading, last, diagnostics, { files, time });
}
