import type { Command } from './command.js';
import { configurationOf, configurationOptions } from './configuration-options.js';

export const templatesEjectCommand: Command = {
  name: 'templates eject',
  summary: 'copy a template of oasgard into your template folder',
  description:
    'Copies one template into your template folder, where `oasgard generate` takes it instead of the original. A comment names the type of its context and the hash of its origin, by which later versions tell that the original has changed. Never overwrites.',
  positionals: [{ name: 'name', summary: 'as `oasgard templates list` names it' }],
  options: [
    {
      name: 'templates',
      value: 'folder',
      default: null,
      choices: null,
      repeated: false,
      summary:
        'your template folder; made where it does not exist (default: that of the configuration, else ./templates)',
    },
    ...configurationOptions,
  ],
  examples: [{ command: 'oasgard templates eject project/handler.ts', summary: 'to write stubs your way' }],
  exitStatus: { ok: 'done', errors: 'the file exists, or cannot be written', usage: 'wrong usage' },
  run: async (values) => {
    const { runTemplatesEject } = await import('./run-templates-eject.js');
    return runTemplatesEject({
      name: values.get('name')?.[0] ?? '',
      folder: values.get('templates')?.[0] ?? null,
      ...configurationOf(values),
    });
  },
};
