import type { Command } from './command.js';
import { readingOf, readingOptions } from './reading-options.js';

export const hardenCommand: Command = {
  name: 'harden',
  summary: 'write a starter overlay for what a document leaves open',
  description:
    'Writes an OpenAPI Overlay with one entry per undecided operation and one comment per weakness, each with its place. Applied as it is, nothing is undecided: every entry asks for a credential. Edit it, then generate with --overlay.',
  positionals: [
    {
      name: 'document',
      summary: 'OpenAPI document, YAML or JSON (default: that of the configuration)',
      optional: true,
    },
  ],
  options: [
    {
      name: 'overlay',
      value: 'file',
      default: null,
      choices: null,
      repeated: true,
      summary: 'overlay whose decisions are made already; repeatable',
    },
    {
      name: 'out',
      value: 'file',
      default: null,
      choices: null,
      repeated: false,
      summary: 'file to write, never over one that exists (default: standard output)',
    },
    ...readingOptions,
  ],
  examples: [
    { command: 'oasgard harden openapi.yaml --out security.yaml', summary: 'write a file to edit' },
    { command: 'oasgard generate openapi.yaml --overlay security.yaml', summary: 'and use it' },
  ],
  run: async (values) => {
    const { runHarden } = await import('./run-harden.js');
    return runHarden({ ...readingOf(values, 'harden'), out: values.get('out')?.[0] ?? null });
  },
};
