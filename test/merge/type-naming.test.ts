/** Names of the contract's types that the configuration asks for, and what becomes of files that use others. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { defaultTypePatterns, type TypeNaming, type TypePatterns } from '../../src/config/type-naming.js';
import { type GenerateOptions, generate } from '../../src/index.js';
import { linkPackages, typeCheck } from '../support/generated-project.js';
import { workFolder } from '../unit/cli/run-cli.js';

const document = (names: readonly string[]): string =>
  stringify({
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    'x-security': { version: 1, access: 'authenticated' },
    security: [{ token: [] }],
    paths: Object.fromEntries(
      names.map((operationId) => [
        `/${operationId}/{id}`,
        {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          get: {
            operationId,
            tags: ['shop'],
            'x-security': { access: { object: { type: 'thing' } } },
            responses: {
              200: {
                description: 'done',
                content: {
                  'application/json': { schema: { type: 'object', properties: { a: { type: 'string' } } } },
                },
              },
            },
          },
        },
      ]),
    ),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          'x-security': { issuer: 'https://id.example', audience: 'shop' },
        },
      },
    },
  });

const at = (kind: string) =>
  ({ file: '/oasgard.config.yaml', pointer: `/naming/types/${kind}`, on: 'value' }) as const;

function naming(patterns: Partial<TypePatterns>): TypeNaming {
  return {
    patterns: { ...defaultTypePatterns, ...patterns },
    at: Object.fromEntries(Object.keys(patterns).map((kind) => [kind, at(kind)])),
  };
}

/** A folder to generate in; answers errors by code and message. */
function project(names: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const { folder, remove } = workFolder({ 'openapi.yaml': document(names), ...files });
  onTestFinished(remove);
  const out = path.join(folder, 'server');
  const file = (name: string): string => path.join(out, name);
  return {
    out,
    file,
    read: (name: string): string => readFileSync(file(name), 'utf8'),
    write: (name: string, text: string): void => {
      mkdirSync(path.dirname(file(name)), { recursive: true });
      writeFileSync(file(name), text);
    },
    change: (next: readonly string[]): void =>
      writeFileSync(path.join(folder, 'openapi.yaml'), document(next)),
    run: async (options: Partial<GenerateOptions> = {}): Promise<readonly string[]> => {
      const result = await generate({ document: path.join(folder, 'openapi.yaml'), out, ...options });
      return result.diagnostics
        .filter(({ severity }) => severity === 'error')
        .map(({ code, message }) => `${code}: ${message}`);
    },
    changes: async (options: Partial<GenerateOptions>): Promise<readonly string[] | null> => {
      const result = await generate({
        document: path.join(folder, 'openapi.yaml'),
        out,
        dryRun: true,
        ...options,
      });
      return result.ok ? result.changes.map((change) => change.path) : null;
    },
  };
}

const ours = naming({ request: '{name}Input', reply: 'Result{name}', policyRequest: '{name}Question' });

/** A file of the user's that imports types of the contract. */
const own = (types: readonly [string, string, string]): string =>
  `// What it is called is no matter here.
import type { ${types[0]}, ${types[1]} as Answer } from './generated/contract.js';
import { type ${types[2]} } from './generated/index.js';
import type { GetCartReply } from './elsewhere.js';

export const idOf = ({ id }: ${types[2]}): string => id;
export const answer = (request: ${types[0]}): Answer | GetCartReply | null =>   request === null ? null : null;
`;

