export type { Diagnostic, Severity } from './diagnostics/diagnostic.js';
