import type { Command } from './command.js';

export const initCommand: Command = {
  name: 'init',
  summary: 'write oasgard.config.yaml',
  description:
    'Writes a configuration, so that oasgard generate needs no arguments. Asks on a terminal for what no option says; elsewhere, and with --yes, takes what it finds and the defaults. Never overwrites.',
  positionals: [],
  options: [
    {
      name: 'document',
      value: 'file',
      default: null,
      choices: null,
      repeated: false,
      summary: 'OpenAPI document (default: the only one that is found here)',
    },
    {
      name: 'out',
      value: 'folder',
      default: null,
      choices: null,
      repeated: false,
      summary: 'where to write the server (default: server)',
    },
    {
      name: 'overlay',
      value: 'file',
      default: null,
      choices: null,
      repeated: true,
      summary: 'OpenAPI Overlay to apply; repeatable',
    },
    {
      name: 'fail-on',
      value: 'what',
      default: null,
      choices: ['info', 'low', 'medium', 'high', 'weaker'],
      repeated: true,
      summary:
        'findings from this severity up are errors; weaker: so is all that the last run had enforced more',
    },
    {
      name: 'door',
      value: 'door',
      default: null,
      choices: ['node', 'fastify'],
      repeated: false,
      summary: 'what server.ts puts in front of the API (default: node)',
    },
    {
      name: 'config',
      value: 'file',
      default: null,
      choices: null,
      repeated: false,
      summary: 'file to write, .yaml or .json (default: oasgard.config.yaml)',
    },
    {
      name: 'yes',
      value: null,
      default: null,
      choices: null,
      repeated: false,
      summary: 'ask nothing',
    },
  ],
  examples: [
    { command: 'oasgard init', summary: 'asks' },
    {
      command: 'oasgard init --yes --document api/openapi.yaml --out api/server --fail-on high',
      summary: 'for scripts',
    },
  ],
  exitStatus: { ok: 'written', errors: 'not written', usage: 'wrong usage, or the file is there' },
  run: async (values) => {
    const given = (name: string): string | null => values.get(name)?.[0] ?? null;
    const { runInit } = await import('./run-init.js');
    return runInit({
      document: given('document'),
      out: given('out'),
      overlays: values.get('overlay') ?? [],
      failOn: values.get('fail-on') ?? null,
      door: given('door'),
      config: given('config'),
      // Some CI systems give builds a terminal that nobody sits at.
      asks: !values.has('yes') && !isCi(process.env) && process.stdin.isTTY && process.stderr.isTTY,
    });
  },
};

/** As CI systems say it: `CI=true`, or any other text but `false` and `0`. */
function isCi({ CI = '' }: Readonly<NodeJS.ProcessEnv>): boolean {
  return !['', '0', 'false'].includes(CI);
}
