import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditSink } from '../../../../src/runtime/audit/sink.js';
import type { JwtCredentials } from '../../../../src/runtime/authenticate/credentials.js';
import { jwtFromEnvironment } from '../../../../src/runtime/authenticate/from-environment.js';
import { jwtScheme } from '../../../../src/runtime/authenticate/jwt.js';
import {
  memoryRevocationStore,
  type RevocationStore,
} from '../../../../src/runtime/authenticate/revocation-store.js';
import type { Api } from '../../../../src/runtime/core/api.js';
import { createRuntime } from '../../../../src/runtime/core/create-runtime.js';
import { definition, operation } from '../core/orders-api.js';
import { doors, exchangeText, type OpenDoor, requestText } from '../doors/raw-client.js';
import {
  alternative,
  bearer,
  jwtDefinition,
  jwtWorld,
  needs,
  principalOf,
  problemsOf,
  refusal,
  SECONDS,
  sign,
  type TestKey,
  testKey,
} from './harness.js';

let key: TestKey;
beforeAll(async () => {
  key = await testKey();
});

const now = Math.floor(Date.now() / 1000);
const token = (expiresAt: number) => ({ subject: 'ada', expiresAt });

describe('memoryRevocationStore', () => {
  it('knows what was revoked, and nothing else', () => {
    const store = memoryRevocationStore();
    store.revoke('a', now + 60);
    expect(store.isRevoked('a', token(now + 60))).toBe(true);
    expect(store.isRevoked('b', token(now + 60))).toBe(false);
    expect(store.isRevoked('__proto__', token(now + 60))).toBe(false);
  });

  it('gives up what ends first when it is full, and refuses what could have been among it', () => {
    const store = memoryRevocationStore({ maxTokens: 2 });
    store.revoke('expired', now - 1000);
    store.revoke('a', now + 60);
    store.revoke('b', now + 90);
    expect(store.isRevoked('expired', token(now - 1000))).toBe(true);
    expect(store.isRevoked('other', token(now - 100))).toBe(false);
    store.revoke('c', now + 1000);
    expect(store.isRevoked('a', token(now + 60))).toBe(true);
    expect(store.isRevoked('other', token(now + 60))).toBe(true);
    expect(store.isRevoked('other', token(now + 61))).toBe(false);
  });

  it('keeps the latest change of a subject', () => {
    const store = memoryRevocationStore();
    expect(store.credentialsChangedAt('ada')).toBeNull();
    store.changeCredentials('ada', now);
    store.changeCredentials('ada', now - 100);
    expect(store.credentialsChangedAt('ada')).toBe(now);
    store.changeCredentials('bob');
    expect(store.credentialsChangedAt('bob')).toBeGreaterThanOrEqual(Date.now() / 1000 - 1);
    expect(store.credentialsChangedAt('__proto__')).toBeNull();
  });

  it('never forgets a revocation, however many there are', () => {
    const expiry = fc.integer({ min: now + 1, max: now + 500 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(expiry, { maxLength: 100 }),
        (maxTokens, expiries) => {
          const store = memoryRevocationStore({ maxTokens, maxSubjects: maxTokens });
          for (const [index, expiresAt] of expiries.entries()) {
            store.revoke(`token-${index}`, expiresAt);
            store.changeCredentials(`subject-${index}`, expiresAt);
          }
          for (const [index, expiresAt] of expiries.entries()) {
            expect(store.isRevoked(`token-${index}`, token(expiresAt))).toBe(true);
            expect(store.credentialsChangedAt(`subject-${index}`)).toBeGreaterThanOrEqual(expiresAt);
          }
          if (expiries.length <= maxTokens) expect(store.isRevoked('other', token(now + 1))).toBe(false);
          expect(store.isRevoked('other', token(now + 501))).toBe(false);
        },
      ),
    );
  });

  it('refuses times that cannot be seconds', () => {
    const store = memoryRevocationStore();
    for (const time of [Date.now(), Number.NaN, Infinity, 0, -1]) {
      expect(() => store.revoke('a', time)).toThrow(RangeError);
      expect(() => store.changeCredentials('ada', time)).toThrow(RangeError);
    }
  });

  it('takes ids of any length in little memory', () => {
    const store = memoryRevocationStore();
    const long = 'x'.repeat(8000);
    store.revoke(long, now + 60);
    expect(store.isRevoked(long, token(now + 60))).toBe(true);
    expect(store.isRevoked(`${long}y`, token(now + 60))).toBe(false);
  });
});

