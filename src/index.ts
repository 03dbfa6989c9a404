/** The programmatic API: what the command line does, with typed results instead of text. */
export type { Diagnostic, Location, Related, Severity } from './diagnostics/diagnostic.js';
export type { GenerateOptions, GenerateResult, Stage } from './generation.js';
export { generate } from './pipeline.js';
export type { TemplateOptions } from './render/load-customization.js';
export type { Summary } from './report/summarize.js';
export type { WrittenFiles } from './write/write-project.js';
