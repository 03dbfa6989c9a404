import type { Command } from './command.js';

export const keysHashCommand: Command = {
  name: 'keys hash',
  summary: 'hash a password or an API key read from standard input',
  description:
    'Reads one secret and prints what a store may keep of it: for a password its scrypt hash (N=2^17, r=8, p=1, a salt of its own), for an API key its SHA-256. On a terminal it asks without echo; the secret never stands on the command line, where other users could see it.',
  positionals: [],
  options: [
    {
      name: 'type',
      value: 'kind',
      default: 'password',
      choices: ['password', 'api-key'],
      repeated: false,
      summary: 'what is read',
    },
  ],
  examples: [
    { command: 'oasgard keys hash', summary: 'asks for a password' },
    { command: 'oasgard keys hash --type api-key < key.txt', summary: 'hashes a key that exists already' },
  ],
  run: async (values) => {
    const { runKeysHash } = await import('./run-keys-hash.js');
    return runKeysHash(values.get('type')?.[0] === 'api-key' ? 'api-key' : 'password');
  },
};
