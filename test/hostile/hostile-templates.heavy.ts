/**
 * Servers whose templates were overridden by somebody who wants the guards gone, called over raw sockets behind both
 * doors: the guards refuse, no handler runs, and the audit trail says so. What is refused at generation already is in
 * `test/unit/render/hostile-templates.test.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { generate } from '../../src/index.js';
import { createApiKey } from '../../src/runtime/authenticate/api-key-format.js';
import { linkPackages } from '../support/generated-project.js';
import { typescriptLoader } from '../support/repository.js';

const parent = mkdtempSync(path.join(tmpdir(), 'oasgard-hostile-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const document = path.join(parent, 'openapi.yaml');
writeFileSync(
  document,
  `
openapi: 3.1.0
info: { title: Vault, version: '1' }
servers: [{ url: 'https://vault.example.com' }]
x-security: { version: 1, access: authenticated }
security: [{ key: [] }]
paths:
  /secrets:
    post:
      operationId: addSecret
      requestBody:
        required: true
        content:
          application/json:
            schema: { type: object, required: [text], properties: { text: { type: string, maxLength: 3 } } }
      responses: { '204': { description: done } }
  /secrets/{secretId}:
    parameters: [{ name: secretId, in: path, required: true, schema: { type: string } }]
    get:
      operationId: getSecret
      x-security: { access: { object: { type: secret } } }
      responses: { '204': { description: done } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key, x-security: { prefix: vault } }
`,
);

type Texts = Readonly<Record<string, string>>;

/** Tells that it ran, and gives whatever is asked for. */
const open: Texts = {
  'project/handler.ts': `import { appendFileSync } from 'node:fs';

export const {{ident name}} = (): { status: 204 } => {
  appendFileSync('ran.txt', \`\${ {{name}} }\\n\`);
  return { status: 204 };
};
`,
};

/** One template each, as hostile as is let through. */
const attacks: readonly (readonly [
  what: string,
  templates: Texts,
  end: 'guarded' | 'allows' | 'does not start',
])[] = [
  [
    'contract.ts without a type',
    {
      'generated/contract.ts':
        'export type Options = any;\nexport type Handlers = any;\nexport type Policies = any;\nexport type Credentials = any;\n',
    },
    'guarded',
  ],
  [
    'contract.ts that runs',
    {
      'generated/contract.ts':
        "{{> oasgard/generated/contract.ts}}\nimport { definition } from './operations.js';\n(definition as any).operations.length = 0;\n",
    },
    'guarded',
  ],
  [
    'types.ts that runs',
    {
      'generated/types.ts':
        "import { definition } from './operations.js';\n(definition as any).schemes = [];\nexport type Anything = any;\n",
    },
    'guarded',
  ],
  [
    'operations.ts in other words',
    {
      'generated/operations.ts':
        '{{> oasgard/generated/operations.ts}}\n// security: [], access: public\n/* ; export const definition = {}; */\n',
    },
    'guarded',
  ],
  [
    'index.ts with a second entry',
    {
      'generated/index.ts':
        '{{> oasgard/generated/index.ts}}\nexport function createOpenApi(): typeof definition {\n  return { ...definition, operations: [] };\n}\n',
    },
    'guarded',
  ],
  [
    'index.ts with createApi twice',
    {
      'generated/index.ts':
        '{{> oasgard/generated/index.ts}}\nexport function createApi(): any {\n  return null;\n}\n',
    },
    'does not start',
  ],
  [
    'a first line for generated files',
    { 'partials/generated.ts': '// @ts-nocheck\n/* security: [] */\n' },
    'guarded',
  ],
  [
    'a licence that is code',
    { 'partials/licence.txt': '*/ globalThis.open = true; /*\n\u2028export const definition = {};\n' },
    'guarded',
  ],
  [
    'a header that is code',
    { 'partials/header.ts': "process.env['NODE_ENV'] = 'development';\nprocess.argv.push('--open');\n" },
    'guarded',
  ],
  [
    'handlers that import each other',
    {
      'project/handlers.ts':
        "{{#each imports}}\n{{code this}}\n{{/each}}\nimport * as self from './index.js';\nsetTimeout(() => void self, 0);\n{{#each stubs}}\n\n{{code this}}\n{{/each}}\n",
    },
    'guarded',
  ],
  [
    'handlers passed on twice',
    { 'project/re-exports.ts': "{{> oasgard/project/re-exports.ts}}\nexport const access = 'public';\n" },
    'guarded',
  ],
  [
    'policies that allow everything',
    {
      'project/policy.ts':
        'import { allow } from {{generated}};\n\nexport const {{ident name}} = (): unknown => allow({});\n',
    },
    'allows',
  ],
  [
    'policies that are none',
    { 'project/policy.ts': 'export const {{ident name}} = null;\n' },
    'does not start',
  ],
  [
    'no credentials',
    { 'project/credentials.ts': 'export const credentials = {} as any;\n' },
    'does not start',
  ],
  [
    'a server without policies',
    {
      'project/server.ts':
        "import { createApi, fileSink, serve } from './generated/index.js';\nimport { credentials } from './credentials.js';\nimport * as handlers from './handlers/index.js';\n\nawait serve(() => createApi({ handlers, credentials, audit: fileSink('audit.ndjson') } as any), { port: 0, operatorPort: 0 });\n",
    },
    'does not start',
  ],
  [
    'a server that asks for nothing',
    {
      'project/server.ts':
        "import { createApi, fileSink, serve } from './generated/index.js';\nimport { credentials } from './credentials.js';\nimport * as handlers from './handlers/index.js';\nimport * as policies from './policies/index.js';\n\nconst options = { security: [], access: 'public', validate: false, authenticate: false, public: true };\nawait serve(() => createApi({ ...options, handlers, policies, credentials, audit: fileSink('audit.ndjson'), trust: { proxies: ['127.0.0.1/32'], header: 'x-forwarded-for', proto: 'header' } } as any), { port: 0, operatorPort: 0 });\n",
    },
    'guarded',
  ],
  [
    'settings that promise everything',
    {
      'project/.env.example': 'ACCESS=public\n',
      'project/.gitignore': '\n',
      'project/README.md': 'Everything is public.\n',
      'project/package.json': '{ "type": "module" }\n',
      'project/tsconfig.json': '{ "compilerOptions": { "strict": false } }\n',
    },
    'guarded',
  ],
];

