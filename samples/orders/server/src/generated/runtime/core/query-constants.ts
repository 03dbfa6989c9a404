// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { OperationDefinition } from './definition.js';

/**
 * Whether a raw query carries every constant of a path key (`/bucket?acl`, `/?Action=List`). A constant without value
 * asks only for the name.
 */
export function hasQueryConstants(query: string, constants: OperationDefinition['queryConstants']): boolean {
  for (const { name, value } of constants) if (!hasPair(query, name, value)) return false;
  return true;
}

function hasPair(query: string, name: string, value: string | null): boolean {
  let start = 0;
  while (start < query.length) {
    let end = query.indexOf('&', start);
    if (end < 0) end = query.length;
    const equals = query.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (decode(query.slice(start, nameEnd)) === name) {
      if (value === null || decode(query.slice(Math.min(nameEnd + 1, end), end)) === value) return true;
    }
    start = end + 1;
  }
  return false;
}

/** The target's percent-encoding has been checked (stage 3), so this cannot throw. */
function decode(text: string): string {
  return decodeURIComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);
}
