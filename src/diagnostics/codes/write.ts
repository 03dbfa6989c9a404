import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/write`. */
export const writeCodes = {} as const satisfies Record<string, CodeEntry>;
