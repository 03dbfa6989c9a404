import { afterEach, describe, expect, it, vi } from 'vitest';
import { undecided } from '../../../../src/runtime/authorize/decision.js';
import type { ApiDefinition } from '../../../../src/runtime/core/definition.js';
import type { RuntimeOptions } from '../../../../src/runtime/core/options.js';
import { StartupError } from '../../../../src/runtime/core/startup-problem.js';
import { createOrdersApi, definition, operation, operations } from './orders-api.js';

function failureOf(options: Partial<RuntimeOptions>, own: Partial<ApiDefinition>): StartupError | null {
  try {
    createOrdersApi({ options, definition: own });
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  return null;
}

function problemsOf(options: Partial<RuntimeOptions>, own: Partial<ApiDefinition> = {}): string[] {
  return failureOf(options, own)?.problems.map(({ name }) => name) ?? [];
}

/** What is printed. */
function said(options: Partial<RuntimeOptions>, own: Partial<ApiDefinition> = {}): string {
  return failureOf(options, own)?.message ?? '';
}

afterEach(() => vi.unstubAllEnvs());

describe('createRuntime', () => {
  it('names everything that is missing at once', () => {
    const names = problemsOf(
      {
        handlers: {},
        policies: {},
        credentials: {},
        hosts: ['a b'],
        origins: { 'https://app.example.com': ['https://app.staging.example.com'] },
        trust: undefined as never,
      },
      { operations: operations.slice(0, 4) },
    );
    expect(names).toEqual([
      'handlers.getStatus',
      'handlers.listOrders',
      'handlers.createOrder',
      'handlers.getOrder',
      'policies.order',
      'hosts',
      'origins',
      'tls or trust',
      'credentials.key',
      'credentials.session',
    ]);
  });

  it('says what is wrong and what to do in its message', () => {
    expect(() => createOrdersApi({ options: { credentials: {} } })).toThrow(
      /credentials\.key: .*\n {4}Set credentials\.key/,
    );
  });

  it('names the variables that the generated server.ts reads, and the options', () => {
    const bare = said(
      { trust: undefined as never, hosts: undefined as never },
      { servers: [{ authorities: [], basePath: '' }] },
    );
    expect(bare).toMatch(/hosts: .*\n.*HOSTS.*src\/server\.ts/);
    expect(bare).toMatch(/tls or trust: .*\n.*TLS_CERT and TLS_KEY.*TRUSTED_PROXIES.*src\/server\.ts/);
    expect(said({ hosts: ['a b'] })).toMatch(/hosts: .*\n.*HOSTS/);
    expect(said({ origins: { 'https://app.example.com': ['x'] } })).toMatch(/not an origin\.\n.*ORIGINS/);
    const files = said({ tls: { cert: '/nowhere/a', key: '/nowhere/b', clientCa: '/nowhere/c' } });
    for (const variable of ['TLS_CERT', 'TLS_KEY', 'TLS_CLIENT_CA']) expect(files).toContain(variable);
    for (const proxies of [[], ['nowhere']]) {
      expect(said({ trust: { proxies, header: 'forwarded', proto: 'https' } })).toContain('TRUSTED_PROXIES');
    }
  });

  it('takes handlers and policies by own property only', () => {
    const own = [
      operation('GET', '/a', { name: 'constructor' }),
      operation('GET', '/b', { name: 'toString' }),
    ];
    expect(problemsOf({ handlers: {} }, { operations: own })).toEqual([
      'handlers.constructor',
      'handlers.toString',
    ]);
  });

  it.each([
    [{ trust: { proxies: [], header: 'forwarded', proto: 'https' } }, 'trust.proxies'],
    [{ trust: { proxies: ['10.0.0.0/40'], header: 'forwarded', proto: 'https' } }, 'trust.proxies'],
    [{ trust: { proxies: { hops: 0 }, header: 'forwarded', proto: 'https' } }, 'trust.proxies'],
    [{ tls: { cert: '/nowhere/cert.pem', key: import.meta.filename } }, 'tls.cert'],
    [{ maxRunning: 0 }, 'maxRunning'],
  ] satisfies [Partial<RuntimeOptions>, string][])('refuses %j', (options, name) => {
    expect(problemsOf(options)).toEqual([name]);
  });

  it('refuses an empty host allow-list, except in development', () => {
    const servers = [{ authorities: [], basePath: '' }];
    expect(problemsOf({}, { servers })).toEqual(['hosts']);
    expect(problemsOf({ development: true }, { servers })).toEqual([]);
    expect(problemsOf({ hosts: ['api.example.com'] }, { servers })).toEqual([]);
  });

  it('refuses development mode in production', () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(problemsOf({ development: true })).toEqual(['development']);
  });

  it('refuses servers whose paths overlap', () => {
    const own = [
      operation('GET', '/v1/a', { name: 'one' }),
      operation('GET', '/a', { name: 'two', servers: [{ authorities: [], basePath: '/v1/v1' }] }),
    ];
    expect(problemsOf({}, { operations: own })).toEqual(['operations.two']);
  });

  it('answers for the servers of the operation only', async () => {
    const servers = [{ authorities: ['files.example.com'], basePath: '/f' }];
    const access = { requirements: [], access: { kind: 'public' } } as const;
    const orders = createOrdersApi({
      definition: {
        operations: [
          operation('GET', '/a', { name: 'one', servers, ...access }),
          operation('GET', '/b', { name: 'two', ...access }),
        ],
      },
    });
    const status = async (target: string, host: string) =>
      (await orders.api.inject({ target, headers: { Host: host } })).status;
    expect(await status('/f/a', 'files.example.com')).toBe(200);
    expect(await status('/f/a', 'api.example.com')).toBe(421);
    expect(await status('/v1/b', 'files.example.com')).toBe(421);
    expect(await status('/v1/b', 'api.example.com')).toBe(200);
    expect(await status('/v1/a', 'files.example.com')).toBe(404);
  });

  it('answers for the hosts option in place of the document', async () => {
    const orders = createOrdersApi({ options: { hosts: ['Staging.example:8443'] } });
    const status = async (host: string) =>
      (await orders.api.inject({ target: '/v1/status', headers: { Host: host } })).status;
    expect(await status('staging.example:8443')).toBe(200);
    expect(await status('api.example.com')).toBe(421);
  });

  it('summarises what nobody has decided', () => {
    const { summary } = createOrdersApi({ options: { policies: { order: undecided } } }).api;
    expect(summary).toMatchObject({
      title: definition.title,
      authorities: ['api.example.com'],
      undecided: ['getUndecided'],
      undecidedPolicies: ['order'],
      audit: { sink: 'memory', durable: false },
    });
  });
});

describe('development mode', () => {
  it('serves loopback over plain HTTP and says where things are decided', async () => {
    const orders = createOrdersApi({ options: { development: true, trust: undefined as never } });
    const headers = { Host: 'localhost:3000', 'X-API-Key': 'user-key' };
    const get = (target: string) => orders.api.inject({ target, headers });
    expect((await get('/v1/orders/5')).status).toBe(200);
    expect((await get('/v1/undecided')).status).toBe(403);
    expect((await get('/v1/orders/1')).status).toBe(403);
    expect((await get('/v1/stub')).status).toBe(501);
    const advice = orders.log.map(({ fields }) => String(fields['advice']));
    expect(advice[0]).toContain('target: "$.paths[\\"/undecided\\"].get"');
    expect(advice[0]).toContain('access: public');
    expect(advice[1]).toContain('export const order =');
    expect(advice[2]).toContain('let getStub return');
  });
});
