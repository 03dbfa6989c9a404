import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JwtSchemeDefinition } from '../../../../src/runtime/core/definition.js';
import type { JwtCredentials } from '../../../../src/runtime/authenticate/credentials.js';
import {
  bearer,
  ISSUER,
  jwtDefinition,
  NOW,
  principalOf,
  refusal,
  refusalOf,
  sign,
  testKey,
  type TestKey,
  world,
  type World,
} from './harness.js';

const MINUTE = 60_000;

let first: TestKey;
let second: TestKey;
let issuer: Server;
let base: string;
let fetches: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const worlds: World[] = [];

beforeAll(async () => {
  first = await testKey('ES256', 'first');
  second = await testKey('ES256', 'second');
});

beforeEach(async () => {
  fetches = [];
  answer = publish(first);
  issuer = createServer((request, response) => {
    fetches.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    issuer.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const { authentication } of worlds.splice(0)) await authentication.close();
  issuer.closeAllConnections();
  await new Promise((resolve) => {
    issuer.close(resolve);
  });
});

function publish(...keys: readonly TestKey[]): typeof answer {
  return json({ keys: keys.map(({ jwk }) => jwk) });
}

function json(body: unknown): typeof answer {
  return (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  };
}

function remote(
  definition: Partial<JwtSchemeDefinition> = {},
  credentials: Partial<JwtCredentials> = { jwksUrl: `${base}/jwks` },
): World {
  const built = world({
    schemes: [jwtDefinition(definition)],
    credentials: { oauth: { kind: 'jwt', ...credentials } },
    development: true,
  });
  worlds.push(built);
  return built;
}

const at = (now: number) => ({ now });
const long = { exp: NOW / 1000 + 100_000 };

describe('a key set behind a URL', () => {
  it('is fetched once for all who wait, and kept ten minutes', async () => {
    const { check } = remote();
    const tokens = await Promise.all([1, 2, 3].map((jti) => sign(first, { ...long, jti: String(jti) })));
    const results = await Promise.all(tokens.map(async (token) => check(bearer(token))));
    expect(results.map((result) => principalOf(result).id)).toEqual(['ada', 'ada', 'ada']);
    expect(fetches).toEqual(['/jwks']);
    await check(bearer(tokens[0]!, at(NOW + 10 * MINUTE - 1)));
    expect(fetches).toHaveLength(1);
    await check(bearer(tokens[0]!, at(NOW + 10 * MINUTE)));
    expect(fetches).toHaveLength(2);
  });

  it.each<[string, typeof answer]>([
    ['does not answer', () => undefined],
    [
      'stops in the middle of its answer',
      (_request, response) => {
        response.write('{"keys":');
      },
    ],
  ])(
    'is given up after 3 s where the issuer %s',
    async (_name, silence) => {
      // Node 20 drops the timer of a signal that only AbortSignal.any() refers to with the next collection.
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const collecting = setInterval(collect, 100);
      try {
        answer = silence;
        const { check } = remote();
        const begun = performance.now();
        expect(refusalOf(await check(bearer(await sign(first)))).code).toBe('authentication-unavailable');
        expect(performance.now() - begun).toBeGreaterThan(2900);
        answer = publish(first);
        expect(principalOf(await check(bearer(await sign(first)))).id).toBe('ada');
      } finally {
        clearInterval(collecting);
      }
    },
    10_000,
  );

  it('is not fetched for tokens that fail anyway', async () => {
    const { check } = remote();
    for (const token of [
      'x',
      'a.b.c',
      await sign(first, { iss: 'x' }),
      await sign(first, {}, { typ: 'JWT' }),
    ]) {
      expect(refusalOf(await check(bearer(token))).code).toBe('invalid-credentials');
    }
    expect(fetches).toEqual([]);
  });

  it('is fetched again for an unknown kid, at most every 30 s', async () => {
    const { check } = remote();
    await check(bearer(await sign(first, long)));
    answer = publish(first, second);
    const rotated = await sign(second, long);
    expect(principalOf(await check(bearer(rotated, at(NOW + 1)))).id).toBe('ada');
    expect(fetches).toHaveLength(2);

    const unknown = await sign({ ...second, kid: 'nobody' }, long);
    for (const later of [2, 15_000, 30_000]) {
      expect(await refusal(check(bearer(unknown, at(NOW + later))))).toMatch(/kid-unknown/);
    }
    expect(fetches).toHaveLength(2);
    expect(await refusal(check(bearer(unknown, at(NOW + 30_001))))).toMatch(/kid-unknown/);
    expect(fetches).toHaveLength(3);
  });

  it('is fetched once when many unknown kids come together', async () => {
    const { check } = remote();
    await check(bearer(await sign(first, long)));
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => sign({ ...second, kid: `k${index}` }, long)),
    );
    await Promise.all(tokens.map(async (token) => check(bearer(token, at(NOW + 5)))));
    expect(fetches).toHaveLength(2);
  });

  it('does not ask twice for a kid that a cold fetch did not bring', async () => {
    const { check } = remote();
    expect(await refusal(check(bearer(await sign(second, long))))).toMatch(/kid-unknown/);
    expect(fetches).toHaveLength(1);
  });

  it('replaces the old one: a removed key refuses tokens it verified before', async () => {
    const { check } = remote();
    const token = await sign(first, long);
    expect(principalOf(await check(bearer(token))).id).toBe('ada');
    answer = publish(second);
    expect(principalOf(await check(bearer(token, at(NOW + MINUTE)))).id).toBe('ada');
    expect(await refusal(check(bearer(token, at(NOW + 11 * MINUTE))))).toBe(
      'invalid-credentials oauth: kid-unknown',
    );
  });

  it('notices a key replaced under the same kid', async () => {
    const { check } = remote();
    const token = await sign(first, long);
    await check(bearer(token));
    answer = publish({ ...second, jwk: { ...second.jwk, kid: 'first' } });
    expect(await refusal(check(bearer(token, at(NOW + 11 * MINUTE))))).toMatch(/signature-invalid/);
  });

  it('ignores secrets, encryption keys, private members and nonsense in it', async () => {
    answer = json({
      keys: [
        null,
        'x',
        { kty: 'oct', k: Buffer.alloc(32).toString('base64url'), kid: 'first' },
        { ...second.jwk, kid: 'first', use: 'enc' },
        { ...second.jwk, kid: 'other', key_ops: ['encrypt'] },
        { kty: 'unheard-of', kid: 'new' },
        { ...first.jwk, d: 'private' },
      ],
    });
    const { check } = remote();
    expect(principalOf(await check(bearer(await sign(first)))).id).toBe('ada');
  });
});

