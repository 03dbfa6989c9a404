import { describe } from 'vitest';
import { testProofs } from './enforcement.js';
import { proofsOfRequests } from './proofs-of-requests.js';

describe('members of x-security', () => {
  testProofs(proofsOfRequests);
});
