import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/resolve`. */
export const resolveCodes = {} as const satisfies Record<string, CodeEntry>;