class Server {
  readonly #child: ChildProcess;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** `null` where the process ends instead of listening. */
  static start(folder: string): Promise<Server | null> {
    const child = spawn(process.execPath, ['--import', typescriptLoader, 'src/server.ts'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        PORT: '0',
        OPERATOR_PORT: '0',
        TRUSTED_PROXIES: '127.0.0.1/32',
        KEY_KEYS: JSON.stringify([record]),
      },
    });
    return new Promise((resolve, reject) => {
      let text = '';
      child.on('error', reject);
      child.on('exit', () => resolve(null));
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const port = /listens on http:\/\/[^"]*:(\d+)"/.exec(text)?.[1];
        if (port !== undefined) resolve(new Server(child, Number(port)));
      });
    });
  }

  /** Bytes in, bytes out. */
  call(request: readonly string[]): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1');
      let reply = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (reply += chunk));
      socket.on('error', reject).on('close', () => {
        const [head = '', ...body] = reply.split('\r\n\r\n');
        resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), body: body.join('\r\n\r\n') });
      });
      const [line = '', ...more] = request;
      socket.write(
        [
          `${line} HTTP/1.1`,
          'Host: vault.example.com',
          'X-Forwarded-For: 203.0.113.9',
          'X-Forwarded-Proto: https',
          'Connection: close',
          ...more,
        ].join('\r\n'),
      );
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.removeAllListeners('exit');
      this.#child.on('exit', () => resolve());
      this.#child.kill('SIGTERM');
    });
  }
}

interface AuditRecord {
  readonly action: string | null;
  readonly outcome?: string;
  readonly status?: number;
}

const { key, ...made } = createApiKey('vault');
const record = { ...made, subject: 'ann', expiresAt: Math.floor(Date.now() / 1000) + 3600 };

let count = 0;

/** A project made with these templates in the place of oasgard's. */
async function project(templates: Texts, door: 'node' | 'fastify'): Promise<string> {
  const dir = path.join(parent, `templates-${String((count += 1))}`);
  for (const [name, text] of Object.entries({ ...open, ...templates })) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, `${name}.hbs`), text);
  }
  const out = path.join(parent, `out-${String(count)}`);
  const { diagnostics } = await generate({ document, out, door, templates: { dir, helpers: null } });
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual(
    [],
  );
  linkPackages(out);
  return out;
}

const json = (text: string): readonly string[] => [
  'Content-Type: application/json',
  `Content-Length: ${String(text.length)}`,
  '',
  text,
];

/** As audit records name it. */
function actionOf(line: string): string | null {
  if (line.startsWith('POST')) return 'addSecret';
  return line === 'GET /nothing' ? null : 'getSecret';
}

describe.each(['node', 'fastify'] as const)('behind the door %s', (door) => {
  it.each(attacks)('nothing gets past the guards by %s', { timeout: 120_000 }, async (_, templates, end) => {
    const folder = await project(templates, door);
    const server = await Server.start(folder);
    const ran = (): string => {
      const file = path.join(folder, 'ran.txt');
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    };
    if (end === 'does not start') {
      await server?.stop();
      expect([server, ran()]).toEqual([null, '']);
      return;
    }
    expect(server).not.toBeNull();
    const bare = ['', ''];
    const refusals = [
      [['GET /secrets/1', ...bare], 401],
      [['GET /secrets/1', 'X-Key: forged', ...bare], 401],
      [['GET /secrets/1', 'Authorization: Basic YTpi', ...bare], 401],
      [['POST /secrets', ...json('{"text":"a"}')], 401],
      [['POST /secrets', `X-Key: ${key}`, ...json('{"text":"much too long"}')], 400],
      [['POST /secrets', `X-Key: ${key}`, ...json('{"text":')], 400],
      [['GET /nothing', `X-Key: ${key}`, ...bare], 404],
      ...(end === 'allows' ? [] : [[['GET /secrets/1', `X-Key: ${key}`, ...bare], 403] as const]),
    ] as const;
    try {
      const answers: number[] = [];
      for (const [request] of refusals) answers.push((await server!.call(request)).status);
      expect(answers).toEqual(refusals.map(([, status]) => status));
      expect(ran()).toBe('');
      // The guards let through what they should: nothing above was refused for another reason.
      expect((await server!.call(['POST /secrets', `X-Key: ${key}`, ...json('{"text":"a"}')])).status).toBe(
        204,
      );
      expect(ran()).toBe('addSecret\n');
    } finally {
      await server?.stop();
    }
    const records = readFileSync(path.join(folder, 'audit.ndjson'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as AuditRecord);
    const denied = records
      .filter(({ outcome }) => outcome === 'denied')
      .map(({ action, status }) => ({ action, status }));
    expect(denied).toEqual(refusals.map(([[line], status]) => ({ action: actionOf(line), status })));
  });
});
