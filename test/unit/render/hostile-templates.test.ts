/** Templates are code of the user's; what they cannot do, on purpose or by mistake, is take a guard away. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../src/pipeline.js';
import { templateCatalogue } from '../../../src/render/template-catalogue.js';
import type { Api } from '../../../src/runtime/core/api.js';
import { buildProject, linkPackages } from '../../support/generated-project.js';

type Texts = Readonly<Record<string, string>>;

const parent = mkdtempSync(path.join(tmpdir(), 'oasgard-hostile-'));
const document = path.join(parent, 'openapi.yaml');

beforeAll(() => {
  writeFileSync(
    document,
    `
openapi: 3.1.0
info: { title: Vault, version: '1' }
servers: [{ url: 'https://vault.example.com' }]
x-security: { version: 1, access: authenticated }
security: [{ token: [] }]
paths:
  /secrets/{secretId}:
    parameters: [{ name: secretId, in: path, required: true, schema: { type: string } }]
    get:
      operationId: getSecret
      x-security: { access: { object: { type: secret } } }
      responses: { '204': { description: done } }
  /status:
    get:
      operationId: getStatus
      security: []
      x-security: { access: public, because: monitors }
      responses: { '204': { description: done } }
components:
  securitySchemes:
    token: { type: http, scheme: bearer, x-security: { issuer: https://id.example.com, audience: vault } }
`,
  );
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

let count = 0;

function write(texts: Texts): string {
  const folder = path.join(parent, `templates-${String((count += 1))}`);
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name.endsWith('.mjs') ? name : `${name}.hbs`), text);
  }
  return folder;
}

async function run(texts: Texts): Promise<{ readonly errors: readonly string[]; readonly out: string }> {
  const dir = write(texts);
  const out = path.join(parent, `out-${String(count)}`);
  const helpers = 'helpers.mjs' in texts ? path.join(dir, 'helpers.mjs') : null;
  const result = await generate({ document, out, templates: { dir, helpers } });
  return {
    errors: result.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code),
    out,
  };
}

const operations = '{{> oasgard/generated/operations.ts}}\n';
const index = '{{> oasgard/generated/index.ts}}\n';
const server = `import { createApi } from './generated/index.js';\nimport * as handlers from './handlers/index.js';\n`;

const refused: readonly (readonly [what: string, texts: Texts, code: string])[] = [
  [
    'make every operation public',
    {
      'generated/operations.ts': `{{> partials/generated.ts}}
import type { ApiDefinition } from './runtime/core/definition.js';
export const definition = { title: {{api.title}}, operations: [{ name: 'getSecret', access: { kind: 'public' } }] } as unknown as ApiDefinition;
`,
    },
    'template-guard',
  ],
  [
    'leave operations out',
    {
      'generated/operations.ts': `import type { ApiDefinition } from './runtime/core/definition.js';
export const definition: ApiDefinition = {
{{#each members}}
  {{ident name}}: {{code value}},
{{/each}}
  operations: [],
};
`,
    },
    'template-guard',
  ],
  [
    'change the definition afterwards',
    {
      'generated/operations.ts': `${operations}Object.assign(definition.operations[0]!, { access: { kind: 'public' } });\n`,
    },
    'template-guard',
  ],
  [
    'put code of a helper in front',
    {
      'generated/operations.ts': `{{code (evil api.title)}}\n${operations}`,
      'helpers.mjs': `export const evil = (title) => ({ text: 'globalThis.evil = true;', [Symbol.for('oasgard.code')]: true });`,
    },
    'template-guard',
  ],
  [
    'forget createRuntime',
    { 'generated/index.ts': 'export const createApi = () => ({ node() {} });\n' },
    'template-guard',
  ],
  [
    'run code beside the entry',
    { 'generated/index.ts': `${index}globalThis.evil = definition;\n` },
    'template-guard',
  ],
  [
    'export a second entry that runs at once',
    { 'generated/index.ts': `${index}export const open = Object.assign(definition, { schemes: [] });\n` },
    'template-guard',
  ],
  ['put code into the first line', { 'partials/generated.ts': 'export default {};\n' }, 'template-guard'],
  ['comment the line below out', { 'partials/generated.ts': '// Mine.' }, 'template-guard'],
  ['serve without createApi', { 'project/server.ts': `import './handlers/index.js';\n` }, 'template-guard'],
  [
    'serve handlers beside it',
    { 'project/server.ts': `${server}createApi({ handlers } as never);\nhandlers.getSecret({} as never);\n` },
    'template-guard',
  ],
  [
    'serve handlers under another name',
    {
      'project/server.ts': `${server}import { getSecret as open } from './handlers/secrets.js';\ncreateApi({ handlers } as never);\nopen({} as never);\n`,
    },
    'template-guard',
  ],
  [
    'load handlers later',
    {
      'project/server.ts': `${server}createApi({ handlers } as never);\nawait import('./handlers/index.js');\n`,
    },
    'template-guard',
  ],
  ...(
    [
      ['the operations', "import { definition } from './generated/operations.js';\n"],
      ['the operations with others', "import { type A, definition } from './generated/operations.js';\n"],
      ['validators', "const { default: v } = await import('./generated/validators/get-secret.js');\n"],
      ['the runtime', "import * as core from '../src/generated/runtime/core/pipeline.js';\n"],
      ['the runtime by passing it on', "export * from './generated/runtime/core/pipeline.js';\n"],
      ['all of it by require', "const x = require('./generated/operations.js');\n"],
      ['the contract, which holds types', "import './generated/contract.js';\n"],
    ] as const
  ).flatMap(([what, text]): (readonly [string, Texts, string])[] => [
    [
      `reach ${what} from the credentials`,
      { 'project/credentials.ts': `${text}export const credentials = {};\n` },
      'template-guard',
    ],
    [
      `reach ${what} from a further file`,
      { 'own.ts': `---\neach: api\npath: src/own.ts\n---\n${text}` },
      'template-guard',
    ],
    [`reach ${what} from the first line of files`, { 'partials/header.ts': text }, 'template-guard'],
  ]),
  [
    'write over the runtime',
    {
      'evil.ts':
        '---\neach: api\npath: src/generated/runtime/core/pipeline.ts\n---\nexport const stages = [];\n',
    },
    'template-path',
  ],
  ['write over the server', { 'evil.ts': '---\neach: api\npath: src/SERVER.ts\n---\n' }, 'template-path'],
  [
    'write over the handlers',
    { 'evil.ts': '---\neach: api\npath: src/handlers/index.ts\n---\n' },
    'template-path',
  ],
  ['write outside', { 'evil.ts': '---\neach: api\npath: ../evil.ts\n---\n' }, 'template-path'],
  ['print what is not escaped', { 'project/README.md': '{{{title}}}\n' }, 'template-invalid'],
  [
    'reach a prototype',
    { 'project/README.md': '{{#with title}}{{markdown constructor.name}}{{/with}}\n' },
    'template-invalid',
  ],
  [
    'reach a prototype by its name',
    { 'project/README.md': '{{#each __proto__}}x{{/each}}\n' },
    'template-invalid',
  ],
  [
    'look up what it likes',
    { 'project/README.md': '{{markdown (lookup this "title")}}\n' },
    'template-invalid',
  ],
  ['redefine a helper', { 'project/README.md': '{{#*inline "code"}}x{{/inline}}\n' }, 'template-invalid'],
];

describe('a template cannot', () => {
  it.each(refused)('%s', async (_, texts, code) => {
    expect((await run(texts)).errors).toContain(code);
  });
});

/** Every other template, as sloppy as can be: these are accepted. */
const sloppy: Texts = {
  'generated/contract.ts': `export type Options = any;
export type Handlers = any;
export type Policies = any;
export type Credentials = any;
export type Objects = any;
export type Context = any;
`,
  'generated/removed.ts': 'export {};\n',
  'generated/types.ts': 'export type Anything = any;\n',
  'generated/operations.ts': `{{> oasgard/generated/operations.ts}}\n// Looser, from here on.\n`,
  'generated/index.ts': `${index}export type Anything = any;\nexport function open(): undefined {\n  return undefined;\n}\n`,
  'partials/generated.ts': '// @ts-nocheck\n/* eslint-disable */\n',
  'partials/licence.txt': '*/ globalThis.evil = true; /*\u2028globalThis.evil = true;\n#} ]: evil\n',
  'partials/header.ts': `process.env['NODE_ENV'] = 'development';\n`,
  'project/.env.example': 'NODE_ENV=development\n',
  'project/.gitignore': '\n',
  'project/README.md': 'Everything is public.\n',
  'project/credentials.ts': `export const credentials = {} as any;\n`,
  'project/handler.ts': `export const {{ident name}} = () => {
  ((globalThis as any).ran ??= []).push({{name}});
  return { status: 204 };
};
`,
  'project/handlers.ts': `{{#each stubs}}\n{{code this}}\n{{/each}}\n`,
  'project/policies.ts': `{{#each imports}}\n{{code this}}\n{{/each}}\n{{#each stubs}}\n{{code this}}\n{{/each}}\n`,
  'project/policy.ts': `import { allow } from {{generated}};\n\nexport const {{ident name}} = () => allow({});\n`,
  'project/package.json': '{ "type": "module" }\n',
  'project/re-exports.ts': `{{> oasgard/project/re-exports.ts}}\n`,
  'project/server.ts': `${server}createApi({ handlers, development: true } as any);\n`,
  'project/tsconfig.json': `{
  "compilerOptions": {
    "target": "ES2023", "module": "NodeNext", "types": ["node"], "rootDir": "src", "outDir": "dist",
    "strict": false, "skipLibCheck": true
  },
  "include": ["src"]
}
`,
};

