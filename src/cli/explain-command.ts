import type { Command } from './command.js';
import { readingOf, readingOptions } from './reading-options.js';

export const explainCommand: Command = {
  name: 'explain',
  summary: 'say stage by stage what decides a request for an operation',
  description:
    'Prints, stage by stage, what would decide a request for one operation, and where in the document that is written. With --as it also says what becomes of a caller with these claims.',
  positionals: [
    {
      name: 'document',
      summary: 'OpenAPI document, YAML or JSON (default: that of the configuration)',
      optional: true,
    },
    { name: 'operation', summary: 'its name, operationId, or "METHOD /path"' },
  ],
  options: [
    {
      name: 'as',
      value: 'file',
      default: null,
      choices: null,
      repeated: false,
      summary: 'JSON with the verified claims of a token, or the members of an account',
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
      name: 'format',
      value: 'form',
      default: 'text',
      choices: ['text', 'json'],
      repeated: false,
      summary: 'form of the result on stdout',
    },
    ...readingOptions,
  ],
  examples: [
    { command: 'oasgard explain openapi.yaml getOrder', summary: 'what guards it' },
    { command: 'oasgard explain getOrder', summary: 'in the document of oasgard.config.yaml' },
    {
      command: 'oasgard explain openapi.yaml "DELETE /orders/{orderId}" --as ann.json',
      summary: 'and for Ann',
    },
  ],
  run: async (values) => {
    const { runExplain } = await import('./run-explain.js');
    return runExplain({
      ...readingOf(values, 'explain'),
      operation: values.get('operation')?.[0] ?? '',
      claims: values.get('as')?.[0] ?? null,
      format: values.get('format')?.[0] === 'json' ? 'json' : 'text',
    });
  },
};
