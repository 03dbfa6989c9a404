import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/merge` and `src/write`. */
export const writeCodes = {
  'output-not-a-folder': {
    severity: 'error',
    summary: 'The output path, or a folder on the way to it, is a file.',
    help: 'Name a folder with --out, or move the file away.',
  },
  'output-not-writable': {
    severity: 'error',
    summary: 'The output folder cannot be created or written to.',
    help: "Name another folder with --out, or change this one's permissions.",
  },
  'output-not-ours': {
    severity: 'error',
    summary: 'The output folder is not empty and oasgard did not write it.',
    help: 'Name an empty folder with --out, or add to this one with --adopt: it keeps every file that exists.',
  },
  'output-file-not-ours': {
    severity: 'error',
    summary: 'A file stands where a generated one belongs, and oasgard did not write it.',
    help: 'Move or delete the file, then generate again.',
  },
  'output-escapes': {
    severity: 'error',
    summary: 'A symbolic link leads a file of the project out of the output folder.',
    help: 'Replace the link by a real folder or file.',
  },
  'output-locked': {
    severity: 'error',
    summary: 'Another run is writing to the same output folder.',
    help: 'Wait until it has ended, then generate again.',
  },
  'output-interrupted': {
    severity: 'error',
    summary: 'The last run was killed while it wrote, so that there is nothing whole to compare with.',
    help: 'Generate without --dry-run or --check: that brings the old files back first.',
  },
  'generated-file-edited': {
    severity: 'error',
    summary: 'A generated file was edited by hand; writing it would lose the edit.',
    help: 'Move the change to a file of yours (handlers, policies, credentials, server.ts), then generate with --force to replace this one.',
  },
  'manifest-unreadable': {
    severity: 'error',
    summary: 'The manifest is not one that this version of oasgard understands.',
    help: 'Restore `.oasgard/manifest.json` from version control, or delete it and generate with --adopt.',
  },
  'write-failed': {
    severity: 'error',
    summary: 'A file was not written: the operating system refused, or somebody had saved it meanwhile.',
    help: 'Remove the cause, then generate again: what was begun is undone, by the next run at the latest.',
  },
  'user-file-unparsable': {
    severity: 'low',
    summary: 'A file of yours needs an addition but does not parse, so it was left alone.',
    help: null,
  },
  'stub-not-added': {
    severity: 'low',
    summary:
      'A handler, policy or credentials entry is missing, and your files are arranged in a way in which oasgard cannot tell where it belongs.',
    help: null,
  },
  'option-not-given': {
    severity: 'low',
    summary:
      'The document asks for policies or credentials for the first time, and `createApi` is not given them yet.',
    help: null,
  },
  'operation-renamed': {
    severity: 'info',
    summary: 'An operation has another operationId than in the last run; its handler keeps the name it has.',
    help: null,
  },
  'operation-moved': {
    severity: 'info',
    summary:
      'An operation has another method or path than in the last run; its handler keeps the name it has.',
    help: null,
  },
  'rename-impossible': {
    severity: 'error',
    summary: 'A name cannot be changed as --rename asks for.',
    help: null,
  },
  'operation-removed': {
    severity: 'info',
    summary:
      'Your code still holds a handler, policy or credentials entry that the document no longer asks for.',
    help: 'Delete it, or rename it if the operation was renamed.',
  },
  'export-removed': {
    severity: 'info',
    summary:
      'Your code imports from a generated module what the document no longer asks for; it stays while you do.',
    help: 'Delete the import, and what uses it.',
  },
} as const satisfies Record<string, CodeEntry>;
