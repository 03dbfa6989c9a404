import { describe, expect, it } from 'vitest';
import {
  hashPassword,
  UnusablePasswordHash,
  verifyPassword,
} from '../../../../src/runtime/authenticate/password-hash.js';

describe('verifyPassword', () => {
  it('tells the password that was hashed from every other, and from that of no account', async () => {
    const hash = await hashPassword('correct horse');
    expect(await verifyPassword(hash, 'correct horse')).toBe(true);
    expect(await verifyPassword(hash, 'correct hors')).toBe(false);
    expect(await verifyPassword(null, 'correct horse')).toBe(false);
  });

  it('refuses to guess what an unknown hash means', async () => {
    await expect(verifyPassword('5f4dcc3b5aa765d61d8327deb882cf99', 'password')).rejects.toThrow(
      UnusablePasswordHash,
    );
  });
});
