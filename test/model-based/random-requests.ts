import fc from 'fast-check';
import {
  APP,
  type Caller,
  OWN_ORIGIN,
  PARTNER,
  type Presented,
  type RandomRequest,
  type Scheme,
} from './policy-model.js';
import { mostly, schemes } from './random-apis.js';

export const plans = ['free', 'pro', 'gold', null] as const;

/** Whom the server knows. Each holds a key of every scheme, and a token of each plan; `gold` is no plan. */
export const callers: readonly Caller[] = [
  { id: 'nobody', scopes: [], roles: [], tenant: null, plan: null },
  { id: 'reader', scopes: ['read'], roles: ['user'], tenant: 'one', plan: null },
  { id: 'writer', scopes: ['read', 'write'], roles: ['support'], tenant: 'two', plan: null },
  { id: 'admin', scopes: ['write'], roles: ['admin'], tenant: null, plan: null },
  { id: 'robot', scopes: ['read', 'write'], roles: ['admin', 'user'], tenant: 'one', plan: null },
];

const presented: fc.Arbitrary<Presented> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc
      .tuple(fc.constantFrom(...callers), fc.constantFrom(...plans))
      .map(([caller, plan]) => ({ ...caller, plan })),
  },
  { weight: 2, arbitrary: fc.constantFrom('invalid' as const, 'revoked' as const) },
  { weight: 1, arbitrary: fc.constantFrom('down' as const, 'twice' as const) },
);

const credentials: fc.Arbitrary<ReadonlyMap<Scheme, Presented>> = fc
  .record(Object.fromEntries(schemes.map((scheme) => [scheme, fc.option(presented, { freq: 2 })])))
  .map(
    (all) =>
      new Map(
        Object.entries(all).flatMap(([scheme, one]) =>
          one === null ? [] : [[scheme as Scheme, one] as const],
        ),
      ),
  );

/** Primes, so that no sum of them ends where something flows back or a window starts anew. */
const WAITS = [17 * 60_000 + 137, 61 * 60_000 + 149, 25 * 3_600_000 + 151];

export const randomRequest: fc.Arbitrary<RandomRequest> = fc.record({
  fits: fc.option(fc.nat({ max: 3 }), { freq: 4 }),
  wait: mostly(0, WAITS, 5),
  https: mostly<boolean>(true, [false], 30),
  host: mostly<RandomRequest['host']>('declared', ['other'], 30),
  target: mostly<RandomRequest['target']>(
    'normal',
    ['dot-segment', 'encoded-slash', 'too-long', 'unknown-path', 'trailing-slash'],
    12,
  ),
  operation: fc.nat({ max: 3 }),
  method: mostly<RandomRequest['method']>(
    'declared',
    ['undeclared', 'TRACE', 'nonstandard', 'HEAD', 'preflight', 'preflight'],
    10,
  ),
  address: fc.nat({ max: 1 }),
  credentials,
  fetchSite: mostly<RandomRequest['fetchSite']>(
    'same-origin',
    ['none', 'same-site', 'cross-site', null, null],
    3,
  ),
  origin: mostly<string | null>(
    null,
    [APP, PARTNER, OWN_ORIGIN, 'null', 'https://evil.example.com', `${APP}.evil.example`, APP.toUpperCase()],
    2,
  ),
  tenantHeader: fc.constantFrom('one', 'two', null),
  tenantInBody: fc.constantFrom('one', 'one', 'two', null),
  user: fc.constantFrom('ann', ' ANN ', 'ａｎｎ', 'bob', null),
  sentStatus: mostly<RandomRequest['sentStatus']>('none', ['same', 'other'], 3),
  accept: mostly<string | null>(null, ['application/json', '*/*', 'text/html'], 6),
  query: mostly<RandomRequest['query']>('none', ['valid', 'invalid', 'undeclared'], 6),
  body: fc.oneof(
    { weight: 6, arbitrary: fc.constant('valid' as const) },
    { weight: 3, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constant('form' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'undeclared-property' as const,
        'missing-property' as const,
        'wrong-type' as const,
        'malformed' as const,
        'duplicate-key' as const,
        'too-deep' as const,
        'too-large' as const,
        'text' as const,
        'compressed' as const,
      ),
    },
  ),
  contextFails: mostly<RandomRequest['contextFails']>(null, ['to-open', 'to-commit'], 10),
  decision: mostly<RandomRequest['decision']>('allow', ['create', 'deny', 'absent', 'undecided'], 4),
  owns: fc.boolean(),
  sink: mostly<RandomRequest['sink']>('up', ['refuses', 'fails'], 16),
  handler: mostly<RandomRequest['handler']>(
    'replies',
    ['conflict', 'unauthorized', 'unauthorized', 'forbidden', 'throws', 'misreplies', 'hangs'],
    3,
  ),
  items: mostly<RandomRequest['items']>('allowed', ['refused', 'missing'], 4),
});
