import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  apiKeysFromEnvironment,
  basicFromEnvironment,
  jwtFromEnvironment,
} from '../../../../src/runtime/authenticate/from-environment.js';
import { apiKeyDefinition, problemsOf } from './harness.js';

const scrypt = `$scrypt$ln=17,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
const argon2id = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
const hash = 'ab'.repeat(32);

function users(entries: unknown) {
  vi.stubEnv('USERS', JSON.stringify(entries));
  return basicFromEnvironment('USERS');
}

function keys(entries: unknown) {
  vi.stubEnv('KEYS', JSON.stringify(entries));
  return apiKeysFromEnvironment('KEYS');
}

/** What the start says of keys by the rules of their scheme. */
const told = (change: Parameters<typeof apiKeyDefinition>[0], ...entries: object[]): string =>
  problemsOf({ schemes: [apiKeyDefinition(change)], credentials: { key: keys(entries) } });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('users listed in the environment', () => {
  it('are found by their names', () => {
    const credentials = users([{ username: 'ada', passwordHash: scrypt, roles: ['admin'] }]);
    if (credentials.kind !== 'basic') throw new Error(credentials.message);
    expect(credentials.lookup('ada')).toMatchObject({ id: 'ada', roles: ['admin'] });
    expect(credentials.lookup('eve')).toBeNull();
  });

  it.each([
    ['what .env.example shows', [{ username: '', passwordHash: '' }], 'username and passwordHash are empty'],
    ['no password', [{ username: 'ada', passwordHash: '' }], 'passwordHash is empty'],
    ['a password', [{ username: 'ada', passwordHash: 'plain' }], 'the stored hash is neither'],
    [
      'a hash that is too cheap',
      [{ username: 'ada', passwordHash: scrypt.replace('ln=17', 'ln=14') }],
      'the scrypt hash is weaker than',
    ],
    [
      'argon2id, which nothing here verifies',
      [
        { username: 'ada', passwordHash: scrypt },
        { username: 'bob', passwordHash: argon2id },
      ],
      'entry 2: an argon2id hash needs @node-rs/argon2, which cannot be loaded: npm install',
    ],
    [
      'a second entry that is wrong',
      [
        { username: 'ada', passwordHash: scrypt },
        { username: 'bob', passwordHash: '$2b$10$bcrypt' },
      ],
      'entry 2: the stored hash is neither',
    ],
    [
      'more entries that are wrong',
      [
        { username: 'ada', passwordHash: 'plain' },
        { username: 'bob', passwordHash: '$2b$10$bcrypt' },
      ],
      /entry 1: the stored hash .*; entry 2: the stored hash /,
    ],
    [
      'a name twice',
      [
        { username: 'ada', passwordHash: scrypt },
        { username: 'ada', passwordHash: scrypt },
      ],
      'a username stands there twice',
    ],
    ['no list', { username: 'ada' }, 'is not a JSON list of objects with username and passwordHash'],
  ])('stop the start with %s', (_name, entries, problem) => {
    const credentials = users(entries);
    expect(credentials).toMatchObject({
      kind: 'missing',
      message: expect.stringMatching(problem) as string,
    });
    expect(credentials).toMatchObject({ message: expect.stringContaining('USERS') as string });
    expect(JSON.stringify(credentials)).not.toMatch(/bcrypt|AAAA/);
  });
});

describe('keys listed in the environment', () => {
  it('are found by their hashes', () => {
    const credentials = keys([{ id: 'shop', hash }]);
    if (credentials.kind !== 'apiKey') throw new Error(credentials.message);
    expect(credentials.lookup!({ hash } as never)).toMatchObject({ id: 'shop' });
    expect(credentials.lookup!({ hash: 'cd'.repeat(32) } as never)).toBeNull();
  });

  it.each([
    ['what .env.example shows', [{ id: '', hash: '' }], 'id and hash are empty'],
    ['nobody', [{ id: '', hash }], 'id is empty'],
    ['the key itself', [{ id: 'shop', hash: 'ord_live_secret' }], 'the hash is no SHA-256'],
    [
      'capitals',
      [{ id: 'shop', hash: hash.toUpperCase() }],
      'the hash is no SHA-256 in lower-case hexadecimal',
    ],
    [
      'a hash twice',
      [
        { id: 'shop', hash },
        { id: 'toys', hash },
      ],
      'a hash stands there twice',
    ],
  ])('stop the start with %s', (_name, entries, problem) => {
    const credentials = keys(entries);
    expect(credentials).toMatchObject({
      kind: 'missing',
      message: expect.stringContaining(problem) as string,
    });
    expect(JSON.stringify(credentials)).not.toContain('ord_live_secret');
  });
});

describe('keys listed in the environment, by the rules of their scheme', () => {
  const rules = { prefix: 'ord_live', expiresSeconds: 90 * 86_400 };
  const year = 31_536_000;
  const other = 'cd'.repeat(32);
  it('may be used where they fit', () => {
    const complete = { id: 'shop', hash, createdAt: 0, expiresAt: year };
    expect(told(rules, complete)).toBe('');
    expect(told({}, { id: 'shop', hash, createdAt: null })).toBe('');
    expect(told({ prefix: 'ord_live' }, { id: 'shop', hash, expiresAt: 1 })).toBe('');
  });

  it.each<[string, Parameters<typeof apiKeyDefinition>[0], object, string]>([
    ['no expiry', rules, { createdAt: 0 }, 'expiresAt is missing (keys with a prefix must expire).'],
    [
      'a date for an expiry',
      rules,
      { createdAt: 0, expiresAt: '2099-01-01' },
      'expiresAt is no time in seconds',
    ],
    ['null for an expiry', {}, { expiresAt: null }, 'expiresAt is no time in seconds'],
    ['no age', rules, { expiresAt: year }, 'createdAt is missing (the age of the key is checked).'],
    ['no age, and no prefix', { expiresSeconds: 60 }, {}, 'createdAt is missing'],
    ['a change, and no age', {}, { credentialsChangedAt: 1 }, 'createdAt is missing'],
  ])('stop the start with %s', (_name, change, entry, problem) => {
    expect(told(change, { id: 'shop', hash, ...entry })).toContain(`credentials.key: KEYS: ${problem}`);
  });

  it('are all named, by their place in the list, and never by their hashes', () => {
    const fit = { id: 'shop', hash, createdAt: 0, expiresAt: year };
    const text = told(
      rules,
      fit,
      { id: 'toys', hash: other },
      { ...fit, hash: 'ef'.repeat(32), expiresAt: '' },
    );
    expect(text).toContain(
      'KEYS: entry 2: expiresAt is missing (keys with a prefix must expire), createdAt is missing (the age of the key is checked); entry 3: ',
    );
    expect(text).toContain('npx oasgard keys create');
    expect(text).not.toMatch(/abab|cdcd|efef/);
  });
});

describe('an issuer in the environment', () => {
  const variables = { issuer: 'ISSUER', jwksUrl: 'JWKS_URL' };

  it('is read from its variables', () => {
    vi.stubEnv('ISSUER', 'https://id.example.org');
    vi.stubEnv('JWKS_URL', 'https://id.example.org/keys');
    expect(jwtFromEnvironment(variables)).toEqual({
      kind: 'jwt',
      issuer: 'https://id.example.org',
      jwksUrl: 'https://id.example.org/keys',
    });
  });

  it.each([
    ['the example', ' https://id.example.com/.well-known/jwks.json', 'JWKS_URL is what .env.example shows.'],
    ['nothing', '', 'ISSUER and JWKS_URL are not set.'],
  ])('stops the start with %s for the URL of its keys', (_name, url, message) => {
    vi.stubEnv('ISSUER', url === '' ? '' : 'https://id.example.org');
    vi.stubEnv('JWKS_URL', url);
    expect(jwtFromEnvironment(variables)).toMatchObject({ kind: 'missing', message });
    // Also where the document names one, and the variable is there to change it.
    if (url !== '') expect(jwtFromEnvironment({}, variables)).toMatchObject({ kind: 'missing', message });
  });

  it('is told of all that is not set up', () => {
    vi.stubEnv('ISSUER', '');
    vi.stubEnv('JWKS_URL', 'https://id.example.com/.well-known/jwks.json');
    expect(jwtFromEnvironment(variables)).toMatchObject({
      message: 'ISSUER is not set. JWKS_URL is what .env.example shows.',
    });
  });
});
