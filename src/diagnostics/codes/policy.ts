import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/policy`. */
export const policyCodes = {} as const satisfies Record<string, CodeEntry>;
