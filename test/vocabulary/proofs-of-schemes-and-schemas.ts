import { issueCertificate } from '../support/certificates.js';
import { denied, type DocumentParts, failed, type Proof, ran } from './proof.js';
import { AUDIENCE, FORMATTED, ISSUER } from './served-proof.js';

const because = 'the proof says so';
/** Of whichever time the proofs are set in. */
const certificate = issueCertificate({ from: -50 * 365 * 86_400, until: 50 * 365 * 86_400 });
const decided = { access: { object: 'none' }, because };
const bearer = { type: 'http', scheme: 'bearer' };

/** An API behind tokens. */
function tokens(members: object = {}, parts: DocumentParts = {}): DocumentParts {
  const scheme = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], ...members };
  return { operation: decided, schemeObject: bearer, scheme, ...parts };
}

const keys = (scheme: object): DocumentParts => ({ operation: decided, scheme });
const invalid = denied(8, 401, 'invalid-credentials');

const property = (schema: object | undefined): DocumentParts => ({
  operation: decided,
  ...(schema !== undefined && { schema }),
});
const url = (rule: object): DocumentParts => property({ url: rule });
const CANARY = 'canary-3f9c';

export const proofsOfSchemesAndSchemas: readonly Proof[] = [
  {
    kind: 'wire',
    members: ['scheme token', 'scheme bind'],
    document: tokens({ token: 'jwt', bind: 'none' }),
    // Opaque tokens are not enforced yet.
    without: null,
    // RFC 9449 §7.1: a bound token is no bearer token.
    refuses: { token: { claims: { cnf: { jkt: 'x'.repeat(43) } } }, expected: invalid },
    accepts: { token: {}, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme bind'],
    document: tokens({ bind: 'mtls' }),
    without: tokens(),
    // RFC 8705 §3: whoever sends the token must hold the certificate it names.
    refuses: { token: {}, headers: { 'Client-Cert': certificate.field }, expected: invalid },
    accepts: {
      token: { claims: { cnf: { 'x5t#S256': certificate.thumbprint } } },
      headers: { 'Client-Cert': certificate.field },
      expected: ran(),
    },
  },
  {
    kind: 'wire',
    members: ['scheme issuer'],
    document: tokens(),
    without: tokens({ issuer: 'https://other.example.com' }),
    refuses: { token: { claims: { iss: 'https://other.example.com' } }, expected: invalid },
    accepts: { token: {}, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme audience'],
    document: tokens(),
    without: tokens({ audience: [AUDIENCE, 'https://other.example.com'] }),
    refuses: { token: { claims: { aud: 'https://other.example.com' } }, expected: invalid },
    accepts: { token: {}, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme algorithms'],
    document: tokens(),
    without: tokens({ algorithms: ['ES256', 'ES384'] }),
    refuses: { token: { key: 'other' }, expected: invalid },
    accepts: { token: {}, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme typ'],
    document: tokens(),
    without: tokens({ typ: 'legacy', because }),
    refuses: { token: { header: { typ: 'JWT' } }, expected: invalid },
    accepts: { token: {}, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme clockSkew'],
    document: tokens({ clockSkew: '60s' }),
    without: tokens(),
    refuses: { token: { claims: { exp: -90 } }, expected: invalid },
    accepts: { token: { claims: { exp: -45 } }, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme claims.roles'],
    document: tokens(
      { claims: { roles: '/groups' } },
      {
        operation: { access: { roles: ['user'], object: 'none' }, because },
      },
    ),
    without: tokens(
      { claims: { roles: '/roles' } },
      {
        operation: { access: { roles: ['user'], object: 'none' }, because },
      },
    ),
    refuses: { token: { claims: { roles: ['user'] } }, expected: denied(11, 403, 'insufficient-role') },
    accepts: { token: { claims: { groups: ['user'] } }, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme claims.tenant'],
    document: tokens(
      { claims: { tenant: '/tid' } },
      {
        operation: { access: { tenant: true, object: 'none' }, because },
      },
    ),
    without: tokens(
      { claims: { tenant: '/org' } },
      {
        operation: { access: { tenant: true, object: 'none' }, because },
      },
    ),
    refuses: { token: { claims: { org: 'one' } }, expected: denied(11, 403, 'insufficient-tenant') },
    accepts: { token: { claims: { tid: 'one' } }, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme claims.plan'],
    document: planned('/plan'),
    without: planned('/tier'),
    before: [
      { token: { claims: { sub: 'ann', tier: 'pro' } } },
      { token: { claims: { sub: 'bob', plan: 'pro' } } },
    ],
    refuses: {
      token: { claims: { sub: 'ann', tier: 'pro' } },
      expected: denied(10, 429, 'rate-limited'),
    },
    accepts: { token: { claims: { sub: 'bob', plan: 'pro' } }, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme revocation'],
    document: tokens({ revocation: ['jti'] }),
    without: tokens(),
    refuses: { token: { claims: { jti: 'revoked' } }, expected: invalid },
    accepts: { token: {}, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme prefix'],
    document: keys({ prefix: 'ord' }),
    without: { operation: decided },
    refuses: { key: 'ann', expected: invalid },
    accepts: { key: FORMATTED.key, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['scheme expires'],
    document: keys({ expires: '1d' }),
    without: { operation: decided },
    refuses: { key: 'old', expected: invalid },
    accepts: { key: 'ann', expected: ran() },
  },
  {
    kind: 'document',
    members: ['scheme because'],
    document: tokens({ typ: 'legacy', because }),
    without: tokens({ typ: 'legacy' }),
    code: 'because-missing',
  },
  {
    kind: 'document',
    members: ['schema because'],
    document: property({ url: { schemes: ['https', 'http'] }, because }),
    without: property({ url: { schemes: ['https', 'http'] }, because: '' }),
    code: 'x-security-invalid-value',
  },
  {
    kind: 'wire',
    members: ['schema url.hosts'],
    document: url({ hosts: ['*.partner.example'] }),
    without: property(undefined),
    refuses: body('https://other.example/', denied(14, 400, 'invalid-request')),
    accepts: body('https://a.partner.example/', ran()),
  },
  {
    kind: 'wire',
    members: ['schema url.schemes'],
    document: url({ schemes: ['https'] }),
    without: url({ schemes: ['https', 'http'] }),
    refuses: body('http://a.partner.example/', denied(14, 400, 'invalid-request')),
    accepts: body('https://a.partner.example/', ran()),
  },
  {
    kind: 'wire',
    members: ['schema url.ports'],
    document: url({ ports: [8443] }),
    without: url({ schemes: ['https'] }),
    refuses: body('https://a.partner.example/', denied(14, 400, 'invalid-request')),
    accepts: body('https://a.partner.example:8443/', ran()),
  },
  {
    kind: 'wire',
    members: ['schema write'],
    document: property({ write: ['user'] }),
    without: property(undefined),
    refuses: { key: 'ann/other', ...body('x', denied(15, 403, 'property-denied')) },
    accepts: { key: 'ann/user', ...body('x', ran()) },
  },
  {
    kind: 'wire',
    members: ['schema read'],
    document: property({ read: ['user'] }),
    without: property(undefined),
    behaviour: { handler: () => ({ status: 200, body: { value: CANARY } }) },
    refuses: {
      key: 'ann/other',
      expected: ran(200, { shows: ({ answer }) => answer.body, as: '{}' }),
    },
    accepts: {
      key: 'ann/user',
      expected: ran(200, { shows: ({ answer }) => answer.body, as: `{"value":"${CANARY}"}` }),
    },
  },
  {
    kind: 'wire',
    members: ['schema sensitive'],
    document: property({ sensitive: 'secret' }),
    without: property(undefined),
    behaviour: {
      handler: (sent) => ((sent as { user?: unknown }).user === 'throw' ? 'throws' : { status: 204 }),
    },
    refuses: {
      body: JSON.stringify({ user: 'throw', value: CANARY }),
      expected: failed(17, 500, 'internal-error', {
        shows: ({ answer, log, records }) =>
          [answer.text, log, JSON.stringify(records)].join('').includes(CANARY),
        as: false,
      }),
    },
    accepts: body(CANARY, ran()),
  },
];

function body<E>(value: string, expected: E): { readonly body: string; readonly expected: E } {
  return { body: JSON.stringify({ value }), expected };
}

function planned(plan: string): DocumentParts {
  return tokens(
    { claims: { plan } },
    {
      root: {
        limiters: { some: { key: 'principal', rate: '1/1h' } },
        rateLimit: ['some'],
        plans: { default: 'free', free: {}, pro: { some: '9/1h' } },
      },
    },
  );
}
