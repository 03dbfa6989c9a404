import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { GroupedFindings } from '../diagnostics/grouped-findings.js';
import type { Origins } from '../load/origins.js';
import type { SchemaView } from './schema-view.js';

/** What every reader of a part of the document needs beside that part. */
export interface ModelContext {
  readonly origins: Origins;
  readonly view: SchemaView;
  readonly diagnostics: Diagnostics;
  readonly findings: GroupedFindings;
}
