import { scrypt, type ScryptOptions } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hashPassword } from '../../../../src/runtime/authenticate/basic.js';
import { decodeBasicCredentials } from '../../../../src/runtime/authenticate/basic-credentials.js';
import type { BasicCredentials } from '../../../../src/runtime/authenticate/credentials.js';
import { HashQueue } from '../../../../src/runtime/authenticate/hash-queue.js';
import { parsePasswordHash } from '../../../../src/runtime/authenticate/password-hash.js';
import { basic, NOW, principalOf, refusal, refusalOf, source, world, type World } from './harness.js';

/** The real function at a small cost: what is asked of it is checked, and it is asked often. */
vi.mock(import('node:crypto'), async (original) => {
  const crypto = await original();
  const cheap = (
    password: string,
    salt: Buffer,
    length: number,
    options: ScryptOptions,
    done: (error: Error | null, key: Buffer) => void,
  ): void => crypto.scrypt(password, salt, length, { ...options, N: 16 }, done);
  return { ...crypto, scrypt: vi.fn(cheap) as unknown as typeof crypto.scrypt };
});

const hashed = vi.mocked(scrypt);
let passwordHash: string;

beforeAll(async () => {
  passwordHash = await hashPassword('correct horse');
});

beforeEach(() => {
  hashed.mockClear();
});

function login(lookup?: BasicCredentials['lookup']): World {
  return world({
    schemes: [{ kind: 'basic', name: 'login' }],
    credentials: {
      login: {
        kind: 'basic',
        lookup:
          lookup ??
          ((username) => (username === 'ada' ? { id: 'u1', roles: ['admin'], passwordHash } : null)),
      },
    },
  });
}

