import { describe } from 'vitest';
import { testProofs } from './enforcement.js';
import { proofsOfLimits } from './proofs-of-limits.js';

describe('members of x-security', () => {
  testProofs(proofsOfLimits);
});
