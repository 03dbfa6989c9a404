import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApiKey, hashApiKey } from '../../../../src/runtime/authenticate/api-key.js';
import { apiKeyId } from '../../../../src/runtime/authenticate/api-key-format.js';
import { cookieCredential, queryCredential } from '../../../../src/runtime/authenticate/credential-source.js';
import type { ApiKeyCredentials, KeyRecord } from '../../../../src/runtime/authenticate/credentials.js';
import {
  apiKeyDefinition,
  principalOf,
  refusal,
  refusalOf,
  SECONDS,
  source,
  world,
  type World,
} from './harness.js';

type Stored = KeyRecord & { readonly hash: string };

let asked: { readonly hash: string; readonly id: string | null }[];
let stored: Map<string, Stored>;

beforeEach(() => {
  asked = [];
  stored = new Map();
});

function keys(
  change: Parameters<typeof apiKeyDefinition>[0] = {},
  credentials?: Partial<ApiKeyCredentials>,
): World {
  return world({
    schemes: [apiKeyDefinition(change)],
    credentials: {
      key: {
        kind: 'apiKey',
        ...(credentials ?? {
          lookup: (key: { readonly hash: string; readonly id: string | null }) => {
            asked.push(key);
            return stored.get(key.hash) ?? null;
          },
        }),
      },
    },
  });
}

function store(key: string, record: Partial<KeyRecord> = {}): void {
  const hash = hashApiKey(key);
  stored.set(hash, { id: 'shop', hash, ...record });
}

const header = (key: string) => source({ headers: [['x-api-key', key]] });

