import type { Command } from './command.js';
import { readingOf, readingOptions } from './reading-options.js';

export const diffCommand: Command = {
  name: 'diff',
  summary: 'say what a new document makes weaker or stronger',
  description:
    'Compares what two documents have enforced, operation by operation: who may call, how often, what is taken and given, what is recorded. A document is a file, or git:REV:path as git names files of a revision: from the root of the repository, or from here with ./. Each is read by the configuration of its own revision. What nobody can tell counts as weaker.',
  positionals: [
    { name: 'old', summary: 'OpenAPI document, git:REV:path, or git:REV for that of the configuration' },
    {
      name: 'new',
      summary: 'OpenAPI document, or git:REV:path (default: that of the configuration)',
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
      summary: 'OpenAPI Overlay to apply to both, each as its own revision has it; repeatable',
    },
    {
      name: 'old-overlay',
      value: 'file',
      default: null,
      choices: null,
      repeated: true,
      summary: 'OpenAPI Overlay to apply to the old document only; repeatable',
    },
    {
      name: 'new-overlay',
      value: 'file',
      default: null,
      choices: null,
      repeated: true,
      summary: 'OpenAPI Overlay to apply to the new document only; repeatable',
    },
    {
      name: 'fail-on',
      value: 'direction',
      default: null,
      choices: ['weaker'],
      repeated: false,
      summary: 'exit with 1 where anything is weaker',
    },
    {
      name: 'format',
      value: 'form',
      default: 'text',
      choices: ['text', 'json', 'markdown'],
      repeated: false,
      summary: 'form of the result on stdout; markdown is a comment for a pull request',
    },
    ...readingOptions,
  ],
  examples: [
    { command: 'oasgard diff git:HEAD:openapi.yaml openapi.yaml', summary: 'what is not committed yet' },
    { command: 'oasgard diff git:HEAD', summary: 'the same, of the document of oasgard.config.yaml' },
    {
      command: 'oasgard diff git:origin/main:openapi.yaml openapi.yaml --fail-on weaker --format markdown',
      summary: 'for CI',
    },
  ],
  exitStatus: {
    ok: 'compared',
    errors: 'something is weaker and --fail-on says so, or a document has errors',
    usage: 'wrong usage',
  },
  run: async (values) => {
    const { runDiff } = await import('./run-diff.js');
    const [format = 'text'] = values.get('format') ?? [];
    const { document: _document, overlays: both, ...flags } = readingOf(values, 'diff');
    return runDiff({
      ...flags,
      old: values.get('old')?.[0] ?? '',
      next: values.get('new')?.[0] ?? null,
      oldOverlays: [...both, ...(values.get('old-overlay') ?? [])],
      nextOverlays: [...both, ...(values.get('new-overlay') ?? [])],
      failOnWeaker: values.has('fail-on'),
      format: format === 'json' || format === 'markdown' ? format : 'text',
    });
  },
};
