import type { CodeEntry } from '../code-entry.js';

/** Reported where a run compares what it has enforced with what the last one had. */
export const diffCodes = {
  'security-weaker': {
    severity: 'error',
    summary: 'Something is enforced less than by the last run, and `--fail-on weaker` is given.',
    help: 'Take the change back, or generate without --fail-on weaker once it has been reviewed.',
  },
  'security-record-unusable': {
    severity: 'info',
    summary:
      'The record of what the last run had enforced is missing or was edited, so that nobody can tell what became weaker. An error with `--fail-on weaker`.',
    help: 'Restore .oasgard/security.json from version control, or generate once without --fail-on weaker.',
  },
} as const satisfies Record<string, CodeEntry>;
