import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/load`. */
export const loadCodes = {
  'file-not-found': {
    severity: 'error',
    summary: 'A file named on the command line or by a reference does not exist.',
    help: 'Check the path; relative paths start at the folder of the file that names them.',
  },
} as const satisfies Record<string, CodeEntry>;
