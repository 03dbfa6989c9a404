import type { Command } from './command.js';

export const keysCreateCommand: Command = {
  name: 'keys create',
  summary: 'make an API key',
  description:
    'Makes an API key in the documented format, <prefix>_<id>_<secret><crc>, and the record to store for it. The key is shown this once: stores keep its hash.',
  positionals: [{ name: 'prefix', summary: 'the x-security.prefix of the scheme, such as ord_live' }],
  options: [
    {
      name: 'owner',
      value: 'id',
      default: null,
      choices: null,
      repeated: false,
      summary: 'who the key is for: becomes principal.id (default: the id of the key)',
    },
    {
      name: 'role',
      value: 'role',
      default: null,
      choices: null,
      repeated: true,
      summary: 'role of the owner; repeatable',
    },
    {
      name: 'expires',
      value: 'duration',
      default: '90d',
      choices: null,
      repeated: false,
      summary: 'how long it lives, such as 12h or 90d; within the x-security.expires of the scheme',
    },
    {
      name: 'format',
      value: 'form',
      default: 'text',
      choices: ['text', 'json'],
      repeated: false,
      summary: 'form of the result on stdout',
    },
  ],
  examples: [
    {
      command: 'oasgard keys create ord_live --owner toy-store --role partner --expires 30d',
      summary: 'a key for a partner',
    },
  ],
  run: async (values) => {
    const { runKeysCreate } = await import('./run-keys-create.js');
    const [prefix = ''] = values.get('prefix') ?? [];
    const [expires = ''] = values.get('expires') ?? [];
    return runKeysCreate({
      prefix,
      owner: values.get('owner')?.[0] ?? null,
      roles: values.get('role') ?? [],
      expires,
      format: values.get('format')?.[0] === 'json' ? 'json' : 'text',
    });
  },
};
