import { scryptSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../../src/cli/run.js';
import { apiKeyId, hashApiKey } from '../../../src/runtime/authenticate/api-key-format.js';
import { stdinOf } from './stdin-of.js';

let out = '';
let err = '';

beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    err += String(chunk);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('oasgard keys create', () => {
  it('makes a key in the documented format, and the record of its hash', async () => {
    const args = [
      'ord_live',
      '--owner',
      'toy-store',
      '--role',
      'partner',
      '--role',
      'reader',
      '--expires',
      '30d',
    ];
    expect(await run(['keys', 'create', ...args, '--format', 'json'])).toBe(0);
    const { key, record } = JSON.parse(out) as { key: string; record: Record<string, unknown> };
    expect(apiKeyId(key, 'ord_live')).toBe(record['keyId']);
    expect(record).toEqual({
      id: 'toy-store',
      hash: hashApiKey(key),
      keyId: expect.any(String),
      roles: ['partner', 'reader'],
      createdAt: expect.any(Number),
      expiresAt: Number(record['createdAt']) + 30 * 86_400,
    });
    expect(JSON.stringify(record)).not.toContain(key);
  });

  it('shows the key once on stdout, and what to do with it beside it', async () => {
    expect(await run(['keys', 'create', 'ord_live'])).toBe(0);
    expect(out).toMatch(/^Key {5}ord_live_\w+\nRecord {2}\{"id":/);
    expect(err).toContain('shown this once');
  });

  it.each([
    [['Ord-Live'], 'A key prefix is lower-case letters'],
    [['ord_live', '--expires', 'soon'], '--expires is a whole number with its unit'],
    [[], 'prefix'],
  ])('refuses %j as wrong usage', async (args, message) => {
    expect(await run(['keys', 'create', ...args])).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe('');
  });
});

describe('oasgard keys hash', () => {
  it('prints a scrypt hash that verifies, of the password without its line break', async () => {
    stdinOf('correct horse\n');
    expect(await run(['keys', 'hash'])).toBe(0);
    const [, salt, hash] = /^\$scrypt\$ln=17,r=8,p=1\$([^$]+)\$([^$\n]+)\n$/.exec(out) ?? [];
    const expected = Buffer.from(hash!, 'base64');
    const computed = scryptSync('correct horse', Buffer.from(salt!, 'base64'), expected.length, {
      N: 2 ** 17,
      r: 8,
      p: 1,
      maxmem: 2 ** 28,
    });
    expect(computed.equals(expected)).toBe(true);
  });

  it('prints the SHA-256 of an API key', async () => {
    stdinOf('some-old-key');
    expect(await run(['keys', 'hash', '--type', 'api-key'])).toBe(0);
    expect(out).toBe(`${hashApiKey('some-old-key')}\n`);
  });

  it.each([
    ['', 'Nothing was read'],
    ['two\nlines', 'control character'],
    ['x'.repeat(257), 'at most 256 bytes'],
  ])('refuses %j', async (secret, message) => {
    stdinOf(secret);
    expect(await run(['keys', 'hash'])).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe('');
  });
});
