import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { GroupedFindings } from '../diagnostics/grouped-findings.js';
import type { DocumentVersion } from '../load/document-version.js';
import type { Origins } from '../load/origins.js';
import type { SchemaView } from './schema-view.js';

/** What every reader of a part of the document needs beside that part. */
export interface ModelContext {
  /** Of the document as it was written. */
  readonly version: DocumentVersion;
  readonly origins: Origins;
  readonly view: SchemaView;
  readonly diagnostics: Diagnostics;
  readonly findings: GroupedFindings;
}
