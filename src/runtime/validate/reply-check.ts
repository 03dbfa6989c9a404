import type { ReplyCheck } from '../core/operation-validators.js';
import { schemaErrors, type CompiledCheck } from './schema-errors.js';

export function replyCheck(check: CompiledCheck): ReplyCheck {
  return {
    write: (value) => (check(value) ? JSON.stringify(value) : null),
    explain: (value) => schemaErrors(check, value) ?? [],
  };
}
