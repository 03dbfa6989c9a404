import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  apiKeysFromEnvironment,
  basicFromEnvironment,
} from '../../../../src/runtime/authenticate/from-environment.js';

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
    ['a password', [{ username: 'ada', passwordHash: 'plain' }], 'the stored hash is neither $scrypt$… nor'],
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
      'entry 2: an argon2id hash needs @node-rs/argon2, which cannot be loaded: npm install @node-rs/argon2',
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
      message: expect.stringContaining(problem) as string,
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
