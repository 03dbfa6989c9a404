import { diagnosticsPage } from '../src/diagnostics/diagnostics-page.js';
import { templatesPage } from './templates-page.js';
import { vocabularyPage } from '../src/policy/vocabulary-page.js';

/** Pages of `docs/` that are written from the source, by path below the repository root. */
export const generatedPages: ReadonlyMap<string, () => string> = new Map([
  ['docs/diagnostics.md', diagnosticsPage],
  ['docs/templates.md', templatesPage],
  ['docs/vocabulary.md', vocabularyPage],
]);