describe('an issuer that cannot be reached', () => {
  const failures: readonly [string, typeof answer][] = [
    ['answers 500', (_request, response) => response.writeHead(500).end('{"keys":[]}')],
    ['redirects', (_request, response) => response.writeHead(302, { location: `${base}/elsewhere` }).end()],
    ['answers 204', (_request, response) => response.writeHead(204).end()],
    ['answers HTML', (_request, response) => response.end('<html>')],
    ['answers an array', json([])],
    ['answers without keys', json({ keys: {} })],
    ['answers twice the same member', (_request, response) => response.end('{"keys":[],"keys":[]}')],
    ['hangs up', (request) => request.socket.destroy()],
    [
      'answers too much',
      (_request, response) => response.end(`{"keys":[],"padding":"${'x'.repeat(256 * 1024)}"}`),
    ],
    [
      'never stops',
      (_request, response) => {
        const chunk = ' '.repeat(64 * 1024);
        const more = (): void => {
          while (response.write(chunk));
          response.once('drain', more);
        };
        more();
      },
    ],
  ];

  it.each(failures)('%s: 503 without Bearer error, and logged', async (_name, failure) => {
    answer = failure;
    const { check, log } = remote();
    const refused = refusalOf(await check(bearer(await sign(first))));
    expect(refused).toMatchObject({ stage: 8, code: 'authentication-unavailable' });
    expect(refused.headers?.[0]).toBe('Retry-After');
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
    expect(fetches).not.toContain('/elsewhere');
  });

  it('hangs: 503 after three seconds, once for all who wait', async () => {
    answer = () => undefined;
    const { check } = remote();
    const started = performance.now();
    const tokens = await Promise.all([1, 2].map((jti) => sign(first, { jti: String(jti) })));
    const codes = await Promise.all(tokens.map(async (token) => refusalOf(await check(bearer(token))).code));
    expect(codes).toEqual(['authentication-unavailable', 'authentication-unavailable']);
    expect(performance.now() - started).toBeGreaterThan(2800);
    expect(performance.now() - started).toBeLessThan(4500);
    expect(fetches).toHaveLength(1);
  });

  it('recovers at once where there was no set', async () => {
    answer = failures[0]![1];
    const { check } = remote();
    const token = await sign(first);
    expect(refusalOf(await check(bearer(token))).code).toBe('authentication-unavailable');
    answer = publish(first);
    expect(principalOf(await check(bearer(token))).id).toBe('ada');
  });

  it('leaves the old set for an hour, then 503', async () => {
    const { check } = remote();
    const known = await sign(first, long);
    await check(bearer(known));
    answer = failures[0]![1];
    for (const minutes of [10, 30, 69]) {
      expect(principalOf(await check(bearer(known, at(NOW + minutes * MINUTE)))).id).toBe('ada');
    }
    expect(refusalOf(await check(bearer(known, at(NOW + 70 * MINUTE)))).code).toBe(
      'authentication-unavailable',
    );
    answer = publish(first);
    expect(principalOf(await check(bearer(known, at(NOW + 71 * MINUTE)))).id).toBe('ada');
  });

  it('is asked at most every 30 s while the old set serves, and waits for nobody meanwhile', async () => {
    const { check } = remote();
    const known = await sign(first, long);
    await check(bearer(known));
    answer = failures[0]![1];
    await check(bearer(known, at(NOW + 10 * MINUTE)));
    expect(fetches).toHaveLength(2);
    expect(check(bearer(known, at(NOW + 10 * MINUTE + 29_999)))).not.toBeInstanceOf(Promise);
    expect(fetches).toHaveLength(2);
    await check(bearer(known, at(NOW + 10 * MINUTE + 30_000)));
    expect(fetches).toHaveLength(3);
  });

  it('an unknown kid is 503, not 401: the token may be good', async () => {
    const { check } = remote();
    const known = await sign(first, long);
    await check(bearer(known));
    answer = failures[0]![1];
    const unknown = await sign(second, long);
    for (const later of [1, 2]) {
      expect(refusalOf(await check(bearer(unknown, at(NOW + later)))).code).toBe(
        'authentication-unavailable',
      );
    }
    expect(fetches).toHaveLength(2);
    expect(principalOf(await check(bearer(known, at(NOW + 3)))).id).toBe('ada');
  });
});

