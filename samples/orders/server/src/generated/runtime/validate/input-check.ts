// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { FinishResult, InputCheck } from '../core/operation-validators.js';
import { schemaErrors, type CompiledCheck } from './schema-errors.js';

/** What only some schemas need. */
type PropertyChecks = Partial<Pick<InputCheck, 'restricted' | 'sensitive'>>;

/** Checks of one schema of a request. `finish` is absent where there is nothing to remove or fill in. */
export function inputCheck(
  check: CompiledCheck,
  finish: InputCheck['finish'] = accept,
  { restricted = null, sensitive = null }: PropertyChecks = {},
): InputCheck {
  return { validate: (value, refused) => schemaErrors(check, value, refused), finish, restricted, sensitive };
}

function accept(value: unknown): FinishResult {
  return { ok: true, value };
}
