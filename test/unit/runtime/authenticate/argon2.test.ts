/** The optional library, stood in for: what it is asked, and when. */
import { expect, it, vi } from 'vitest';
import { parsePasswordHash } from '../../../../src/runtime/authenticate/password-hash.js';
import { basic, principalOf, refusalOf, world } from './harness.js';

const verify = vi.fn((hash: string, password: string) =>
  Promise.resolve(hash === HASH && password === 'correct horse'),
);
const HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$H1I0AX37OZMOcCcpWg9TEw$l3RyJFk+dOQdjJcBginNz21o6kxht9fT6Uhq2dCbfa4';

vi.mock('@node-rs/argon2', () => ({ verify: (hash: string, password: string) => verify(hash, password) }));

it('verifies argon2id hashes, and costs unknown users as much', async () => {
  expect(await parsePasswordHash(HASH).verify('correct horse')).toBe(true);
  const { check } = world({
    schemes: [{ kind: 'basic', name: 'login' }],
    credentials: {
      login: { kind: 'basic', lookup: (name) => (name === 'ada' ? { id: 'ada', passwordHash: HASH } : null) },
    },
  });
  verify.mockClear();
  expect(principalOf(await check(basic('ada', 'correct horse'))).id).toBe('ada');
  expect(refusalOf(await check(basic('ada', 'wrong'))).code).toBe('invalid-credentials');
  expect(refusalOf(await check(basic('eve', 'correct horse'))).code).toBe('invalid-credentials');
  expect(verify).toHaveBeenCalledTimes(3);
});