describe('discovery', () => {
  const metadata = '/.well-known/openid-configuration';

  function discovering(body: Readonly<Record<string, unknown>>): void {
    const keys = publish(first);
    answer = (request, response) => (request.url === metadata ? json(body) : keys)(request, response);
  }

  it('finds the key set of the issuer the URL is of', async () => {
    discovering({ issuer: base, jwks_uri: `${base}/keys` });
    const { check } = remote({ issuer: null, discoveryUrl: base + metadata }, {});
    expect(principalOf(await check(bearer(await sign(first, { iss: base })))).id).toBe('ada');
    expect(fetches).toEqual([metadata, '/keys']);
    expect(await refusal(check(bearer(await sign(first))))).toMatch(/iss-differs/);
  });

  it.each<[string, Record<string, unknown>]>([
    ['of another issuer', { issuer: `${ISSUER}/`, jwks_uri: 'https://id.example.com/keys' }],
    ['without issuer', { jwks_uri: 'https://id.example.com/keys' }],
    ['without jwks_uri', { issuer: ISSUER }],
    ['with a plain http jwks_uri', { issuer: ISSUER, jwks_uri: 'http://id.example.com/keys' }],
    ['with a file jwks_uri', { issuer: ISSUER, jwks_uri: 'file:///etc/passwd' }],
  ])('metadata %s is 503', async (_name, body) => {
    discovering(body);
    const { check, log } = remote({ discoveryUrl: base + metadata }, {});
    expect(refusalOf(await check(bearer(await sign(first)))).code).toBe('authentication-unavailable');
    expect(log.lines).toHaveLength(1);
    expect(fetches).toEqual([metadata]);
  });
});

it('closing gives up a fetch under way', async () => {
  answer = () => undefined;
  const { check, authentication } = remote();
  const waiting = check(bearer(await sign(first)));
  await authentication.close();
  expect(refusalOf(await waiting).code).toBe('authentication-unavailable');
});