describe('a key in the documented format', () => {
  const PREFIX = 'ord_live';

  it('is found by its hash and id, and names the client', async () => {
    const { key, id, hash } = createApiKey(PREFIX);
    store(key, {
      expiresAt: SECONDS + 1,
      roles: ['partner'],
      scopes: ['orders.read'],
      tenant: 't',
      plan: 'pro',
    });
    const result = keys({ prefix: PREFIX }).check(header(key));
    expect(result).not.toBeInstanceOf(Promise);
    expect(principalOf(await result)).toEqual({
      id: 'shop',
      client: 'shop',
      apiKey: id,
      scheme: 'key',
      scopes: ['orders.read'],
      roles: ['partner'],
      tenant: 't',
      plan: 'pro',
      claims: {},
    });
    expect(asked).toEqual([{ hash, id }]);
  });

  it('has a secret of at least 128 bits and a checksum', () => {
    const { key, createdAt } = createApiKey(PREFIX);
    expect(key).toMatch(/^ord_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}[0-9A-Za-z]{6}$/);
    expect(Math.abs(createdAt - Date.now() / 1000)).toBeLessThan(5);
    expect(() => createApiKey('Ord')).toThrow(TypeError);
    expect(() => createApiKey('a__b')).toThrow(TypeError);
  });

  it('follows the published form of the checksum', () => {
    expect(apiKeyId('k_1_0000000000000000000000' + crc('k_1_0000000000000000000000'), 'k')).toBe('1');
    expect(crc('123456789')).toBe(base62(0xcbf43926));
  });

  it('is refused before storage is asked when anything is wrong with it', async () => {
    const { key } = createApiKey(PREFIX);
    store(key, { expiresAt: SECONDS + 1 });
    const { check } = keys({ prefix: PREFIX });
    const body = key.slice(0, -6);
    const short = `${PREFIX}_abc_${'x'.repeat(21)}`;
    for (const bad of [
      '',
      PREFIX,
      `${key}0`,
      key.slice(1),
      key.replace('ord_live', 'ord_test'),
      `${body}000000`,
      key.toLowerCase() === key ? key.toUpperCase() : key.toLowerCase(),
      ` ${key}`,
      short + crc(short),
      `${PREFIX}__${'x'.repeat(30)}` + crc(`${PREFIX}__${'x'.repeat(30)}`),
      `${PREFIX}_a-b_${'x'.repeat(30)}` + crc(`${PREFIX}_a-b_${'x'.repeat(30)}`),
      `${PREFIX}_abc_${'x'.repeat(300)}` + crc(`${PREFIX}_abc_${'x'.repeat(300)}`),
    ]) {
      expect(await refusal(check(header(bad))), bad).toBe('invalid-credentials key: key-malformed');
    }
    expect(asked).toEqual([]);
    for (let at = 0; at < key.length; at += 1) {
      const changed = key.slice(0, at) + (key[at] === 'a' ? 'b' : 'a') + key.slice(at + 1);
      expect(await refusal(check(header(changed)))).toMatch(/key-malformed/);
    }
    expect(asked).toEqual([]);
  });

  it.each<[string, Partial<KeyRecord>, Parameters<typeof apiKeyDefinition>[0]]>([
    ['key-without-expiry', {}, {}],
    ['key-expired', { expiresAt: SECONDS }, {}],
    ['key-expired', { expiresAt: Number.NaN }, {}],
    ['key-expired', { expiresAt: SECONDS + 900, createdAt: SECONDS - 60 }, { expiresSeconds: 60 }],
    ['key-without-creation-time', { expiresAt: SECONDS + 900 }, { expiresSeconds: 60 }],
    [
      'key-created-in-the-future',
      { expiresAt: SECONDS + 900, createdAt: SECONDS + 120 },
      { expiresSeconds: 60 },
    ],
    [
      'credentials-changed',
      { expiresAt: SECONDS + 9, createdAt: SECONDS - 2, credentialsChangedAt: SECONDS - 1 },
      {},
    ],
    ['key-without-creation-time', { expiresAt: SECONDS + 9, credentialsChangedAt: SECONDS - 1 }, {}],
  ])('%s: %j', async (reason, record, change) => {
    const { key } = createApiKey(PREFIX);
    store(key, record);
    expect(await refusal(keys({ prefix: PREFIX, ...change }).check(header(key)))).toBe(
      `invalid-credentials key: ${reason}`,
    );
  });

  it('is good until its expiry and its longest life', async () => {
    const { key } = createApiKey(PREFIX);
    store(key, { expiresAt: SECONDS + 1, createdAt: SECONDS - 59, credentialsChangedAt: SECONDS - 59 });
    expect(principalOf(await keys({ prefix: PREFIX, expiresSeconds: 60 }).check(header(key))).id).toBe(
      'shop',
    );
  });

  it('is refused when the store returns the record of another key', async () => {
    const { key } = createApiKey(PREFIX);
    const other = { id: 'other', hash: hashApiKey('other'), expiresAt: SECONDS + 1 };
    const { check } = keys({ prefix: PREFIX }, { lookup: () => other });
    expect(await refusal(check(header(key)))).toBe('invalid-credentials key: key-unknown');
  });
});

