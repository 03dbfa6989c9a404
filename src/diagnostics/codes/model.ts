import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/model`. */
export const modelCodes = {} as const satisfies Record<string, CodeEntry>;
