import type { FinishResult, InputCheck } from '../core/operation-validators.js';
import { schemaErrors, type CompiledCheck } from './schema-errors.js';

export function inputCheck(check: CompiledCheck, finish: InputCheck['finish']): InputCheck {
  return { validate: (value) => schemaErrors(check, value), finish };
}

/** The second pass of a schema that has nothing to remove and nothing to fill in. */
export function keepWhole(value: unknown): FinishResult {
  return { ok: true, value };
}
