import type { CodeEntry } from '../code-entry.js';

/** Reported for `oasgard.config.yaml`. */
export const configCodes = {
  'config-unknown-member': {
    severity: 'error',
    summary: 'The configuration has a member that means nothing.',
    help: null,
  },
  'config-invalid': {
    severity: 'error',
    summary: 'The configuration breaks its JSON Schema.',
    help: null,
  },
  'door-not-applied': {
    severity: 'low',
    summary:
      'Another door is asked for than the `server.ts` that is there has. The file is yours, and stays as it is.',
    help: 'Change it as docs/configuration.md shows, or move it away and generate again.',
  },
  'naming-unmatched': {
    severity: 'error',
    summary: 'A name is given to an operation that the document does not have.',
    help: null,
  },
  'naming-unusable': {
    severity: 'error',
    summary: 'A name that is given to an operation, or to its types, belongs to another, or is reserved.',
    help: 'Choose another name.',
  },
} as const satisfies Record<string, CodeEntry>;
