import { denied, type DocumentParts, type Proof, ran } from './proof.js';

const because = 'the proof says so';
const decided = { access: { object: 'none' }, because };
const HOUR = 3_600_000;

/** An API with one limiter, `some`, that every operation is charged by. */
function limited(
  limiter: object,
  more: { readonly root?: object; readonly operation?: object } = {},
): DocumentParts {
  return {
    root: {
      limiters: { some: { key: 'global', rate: '1/1h', ...limiter } },
      rateLimit: ['some'],
      ...more.root,
    },
    operation: { ...decided, ...more.operation },
  };
}

const plans = (fallback: string): object => ({
  plans: { default: fallback, free: {}, pro: { some: '9/1h' } },
});

/** The first attempts fail, by a 401 of the handler. */
const login = (members: object): DocumentParts => ({
  security: [],
  operation: { access: 'public', because, login: members },
});
const attempt = (user: string, isRight = false): { readonly body: string; readonly key: null } => ({
  body: JSON.stringify({ user, ...(isRight && { value: 'right' }) }),
  key: null,
});
const secret = {
  handler: (body: unknown) => ({
    status: (body as { readonly value?: unknown }).value === 'right' ? 204 : 401,
  }),
};

export const proofsOfLimits: readonly Proof[] = [
  {
    kind: 'wire',
    members: ['api limiters.*.key'],
    document: limited({ key: 'principal' }),
    without: limited({ key: 'global' }),
    before: [{ key: 'ann' }],
    refuses: { key: 'ann', expected: denied(10, 429, 'rate-limited') },
    accepts: { key: 'bob', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api limiters.*.rate'],
    document: limited({ rate: '1/1h' }),
    without: limited({ rate: '2/1h' }),
    before: [{}],
    refuses: { expected: denied(10, 429, 'rate-limited') },
    accepts: { wait: HOUR, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api limiters.*.burst'],
    document: limited({ rate: '4/1h', burst: 1 }),
    without: limited({ rate: '4/1h' }),
    before: [{}],
    refuses: { expected: denied(10, 429, 'rate-limited') },
    accepts: { wait: HOUR / 4, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api limiters.*.algorithm'],
    // The clock of a proof starts ten minutes before the hour.
    document: limited({ rate: '6/1h', algorithm: 'fixed' }),
    without: limited({ rate: '6/1h' }),
    before: [{}, {}, {}, {}, {}, {}],
    refuses: { expected: denied(10, 429, 'rate-limited') },
    accepts: {
      wait: HOUR / 6,
      expected: ran(204, { shows: ({ answer }) => answer.headers['x-ratelimit-remaining'], as: '5' }),
    },
  },
  {
    kind: 'wire',
    members: ['api limiters.*.unit', 'api cost'],
    document: limited({ rate: '5/1h', unit: 'cost' }, { operation: { cost: 3 } }),
    without: limited({ rate: '5/1h', unit: 'cost' }),
    before: [{}],
    refuses: { expected: denied(16, 429, 'rate-limited') },
    accepts: { wait: HOUR, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api limiters.*.onFailure'],
    document: limited({ rate: '1/1h', onFailure: 'closed' }),
    without: limited({ rate: '1/1h', onFailure: 'local' }),
    behaviour: { storeIsDown: true },
    refuses: { expected: denied(10, 503, 'limiter-unavailable') },
    accepts: { method: 'OPTIONS', body: null, expected: { status: 204, code: null, ran: 0, records: [] } },
  },
  {
    kind: 'document',
    members: ['api limiters.*.because'],
    document: limited({ onFailure: 'open', because }),
    without: limited({ onFailure: 'open' }),
    code: 'because-missing',
  },
  {
    kind: 'wire',
    members: ['api plans'],
    document: limited({ key: 'principal' }, { root: plans('free') }),
    without: limited({ key: 'principal' }),
    before: [{ key: 'ann' }, { key: 'bob///pro' }],
    refuses: { key: 'ann', expected: denied(10, 429, 'rate-limited') },
    accepts: { key: 'bob///pro', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api plans.default'],
    document: limited({ key: 'principal' }, { root: plans('free') }),
    without: limited({ key: 'principal' }, { root: plans('pro') }),
    before: [{ key: 'ann///gold' }, { key: 'bob///pro' }],
    refuses: { key: 'ann///gold', expected: denied(10, 429, 'rate-limited') },
    accepts: { key: 'bob///pro', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api rateLimit'],
    document: limited({}),
    without: limited({}, { operation: { rateLimit: false } }),
    before: [{}],
    refuses: { expected: denied(10, 429, 'rate-limited') },
    accepts: { wait: HOUR, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api login.account'],
    document: login({ account: '$request.body#/user', perAccount: '1/15m', perIp: '9/1h' }),
    without: login({ perIp: '9/1h' }),
    behaviour: secret,
    before: [attempt('ann')],
    refuses: { ...attempt(' ANN ', true), expected: denied(16, 429, 'rate-limited') },
    accepts: { ...attempt('bob', true), expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api login.perAccount'],
    document: login({ account: '$request.body#/user', perAccount: '1/15m', perIp: '9/1h' }),
    without: login({ account: '$request.body#/user', perAccount: '2/15m', perIp: '9/1h' }),
    behaviour: secret,
    before: [attempt('ann')],
    refuses: { ...attempt('ann', true), expected: denied(16, 429, 'rate-limited') },
    accepts: { ...attempt('ann', true), wait: HOUR, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api login.perIp'],
    document: login({ perIp: '1/1h' }),
    without: login({ perIp: '2/1h' }),
    behaviour: secret,
    before: [attempt('ann')],
    refuses: { ...attempt('bob', true), expected: denied(16, 429, 'rate-limited') },
    accepts: { ...attempt('ann', true), wait: HOUR, expected: ran() },
  },
];
