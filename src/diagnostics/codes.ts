import type { CodeEntry } from './code-entry.js';
import { configCodes } from './codes/config.js';
import { diffCodes } from './codes/diff.js';
import { loadCodes } from './codes/load.js';
import { modelCodes } from './codes/model.js';
import { normalizeCodes } from './codes/normalize.js';
import { policyCodes } from './codes/policy.js';
import { renderCodes } from './codes/render.js';
import { resolveCodes } from './codes/resolve.js';
import { templateCodes } from './codes/template.js';
import { writeCodes } from './codes/write.js';

const entries = {
  ...configCodes,
  ...loadCodes,
  ...resolveCodes,
  ...normalizeCodes,
  ...policyCodes,
  ...modelCodes,
  ...renderCodes,
  ...templateCodes,
  ...diffCodes,
  ...writeCodes,
};

/** Every diagnostic code: stable once released, never reused, documented in `docs/diagnostics.md`. */
export type DiagnosticCode = keyof typeof entries;

export const codes: Readonly<Record<DiagnosticCode, CodeEntry>> = entries;
