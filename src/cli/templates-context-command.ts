import type { Command } from './command.js';
import { readingOf, readingOptions } from './reading-options.js';

export const templatesContextCommand: Command = {
  name: 'templates context',
  summary: 'print what a template can use, as JSON',
  description:
    'Prints the exact data that a template is rendered over for a document. The name is that of a template, one of yours included, or api, tag or operation: what further files are rendered over. Code, which only {{code x}} prints, is shown as {"code": "…"}.',
  positionals: [
    { name: 'name', summary: 'of a template, or api, tag, operation' },
    {
      name: 'document',
      summary: 'OpenAPI document, YAML or JSON (default: that of the configuration)',
      optional: true,
    },
  ],
  options: [
    {
      name: 'operation',
      value: 'id',
      default: null,
      choices: null,
      repeated: false,
      summary: 'which operation: its name or operationId; default the first',
    },
    {
      name: 'overlay',
      value: 'file',
      default: null,
      choices: null,
      repeated: true,
      summary: 'OpenAPI Overlay to apply first; repeatable',
    },
    {
      name: 'templates',
      value: 'folder',
      default: null,
      choices: null,
      repeated: false,
      summary: 'your template folder',
    },
    {
      name: 'helpers',
      value: 'file',
      default: null,
      choices: null,
      repeated: false,
      summary: 'JavaScript module of template helpers; it runs',
    },
    ...readingOptions,
  ],
  examples: [
    {
      command: 'oasgard templates context project/handler.ts openapi.yaml --operation getOrder',
      summary: 'what the stub of getOrder is rendered over',
    },
    { command: 'oasgard templates context api openapi.yaml', summary: 'for further files `each: api`' },
  ],
  run: async (values) => {
    const { runTemplatesContext } = await import('./run-templates-context.js');
    return runTemplatesContext({
      ...readingOf(values, 'templates context'),
      name: values.get('name')?.[0] ?? '',
      operation: values.get('operation')?.[0] ?? null,
      templates: {
        dir: values.get('templates')?.[0] ?? null,
        helpers: values.get('helpers')?.[0] ?? null,
      },
    });
  },
};
