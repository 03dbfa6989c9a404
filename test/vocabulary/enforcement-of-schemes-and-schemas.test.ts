import { describe } from 'vitest';
import { testProofs } from './enforcement.js';
import { proofsOfSchemesAndSchemas } from './proofs-of-schemes-and-schemas.js';

describe('members of x-security', () => {
  testProofs(proofsOfSchemesAndSchemas);
});
