import type { Proof } from './proof.js';
import { proofsOfAccess } from './proofs-of-access.js';
import { proofsOfLimits } from './proofs-of-limits.js';
import { proofsOfRequests } from './proofs-of-requests.js';
import { proofsOfSchemesAndSchemas } from './proofs-of-schemes-and-schemas.js';

/** Every proof; `enforcement-of-*.test.ts` carry them out. A member that is added must be in one of the lists. */
export const proofs: readonly Proof[] = [
  ...proofsOfAccess,
  ...proofsOfLimits,
  ...proofsOfRequests,
  ...proofsOfSchemesAndSchemas,
];

/** What this version understands and refuses to generate for: the whole member (`*`), or one value of it. */
export const unenforced: readonly string[] = [
  'api audit.delivery: *',
  'api audit.level: "body"',
  'api limiters.*.algorithm: "sliding"',
  'api limiters.*.unit: "bytes"',
  'api limiters.*.unit: "concurrency"',
  'scheme bind: "dpop"',
  'scheme introspection.cache: *',
  'scheme introspection: *',
  'scheme session: *',
  'scheme token: "opaque"',
];