describe('http basic', () => {
  it('gives the principal of the account, and hashes once a minute', async () => {
    const { check } = login();
    expect(principalOf(await check(basic('ada', 'correct horse')))).toMatchObject({
      id: 'u1',
      scheme: 'login',
      roles: ['admin'],
      client: null,
    });
    const again = check(basic('ada', 'correct horse', { now: NOW + 59_999 }));
    expect(again).not.toBeInstanceOf(Promise);
    expect(principalOf(await again).id).toBe('u1');
    expect(hashed).toHaveBeenCalledTimes(1);
    await check(basic('ada', 'correct horse', { now: NOW + 60_000 }));
    expect(hashed).toHaveBeenCalledTimes(2);
  });

  it('hashes once for requests that come together with one password, and locks nobody out', async () => {
    const { check } = login();
    const together = Array.from({ length: 30 }, () => check(basic('ada', 'correct horse')));
    for (const result of together) expect(principalOf(await result).id).toBe('u1');
    expect(hashed).toHaveBeenCalledTimes(1);
    const wrong = Array.from({ length: 30 }, () => check(basic('ada', 'wrong')));
    for (const result of wrong) expect(refusalOf(await result).code).toBe('invalid-credentials');
    expect(hashed).toHaveBeenCalledTimes(2);
  });

  it('answers requests that come together alike for known and unknown users', async () => {
    const { check } = login();
    const codes = async (username: string): Promise<string[]> => {
      const together = Array.from({ length: 30 }, () => check(basic(username, 'wrong')));
      return Promise.all(together.map(async (result) => refusalOf(await result).code));
    };
    const known = await codes('ada');
    expect(hashed).toHaveBeenCalledTimes(1);
    expect(await codes('eve')).toEqual(known);
    expect(hashed).toHaveBeenCalledTimes(2);
    expect(await codes('eve')).toEqual(await codes('ada'));
  });

  it('hashes for unknown users as for known ones, and answers both alike', async () => {
    const { check } = login();
    const known = refusalOf(await check(basic('ada', 'wrong')));
    expect(hashed).toHaveBeenCalledTimes(1);
    const unknown = refusalOf(await check(basic('eve', 'wrong')));
    expect(hashed).toHaveBeenCalledTimes(2);
    expect(unknown).toEqual(known);
    expect(known).toMatchObject({
      code: 'invalid-credentials',
      headers: ['WWW-Authenticate', 'Basic realm="orders", charset="UTF-8"'],
    });
    const cost = hashed.mock.calls.map(([, , length, options]) => [length, options]);
    const full = [32, { N: 2 ** 17, r: 8, p: 1, maxmem: 268_437_504 }];
    expect(cost).toEqual([full, full]);
  });

  it('asks for the account each time: changes take effect at once', async () => {
    let account: Awaited<ReturnType<BasicCredentials['lookup']>> = {
      id: 'u1',
      roles: ['admin'],
      passwordHash,
    };
    const { check } = login(() => account);
    await check(basic('ada', 'correct horse'));
    account = { id: 'u1', roles: [], passwordHash };
    expect(principalOf(await check(basic('ada', 'correct horse'))).roles).toEqual([]);
    account = { id: 'u1', passwordHash: await hashPassword('new') };
    expect(await refusal(check(basic('ada', 'correct horse')))).toMatch(/user-or-password-wrong/);
    account = null;
    expect(await refusal(check(basic('ada', 'correct horse')))).toMatch(/user-or-password-wrong/);
  });

  it('drops what it remembers when credentials change', async () => {
    let credentialsChangedAt: number | undefined;
    const { check } = login(() => ({
      id: 'u1',
      passwordHash,
      ...(credentialsChangedAt === undefined ? {} : { credentialsChangedAt }),
    }));
    await check(basic('ada', 'correct horse'));
    credentialsChangedAt = NOW / 1000;
    await check(basic('ada', 'correct horse', { now: NOW + 5000 }));
    expect(hashed).toHaveBeenCalledTimes(2);
    await check(basic('ada', 'correct horse', { now: NOW + 6000 }));
    expect(hashed).toHaveBeenCalledTimes(2);
  });

  it('closes the gate before the hash, to right and wrong passwords alike', async () => {
    const { check } = login();
    for (let guess = 0; guess < 10; guess += 1) {
      expect(refusalOf(await check(basic('ada', `guess ${guess}`))).code).toBe('invalid-credentials');
    }
    for (const [name, password] of [
      ['ada', 'correct horse'],
      ['ADA ', 'guess'],
    ] as const) {
      const refused = refusalOf(await check(basic(name, password)));
      expect(refused).toMatchObject({ stage: 8, code: 'rate-limited' });
      expect(refused.headers?.[0]).toBe('Retry-After');
      expect(Number(refused.headers?.[1])).toBeGreaterThanOrEqual(900);
    }
    expect(hashed).toHaveBeenCalledTimes(10);
    expect(principalOf(await check(basic('ada', 'correct horse', { ip: '192.0.2.2' }))).id).toBe('u1');
    expect(principalOf(await check(basic('ada', 'correct horse', { now: NOW + 900_001 }))).id).toBe('u1');
  });

  it('is not outrun by parallel guesses', async () => {
    const { check } = login();
    const codes = await Promise.all(
      Array.from(
        { length: 15 },
        async (_, guess) => refusalOf(await check(basic('ada', `guess ${guess}`))).code,
      ),
    );
    expect(codes.filter((code) => code === 'rate-limited')).toHaveLength(5);
    expect(hashed).toHaveBeenCalledTimes(10);
  });

  it('refuses what does not fit into the queue, and forgets the attempt', async () => {
    const { check } = login();
    const codes = await Promise.all(
      Array.from(
        { length: 24 },
        async (_, index) =>
          refusalOf(await check(basic('eve', `x ${index}`, { ip: `192.0.2.${index}` }))).code,
      ),
    );
    expect(codes.filter((code) => code === 'overloaded')).toHaveLength(6);
    expect(hashed).toHaveBeenCalledTimes(18);
  });

  it.each<[string, BasicCredentials['lookup']]>([
    ['a store that is down', () => Promise.reject(new Error('down'))],
    [
      'a store that throws',
      () => {
        throw new Error('down');
      },
    ],
    ['a plain text password', () => ({ id: 'u1', passwordHash: 'correct horse' })],
    ['a cheap hash', () => ({ id: 'u1', passwordHash: '$scrypt$ln=14,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA' })],
    [
      'argon2id without its library',
      () => ({
        id: 'u1',
        passwordHash:
          '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      }),
    ],
    ['no id', () => ({ id: '', passwordHash })],
  ])('%s is 503, and logged', async (_name, lookup) => {
    const { check, log } = login(lookup);
    expect(refusalOf(await check(basic('ada', 'correct horse'))).code).toBe('authentication-unavailable');
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
    expect(JSON.stringify(log.lines)).not.toContain('correct horse');
  });

  it('ignores other schemes and empty headers', async () => {
    const { check } = login();
    for (const value of ['Bearer x', 'Basically x', '', 'Basi']) {
      expect(refusalOf(await check(source({ headers: [['Authorization', value]] }))).code).toBe(
        'credentials-required',
      );
    }
    expect(refusalOf(await check(source({ headers: [['Authorization', 'Basic']] }))).code).toBe(
      'invalid-credentials',
    );
  });
});

function encode(text: string | Buffer): string {
  return Buffer.from(text).toString('base64');
}

describe('the credentials of basic', () => {
  it('split at the first colon', () => {
    expect(decodeBasicCredentials(encode('ada:a:b'))).toEqual({ username: 'ada', password: 'a:b' });
    expect(decodeBasicCredentials(encode(':'))).toEqual({ username: '', password: '' });
    expect(decodeBasicCredentials(encode('tëst:pässwörd €'))).toEqual({
      username: 'tëst',
      password: 'pässwörd €',
    });
    expect(decodeBasicCredentials(encode(`a:${'x'.repeat(256)}`))).not.toBeNull();
  });

  it.each([
    ['no colon', encode('ada')],
    ['no padding', encode('ada:b').replace(/=+$/, '')],
    ['base64url', encode(Buffer.from('a:\u{3ff}\u{3ff}?')).replaceAll('/', '_').replaceAll('+', '-')],
    ['loose bits', 'YTpiYR=='],
    ['a blank', ` ${encode('ada:b')}`],
    ['a line break', `${encode('ada:b')}\n`],
    ['ill-formed UTF-8', encode(Buffer.from([0x61, 0x3a, 0xff]))],
    ['an overlong NUL', encode(Buffer.from([0x61, 0x3a, 0xc0, 0x80]))],
    ['a control', encode('ada:b\u0000')],
    ['DEL', encode('ada:b\u007f')],
    ['a C1 control', encode('ada:b\u0085')],
    ['a long password', encode(`a:${'x'.repeat(257)}`)],
    ['a long name', encode(`${'x'.repeat(257)}:a`)],
    ['nothing', ''],
  ])('are refused with %s', (_name, text) => {
    expect(decodeBasicCredentials(text)).toBeNull();
  });
});

describe('password hashes', () => {
  it('are PHC strings with their own salt', async () => {
    expect(passwordHash).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await parsePasswordHash(passwordHash).verify('correct horse')).toBe(true);
    expect(await parsePasswordHash(passwordHash).verify('correct hors')).toBe(false);
  });

  it.each([
    '$scrypt$ln=16,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=17,r=8,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=17,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA',
    '$scrypt$ln=30,r=99,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$argon2id$v=19$m=4096,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA',
    '$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA',
    '$2b$12$abcdefghijklmnopqrstuu',
    '',
  ])('%s is not used', (text) => {
    expect(() => parsePasswordHash(text)).toThrow();
  });
});

it('the hash queue runs as many as it may, in order', async () => {
  const queue = new HashQueue(2, 2);
  const finish: (() => void)[] = [];
  const started: number[] = [];
  const run = (id: number): Promise<number> | null =>
    queue.run(() => {
      started.push(id);
      return new Promise((resolve) => {
        finish.push(() => resolve(id));
      });
    });
  const results = [run(1), run(2), run(3), run(4)];
  expect(run(5)).toBeNull();
  expect(started).toEqual([1, 2]);
  finish[0]!();
  await results[0];
  await vi.waitFor(() => expect(started).toEqual([1, 2, 3]));
  finish[1]!();
  finish[2]!();
  await vi.waitFor(() => expect(started).toEqual([1, 2, 3, 4]));
  finish[3]!();
  expect(await Promise.all(results.map((result) => Promise.resolve(result)))).toEqual([1, 2, 3, 4]);
});
