/** Writes the pages of `docs/` that come from the source: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedPages } from './generated-pages.js';

for (const [file, page] of generatedPages) {
  writeFileSync(path.join(import.meta.dirname, '..', file), page());
}
