import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/normalize`. */
export const normalizeCodes = {
  'tag-parent': {
    severity: 'error',
    summary: 'A tag is its own ancestor, or (low) has a parent that the document does not list.',
    help: 'List the parent among the tags, and let no tag lead back to itself.',
  },
  'object-cycle': {
    severity: 'error',
    summary: 'A parameter, header, response or the like contains itself.',
    help: 'Only schemas may be recursive.',
  },
  'schema-cycle': {
    severity: 'error',
    summary: 'A schema applies itself to the same value again, so that no value could ever be decided.',
    help: 'Recursion must go through a property or an array item.',
  },
  'path-item-conflict': {
    severity: 'error',
    summary:
      'A path item and the one it refers to define the same member, which the specification leaves open.',
    help: 'Keep one of them.',
  },
  'duplicate-parameter': {
    severity: 'error',
    summary: 'A list has two parameters of the same name and place (header names are case-insensitive).',
    help: 'Remove one of them.',
  },
} as const satisfies Record<string, CodeEntry>;
