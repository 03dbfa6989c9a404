import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/normalize`. */
export const normalizeCodes = {} as const satisfies Record<string, CodeEntry>;
