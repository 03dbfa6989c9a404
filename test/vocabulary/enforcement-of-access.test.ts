import { describe } from 'vitest';
import { testProofs } from './enforcement.js';
import { proofsOfAccess } from './proofs-of-access.js';

describe('members of x-security', () => {
  testProofs(proofsOfAccess);
});
