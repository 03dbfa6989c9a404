import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/render`. */
export const renderCodes = {} as const satisfies Record<string, CodeEntry>;
