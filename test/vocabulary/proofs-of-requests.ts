import { denied, failed, type DocumentParts, type Proof, ran } from './proof.js';

const because = 'the proof says so';
const decided = { access: { object: 'none' }, because };
const APP = 'https://app.example.com';
const OTHER = 'https://other.example.com';

const having = (members: object): DocumentParts => ({ operation: { ...decided, ...members } });
const PLAIN = having({});
const anything = { type: 'object', properties: { value: {}, list: { type: 'array', items: {} } } };

const preflight = (origin: string, status: number, header: string, value: string | undefined) => ({
  method: 'OPTIONS',
  body: null,
  headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
  expected: {
    status,
    code: null,
    ran: 0 as const,
    records: [],
    shows: ({ answer }: { readonly answer: { readonly headers: Readonly<Record<string, string>> } }) =>
      answer.headers[header],
    as: value,
  },
});

const cookie = { type: 'apiKey', in: 'cookie', name: 'sid' };
const acting = (origin: string): { readonly key: null; readonly headers: Record<string, string> } => ({
  key: null,
  headers: { Origin: origin, Cookie: 'sid=ann' },
});

export const proofsOfRequests: readonly Proof[] = [
  {
    kind: 'wire',
    members: ['api body.max'],
    document: having({ body: { max: '32B' } }),
    without: PLAIN,
    refuses: {
      body: JSON.stringify({ value: 'x'.repeat(40) }),
      expected: denied(7, 413, 'content-too-large'),
    },
    accepts: { body: '{"value":"x"}', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api body.depth'],
    document: { ...having({ body: { depth: 2 } }), body: anything },
    without: { ...PLAIN, body: anything },
    refuses: { body: '{"list":[[]]}', expected: denied(13, 400, 'malformed-content') },
    accepts: { body: '{"list":[]}', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api body.nodes'],
    document: { ...having({ body: { nodes: 4 } }), body: anything },
    without: { ...PLAIN, body: anything },
    refuses: { body: '{"list":[1,2,3]}', expected: denied(13, 400, 'malformed-content') },
    accepts: { body: '{"list":[1,2]}', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api timeout'],
    document: having({ timeout: '200ms' }),
    without: having({ timeout: '600ms' }),
    behaviour: {
      handler: (body) => ((body as { value?: unknown }).value === 'hang' ? 'hangs' : { status: 204 }),
    },
    refuses: {
      body: '{"value":"hang"}',
      expected: {
        status: 503,
        code: 'deadline-exceeded',
        ran: 1,
        records: ['intent', 'outcome unknown 17'],
        shows: ({ milliseconds }) => milliseconds < 500,
        as: true,
      },
    },
    accepts: { expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api validation.unknownQuery'],
    document: PLAIN,
    without: having({ validation: { unknownQuery: 'ignore' } }),
    refuses: { target: '/things/one?other=1', expected: denied(14, 400, 'invalid-request') },
    accepts: { target: '/things/one?q=1', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api validation.unknownProperties'],
    document: having({ validation: { unknownProperties: 'reject' } }),
    without: PLAIN,
    refuses: { body: '{"other":1}', expected: denied(14, 400, 'invalid-request') },
    accepts: { body: '{"value":"x"}', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api validation.maxLength'],
    document: having({ validation: { maxLength: 3 } }),
    without: PLAIN,
    refuses: { body: '{"value":"four"}', expected: denied(14, 400, 'invalid-request') },
    accepts: { body: '{"value":"one"}', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api validation.maxItems'],
    document: { ...having({ validation: { maxItems: 1 } }), body: anything },
    without: { ...PLAIN, body: anything },
    refuses: { body: '{"list":[1,2]}', expected: denied(14, 400, 'invalid-request') },
    accepts: { body: '{"list":[1]}', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api validation.int64'],
    document: {
      ...having({ validation: { int64: 'number' } }),
      body: { type: 'object', properties: { value: { type: 'integer', format: 'int64' } } },
    },
    without: {
      ...having({ validation: { int64: 'bigint' } }),
      body: { type: 'object', properties: { value: { type: 'integer', format: 'int64' } } },
    },
    refuses: { body: '{"value":9007199254740993}', expected: denied(13, 400, 'malformed-content') },
    accepts: { body: '{"value":9007199254740991}', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api validation.int64'],
    document: {
      ...having({ validation: { int64: 'bigint' } }),
      body: { type: 'object', properties: { value: { type: 'integer', format: 'int64' } } },
    },
    without: {
      ...PLAIN,
      body: { type: 'object', properties: { value: { type: 'integer', format: 'int64' } } },
    },
    refuses: { body: '{"value":9223372036854775808}', expected: denied(14, 400, 'invalid-request') },
    accepts: { body: '{"value":9223372036854775807}', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api validation.responses'],
    document: PLAIN,
    without: having({ validation: { responses: 'off' } }),
    behaviour: {
      handler: (body) => ({ status: 200, body: { value: 'user' in (body as object) ? 7 : 'x' } }),
    },
    refuses: { body: '{"user":"x"}', expected: failed(18, 500, 'internal-error') },
    accepts: { body: '{}', expected: ran(200) },
  },
  {
    kind: 'wire',
    members: ['api validation.status'],
    document: having({ validation: { status: 422 } }),
    without: PLAIN,
    refuses: { body: '{"value":1}', expected: denied(14, 422, 'invalid-request') },
    accepts: { body: '{"value":"x"}', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api errors.typeBase'],
    document: having({ errors: { typeBase: 'https://errors.example.com/' } }),
    without: PLAIN,
    refuses: {
      body: '{"value":1}',
      expected: denied(14, 400, 'invalid-request', {
        shows: ({ answer }) => (JSON.parse(answer.body) as { readonly type: string }).type,
        as: 'https://errors.example.com/invalid-request',
      }),
    },
    accepts: { body: '{"value":"x"}', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api audit.level'],
    document: having({ audit: { level: 'none' } }),
    without: PLAIN,
    refuses: { body: '{"value":1}', expected: denied(14, 400, 'invalid-request') },
    accepts: { expected: { ...ran(), records: [] } },
  },
  {
    kind: 'wire',
    members: ['api audit.action'],
    document: having({ audit: { action: 'thing.do' } }),
    without: PLAIN,
    refuses: {
      body: '{"value":1}',
      expected: denied(14, 400, 'invalid-request', {
        shows: ({ records }) => records[0]!['action'],
        as: 'thing.do',
      }),
    },
    accepts: { expected: ran(204, { shows: ({ records }) => records[1]!['action'], as: 'thing.do' }) },
  },
  {
    kind: 'wire',
    members: ['api cors.origins'],
    document: having({ cors: { origins: [APP] } }),
    without: PLAIN,
    refuses: preflight(OTHER, 204, 'access-control-allow-origin', undefined),
    accepts: preflight(APP, 204, 'access-control-allow-origin', APP),
  },
  {
    kind: 'wire',
    members: ['api cors.credentials'],
    document: { ...having({ cors: { origins: [APP], credentials: true } }), schemeObject: cookie },
    without: { ...having({ cors: { origins: [APP] } }), schemeObject: cookie },
    refuses: { ...acting(OTHER), expected: denied(9, 403, 'cross-site-request') },
    accepts: {
      ...acting(APP),
      expected: ran(204, {
        shows: ({ answer }) => answer.headers['access-control-allow-credentials'],
        as: 'true',
      }),
    },
  },
  {
    kind: 'wire',
    members: ['api cors.expose'],
    document: having({ cors: { origins: [APP], expose: ['X-Extra'] } }),
    without: having({ cors: { origins: [APP] } }),
    refuses: {
      headers: { Origin: OTHER },
      body: '{"value":1}',
      expected: denied(14, 400, 'invalid-request', {
        shows: ({ answer }) => answer.headers['access-control-expose-headers'],
        as: undefined,
      }),
    },
    accepts: {
      headers: { Origin: APP },
      expected: ran(204, {
        shows: ({ answer }) => answer.headers['access-control-expose-headers']?.includes('X-Extra'),
        as: true,
      }),
    },
  },
  {
    kind: 'wire',
    members: ['api cors.maxAge'],
    document: having({ cors: { origins: [APP], maxAge: '10m' } }),
    without: having({ cors: { origins: [APP] } }),
    refuses: preflight(OTHER, 204, 'access-control-max-age', undefined),
    accepts: preflight(APP, 204, 'access-control-max-age', '600'),
  },
];