describe('names of types', { timeout: 120_000 }, () => {
  it('are those that were asked for: in the contract, in stubs, in policies', async () => {
    const stub = `import { problem, type Problem, type {{code request}}, type {{code reply}} } from {{generated}};

export async function {{ident name}}(request: {{code request}}): Promise<{{code reply}} | Problem> {
  return request.grant === undefined ? { status: 200, body: {} } : problem(501, 'not-implemented');
}
`;
    const { out, run, read, changes } = project(['getOrder'], { 'templates/project/handler.ts.hbs': stub });
    const options = {
      typeNaming: ours,
      templates: { dir: path.join(path.dirname(out), 'templates'), helpers: null },
    };
    expect(await run(options)).toEqual([]);
    const contract = read('src/generated/contract.ts');
    expect(contract).toContain('readonly getOrder: Handler<GetOrderInput, ResultGetOrder>;');
    expect(contract).toContain('export interface GetOrderQuestion extends');
    expect(contract).toMatch(/ObjectPolicy<GetOrderQuestion, /);
    expect(contract).not.toMatch(/GetOrder(?:Request|Reply|PolicyRequest)/);
    expect(read('src/handlers/shop.ts')).toContain(
      'getOrder(request: GetOrderInput): Promise<ResultGetOrder',
    );
    linkPackages(out);
    expect(await typeCheck(out, 'typescript7')).toBe('');
    // What --check asks.
    expect(await changes(options)).toEqual([]);
    expect(await changes({ ...options, typeNaming: naming({}) })).toContain('src/generated/contract.ts');
  });

  it('are carried over into files that use those of before, and every other byte stays', async () => {
    const { out, run, read, write } = project(['getOrder', 'getCart']);
    expect(await run()).toEqual([]);
    write('src/own.ts', own(['GetOrderRequest', 'GetOrderReply', 'GetOrderPolicyRequest']));
    write('src/elsewhere.ts', 'export interface GetCartReply {}\n');
    const renamed = own(['GetOrderInput', 'ResultGetOrder', 'GetOrderQuestion']);
    expect(await run({ typeNaming: ours })).toEqual([]);
    expect(read('src/own.ts')).toBe(renamed);
    linkPackages(out);
    expect(await typeCheck(out, 'typescript7')).toBe('');
    // And back; and together with another name of the operation.
    expect(await run()).toEqual([]);
    expect(read('src/own.ts')).toBe(own(['GetOrderRequest', 'GetOrderReply', 'GetOrderPolicyRequest']));
    expect(await run({ typeNaming: ours, renames: [{ from: 'getOrder', to: 'findOrder' }] })).toEqual([]);
    expect(read('src/own.ts')).toBe(own(['FindOrderInput', 'ResultFindOrder', 'FindOrderQuestion']));
    expect(await typeCheck(out, 'typescript7')).toBe('');
  });

  it('are not carried over where a file has the new name for something else', async () => {
    const { run, read, write } = project(['getOrder']);
    expect(await run()).toEqual([]);
    const text =
      "import type { GetOrderRequest } from './generated/contract.js';\ntype GetOrderInput = GetOrderRequest;\nexport type Mine = GetOrderInput;\n";
    write('src/own.ts', text);
    const before = read('.oasgard/manifest.json');
    expect(await run({ typeNaming: ours })).toEqual([
      'rename-impossible: src/own.ts holds the name "GetOrderInput" already, for something else or in a comment.',
    ]);
    expect([read('src/own.ts'), read('.oasgard/manifest.json')]).toEqual([text, before]);
  });

  it('of removed operations stay what they were called', async () => {
    const { out, run, read, write, change } = project(['getOrder', 'getCart']);
    expect(await run({ typeNaming: ours })).toEqual([]);
    write(
      'src/own.ts',
      "import type { GetCartInput } from './generated/contract.js';\nexport type Mine = GetCartInput;\n",
    );
    change(['getOrder']);
    expect(await run({ typeNaming: ours })).toEqual([]);
    expect(read('src/generated/removed.ts')).toContain('export type GetCartInput = any;');
    linkPackages(out);
    expect(await typeCheck(out, 'typescript7')).toBe('');
    expect(await run()).toEqual([]);
    expect(read('src/generated/removed.ts')).toContain('export type GetCartInput = any;');
    expect(await typeCheck(out, 'typescript7')).toBe('');
  });

  it.each<[names: readonly string[], patterns: Partial<TypePatterns>, message: string]>([
    [
      ['getOrder'],
      { request: '{name}', reply: '{name}' },
      '"{name}" names a type of GET /getOrder/{id} "GetOrder", as one of GET /getOrder/{id} does.',
    ],
    [
      ['getOrder', 'getOrderInput'],
      { request: '{name}Input', reply: '{name}' },
      '"GetOrderInput", as one of GET /getOrder/{id} does.',
    ],
    [['options'], { request: '{name}' }, '"Options", as the contract itself does.'],
    [['sink'], { reply: 'Audit{name}' }, '"AuditSink", as the contract itself does.'],
    [['record'], { policyRequest: '{name}' }, '"Record", as the contract itself does.'],
  ])('that are taken are errors: %j %j', async (names, patterns, message) => {
    const { run } = project(names);
    const [first, ...others] = await run({ typeNaming: naming(patterns) });
    expect(others).toEqual([]);
    expect(first).toMatch(/^naming-unusable: /);
    expect(first).toContain(message);
  });

  it('of defaults give way', async () => {
    const { out, run, read } = project(['context', 'getOrder', 'getOrderPolicy']);
    expect(await run()).toEqual([]);
    const contract = read('src/generated/contract.ts');
    expect(contract).toContain('readonly context: Handler<ContextRequest_, ContextReply>;');
    expect(contract).toContain('export interface GetOrderPolicyRequest_ extends RequestContext');
    linkPackages(out);
    expect(await typeCheck(out, 'typescript7')).toBe('');
  });
});
