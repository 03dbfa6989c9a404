import type { Command } from './command.js';
import { configurationOf, configurationOptions } from './configuration-options.js';

export const templatesListCommand: Command = {
  name: 'templates list',
  summary: 'list the templates, and which of them yours override',
  description:
    'Lists every template of oasgard with the type of its context and what it makes, which of them your template folder overrides, and what else the folder holds.',
  positionals: [],
  options: [
    {
      name: 'templates',
      value: 'folder',
      default: null,
      choices: null,
      repeated: false,
      summary: 'your template folder (default: that of the configuration, else ./templates)',
    },
    ...configurationOptions,
    {
      name: 'format',
      value: 'form',
      default: 'text',
      choices: ['text', 'json'],
      repeated: false,
      summary: 'form of the result on stdout',
    },
  ],
  examples: [{ command: 'oasgard templates list', summary: 'of oasgard, and of your folder' }],
  exitStatus: { ok: 'done', errors: 'a template of yours cannot be read', usage: 'wrong usage' },
  run: async (values) => {
    const { runTemplatesList } = await import('./run-templates-list.js');
    return runTemplatesList({
      folder: values.get('templates')?.[0] ?? null,
      ...configurationOf(values),
      format: values.get('format')?.[0] === 'json' ? 'json' : 'text',
    });
  },
};