describe('a revocation store of JWT credentials', () => {
  const both = { revocation: ['jti', 'credential-change'] } as const;

  it('takes the place of both functions', async () => {
    const revocation = memoryRevocationStore();
    const { check, log } = jwtWorld(key, both, { revocation });
    expect(log.lines).toEqual([
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('this process alone') }),
    ]);
    const text = await sign(key);
    expect(principalOf(await check(bearer(text))).id).toBe('ada');
    revocation.changeCredentials('ada', SECONDS - 10);
    expect(principalOf(await check(bearer(text))).id).toBe('ada');
    revocation.changeCredentials('ada', SECONDS - 9);
    expect(await refusal(check(bearer(text)))).toBe('invalid-credentials oauth: credentials-changed');
    const later = await sign(key, { iat: SECONDS - 9, jti: 'token-2' });
    expect(principalOf(await check(bearer(later))).id).toBe('ada');
    revocation.revoke('token-2', SECONDS + 300);
    expect(await refusal(check(bearer(later)))).toBe('invalid-credentials oauth: token-revoked');
  });

  it('is asked only where no function is set beside it, and keeps its `this`', async () => {
    class Store implements RevocationStore {
      readonly name = 'test';
      readonly shared = true;
      readonly asked: string[] = [];
      isRevoked(jti: string): Promise<boolean> {
        this.asked.push(jti);
        return Promise.resolve(false);
      }
      credentialsChangedAt(subject: string): null {
        this.asked.push(subject);
        return null;
      }
    }
    const revocation = new Store();
    const { check, log } = jwtWorld(key, both, { revocation, credentialsChangedAt: () => SECONDS });
    expect(log.lines).toEqual([]);
    expect(await refusal(check(bearer(await sign(key))))).toBe(
      'invalid-credentials oauth: credentials-changed',
    );
    expect(revocation.asked).toEqual(['token-1']);
  });

  it('is what a document with revocation needs to start, from the environment too', () => {
    const schemes = [jwtDefinition({ ...both, discoveryUrl: 'https://id.example.com/x' })];
    const start = (oauth: ReturnType<typeof jwtFromEnvironment>) =>
      problemsOf({ schemes, credentials: { oauth } });
    const missing = start(jwtFromEnvironment({}));
    expect(missing).toMatch(/credentials\.oauth\.revocation to a store, or credentials\.oauth\.isRevoked/);
    expect(missing).toMatch(
      /credentials\.oauth\.revocation to a store, or credentials\.oauth\.credentialsChangedAt/,
    );
    expect(start(jwtFromEnvironment({}, {}, memoryRevocationStore()))).toBe('');
  });
});

const ignore = (): void => undefined;

describe.each(['node', 'fastify'] as const)('a revocation store that is down, behind the %s door', (name) => {
  const ran: string[] = [];
  const records: Record<string, unknown>[] = [];
  let revoke: RevocationStore['isRevoked'];
  let api: Api;
  let door: OpenDoor;

  beforeAll(async () => {
    const revocation: RevocationStore = {
      name: 'test',
      shared: true,
      isRevoked: (jti, about) => revoke(jti, about),
      credentialsChangedAt: () => null,
    };
    const oauth: JwtCredentials = { kind: 'jwt', keys: [key.jwk], revocation };
    const audit: AuditSink = {
      name: 'test',
      durable: false,
      append: (line) => records.push(JSON.parse(line) as Record<string, unknown>) > 0,
      commit: () => undefined,
      close: () => Promise.resolve(),
    };
    api = createRuntime(
      {
        ...definition,
        schemes: [jwtDefinition({ revocation: ['jti'] })],
        operations: [
          operation('POST', '/orders', { name: 'createOrder', requirements: [alternative(needs('oauth'))] }),
        ],
      },
      { authenticators: { jwt: jwtScheme } },
      {
        handlers: {
          createOrder: () => {
            ran.push('createOrder');
            return { status: 204 };
          },
        },
        credentials: { oauth },
        trust: { proxies: ['127.0.0.0/8'], header: 'x-forwarded-for', proto: 'https' },
        audit,
        logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      },
    );
    door = await doors[name](api);
  });
  afterAll(() => door.close());
  beforeEach(() => {
    ran.length = 0;
    records.length = 0;
  });

  const send = async () => {
    const authorization = `Bearer ${await sign(key, { iat: now - 10, exp: now + 300 })}`;
    const headers = { Host: 'api.example.com', Authorization: authorization };
    return exchangeText(door.port, requestText('POST', '/v1/orders', headers));
  };

  it('lets a token through that is not revoked, and 401s one that is', async () => {
    revoke = () => Promise.resolve(false);
    expect((await send()).status).toBe(204);
    revoke = () => Promise.resolve(true);
    const answer = await send();
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
    expect(ran).toEqual(['createOrder']);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('canary'))],
    [
      'throws',
      () => {
        throw new Error('canary');
      },
    ],
    ['answers nonsense', () => 'no' as unknown as boolean],
  ])('answers 503 where it %s, and runs nothing', async (_what, answerOf) => {
    revoke = answerOf;
    const answer = await send();
    expect(answer.status).toBe(503);
    expect(answer.headers).toHaveProperty('retry-after');
    expect(answer.headers).not.toHaveProperty('www-authenticate');
    expect(answer.text).not.toContain('canary');
    expect(ran).toEqual([]);
    expect(records).toEqual([
      expect.objectContaining({ kind: 'decision', outcome: 'denied', stage: 8, status: 503 }),
    ]);
  });
});