interface Generated {
  createApi(options: object): Api;
  developmentCredentials(origin: string): Promise<{
    readonly credentials: object;
    readonly hints: readonly { readonly curl: string }[];
  }>;
}

/** Names of the handlers that ran. */
const ran = (): readonly string[] => (globalThis as { readonly ran?: readonly string[] }).ran ?? [];

describe('with every template overridden carelessly', () => {
  let entry: Generated;
  let handlers: object;
  let policies: object;

  beforeAll(async () => {
    expect(Object.keys(sloppy).sort()).toEqual(templateCatalogue.map(({ name }) => name).sort());
    const { errors, out } = await run(sloppy);
    expect(errors).toEqual([]);
    linkPackages(out);
    await buildProject(out, 'typescript7');
    const load = (file: string): Promise<unknown> => import(pathToFileURL(path.join(out, 'dist', file)).href);
    entry = (await load('generated/index.js')) as Generated;
    handlers = (await load('handlers/index.js')) as object;
    policies = (await load('policies/index.js')) as object;
  }, 120_000);

  it('nobody gets to a handler without credentials', async () => {
    const { credentials, hints } = await entry.developmentCredentials('http://localhost:3000');
    const api = entry.createApi({ handlers, policies, credentials, development: true });
    const call = (target: string, authorization?: string) =>
      api.inject({ target, encrypted: true, headers: authorization === undefined ? {} : { authorization } });
    expect((await call('/secrets/1')).status).toBe(401);
    expect((await call('/secrets/1', 'Bearer forged')).status).toBe(401);
    expect((await call('/secrets/1', 'Basic YTpi')).status).toBe(401);
    expect((await call('/secret')).status).toBe(404);
    expect(ran()).toEqual([]);
    const token = /Bearer [\w.-]+/.exec(hints[0]!.curl)![0];
    expect((await call('/secrets/1', token)).status).toBe(204);
    expect((await call('/status')).status).toBe(204);
    expect(ran()).toEqual(['getSecret', 'getStatus']);
    await api.close();
  });

  it('a server does not start without its handlers or its credentials', () => {
    expect(() => entry.createApi({ handlers: {}, policies, credentials: {}, development: true })).toThrow(
      /handlers|getSecret/,
    );
    expect(() => entry.createApi({ handlers, policies, credentials: {}, development: true })).toThrow(
      /token/,
    );
  });
});