describe('a key without prefix', () => {
  it('is looked up by its hash, expiry optional', async () => {
    store('legacy', { keyId: 'k1', client: 'partner' });
    expect(principalOf(await keys().check(header('legacy')))).toMatchObject({
      id: 'shop',
      client: 'partner',
      apiKey: 'k1',
    });
    expect(asked[0]).toEqual({ hash: hashApiKey('legacy'), id: null });
    expect(await refusal(keys().check(header('Legacy')))).toMatch(/key-unknown/);
  });

  it('is verified by the application', async () => {
    const { check } = keys(
      {},
      { verify: (key) => Promise.resolve(key === 'k' ? { id: 'shop', expiresAt: SECONDS + 1 } : null) },
    );
    expect(principalOf(await check(header('k'))).id).toBe('shop');
    expect(await refusal(check(header('x')))).toMatch(/key-unknown/);
  });

  it('is refused when it is empty or endless', async () => {
    const { check } = keys();
    for (const key of ['', 'x'.repeat(4097)]) expect(await refusal(check(header(key)))).toMatch(/key-length/);
    expect(asked).toEqual([]);
  });

  it.each<[string, ApiKeyCredentials['lookup']]>([
    ['rejects', () => Promise.reject(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['returns no hash', () => ({ id: 'shop' }) as Stored],
    [
      'returns roles as text',
      ({ hash }) => ({ id: 'shop', hash, roles: 'administrator' }) as unknown as Stored,
    ],
    ['returns no id', ({ hash }) => ({ hash }) as Stored],
    ['returns true', () => true as unknown as Stored],
  ])('a store that %s is 503, and logged', async (_name, lookup) => {
    const { check, log } = keys({}, { lookup: lookup! });
    expect(refusalOf(await check(header('k'))).code).toBe('authentication-unavailable');
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
  });

  it('a store that finds undefined finds nothing', async () => {
    const { check } = keys({}, { lookup: () => undefined as unknown as null });
    expect(await refusal(check(header('k')))).toMatch(/key-unknown/);
  });
});

describe('where the key stands', () => {
  it('in the query, decoded, once', async () => {
    store('a b&c');
    const { check } = keys({ in: 'query', parameter: 'api_key' });
    for (const query of ['api_key=a%20b%26c', 'x=1&api%5Fkey=a%20b%26c&y', '&&api_key=a%20b%26c']) {
      expect(principalOf(await check(source({ query }))).id).toBe('shop');
    }
    for (const query of ['api_key=a%20b%26c&api_key=', 'api_key=1&api%5fkey=2']) {
      expect(refusalOf(await check(source({ query }))).code).toBe('ambiguous-credentials');
    }
    for (const query of ['', 'API_KEY=x', 'xapi_key=1', 'x=api_key=1']) {
      expect(refusalOf(await check(source({ query }))).code).toBe('credentials-required');
    }
    for (const query of ['api_key', 'api_key=', 'api_key=%ff']) {
      expect(refusalOf(await check(source({ query }))).code).toBe('invalid-credentials');
    }
  });

  it('in a cookie, raw, once, and the result says so', async () => {
    store('abc');
    const { check } = keys({ in: 'cookie', parameter: 'sid' });
    const result = await check(source({ cookie: 'a=b; sid=abc ;c' }));
    expect(result).toMatchObject({ kind: 'principal', sentUnasked: 'cookie' });
    expect(refusalOf(await check(source({ cookie: 'sid=abc; sid=abc' }))).code).toBe('ambiguous-credentials');
    expect(refusalOf(await check(source({ cookie: 'SID=abc; xsid=abc; sid' })))).toMatchObject({
      code: 'credentials-required',
      headers: ['WWW-Authenticate', 'Cookie realm="orders"'],
    });
    expect(refusalOf(await check(source({ cookie: 'sid=%61bc' }))).code).toBe('invalid-credentials');
  });

  it('in a header of any case, the whole value, also Authorization', async () => {
    store('Bearer abc');
    const { check } = keys({ parameter: 'Authorization' });
    expect(principalOf(await check(source({ headers: [['AUTHORIZATION', 'Bearer abc']] }))).id).toBe('shop');
    expect(refusalOf(await check(header('abc'))).headers).toEqual([
      'WWW-Authenticate',
      'ApiKey realm="orders"',
    ]);
  });

  it('nothing sent breaks the readers', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, name) => {
        queryCredential(text, name);
        cookieCredential(text, name);
        apiKeyId(text, name);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const encoded = `a=1&k=${encodeURIComponent(value)}&b`;
        expect(queryCredential(encoded, 'k')).toBe(value);
      }),
    );
  });
});

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(value: number): string {
  let text = '';
  for (let rest = value, digit = 0; digit < 6; digit += 1, rest = Math.floor(rest / 62))
    text = DIGITS[rest % 62]! + text;
  return text;
}

/** The checksum, from its definition (ISO 3309), bit by bit. */
function crc(text: string): string {
  let value = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return base62((value ^ 0xffffffff) >>> 0);
}
