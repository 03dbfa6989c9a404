// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { FinishResult, InputCheck } from '../core/operation-validators.js';
import { schemaErrors, type CompiledCheck } from './schema-errors.js';

/** Checks of one schema of a request. `finish` is absent where there is nothing to remove or fill in. */
export function inputCheck(check: CompiledCheck, finish: InputCheck['finish'] = accept): InputCheck {
  return { validate: (value) => schemaErrors(check, value), finish };
}

function accept(value: unknown): FinishResult {
  return { ok: true, value };
}
