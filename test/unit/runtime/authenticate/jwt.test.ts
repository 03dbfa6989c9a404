import { createHmac, createPrivateKey, sign as nodeSign } from 'node:crypto';
import { exportPKCS8, exportSPKI, importJWK, type JWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  AUDIENCE,
  bearer,
  claims,
  ISSUER,
  jwtWorld,
  NOW,
  principalOf,
  rawToken,
  refusal,
  refusalOf,
  SECONDS,
  sign,
  source,
  testKey,
  type TestKey,
} from './harness.js';

let key: TestKey;
let other: TestKey;
let rsa: TestKey;

beforeAll(async () => {
  key = await testKey();
  other = await testKey('ES256', 'key-2');
  rsa = await testKey('RS256', 'rsa');
});

describe('a good token', () => {
  it('gives a principal with everything the token says', async () => {
    const { check } = jwtWorld(key, {}, {}, [
      { name: 'admin', implies: ['admin', 'support'] },
      { name: 'support', implies: ['support'] },
    ]);
    const token = await sign(key, { roles: ['admin', 'unheard-of'], tid: 'acme', plan: 'pro' });
    expect(principalOf(await check(bearer(token)))).toEqual({
      id: 'ada',
      client: 'web',
      apiKey: null,
      scheme: 'oauth',
      scopes: ['orders.read', 'orders.write'],
      roles: ['admin', 'support'],
      tenant: 'acme',
      plan: 'pro',
      claims: claims({ roles: ['admin', 'unheard-of'], tid: 'acme', plan: 'pro' }),
    });
  });

  it.each(['ES256', 'ES384', 'ES512', 'PS256', 'RS256', 'Ed25519', 'EdDSA'])(
    'may be signed by %s',
    async (alg) => {
      const signer = await testKey(alg);
      const { check } = jwtWorld(signer, { algorithms: [alg] });
      expect(principalOf(await check(bearer(await sign(signer)))).id).toBe('ada');
    },
  );

  it('may come in any case of the scheme, and with any spaces after it', async () => {
    const { check } = jwtWorld(key);
    const token = await sign(key);
    for (const value of [`bearer ${token}`, `BEARER   ${token}`]) {
      expect(principalOf(await check(source({ headers: [['authorization', value]] }))).id).toBe('ada');
    }
  });

  it('answers at once when it was seen before, with the very same frozen principal', async () => {
    const { check } = jwtWorld(key);
    const token = await sign(key, { address: { city: 'x' } });
    const first = principalOf(await check(bearer(token)));
    const second = check(bearer(token));
    expect(second).not.toBeInstanceOf(Promise);
    expect(principalOf(await second)).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    expect(Object.isFrozen(first.claims['address'])).toBe(true);
  });

  it('verifies HMAC at once', async () => {
    const secret = Buffer.alloc(32, 7);
    const jwk: JWK = { kty: 'oct', k: secret.toString('base64url'), kid: 'h' };
    const { check } = jwtWorld([jwk], { algorithms: ['HS256'] });
    const token = rawToken('{"alg":"HS256","kid":"h","typ":"at+jwt"}', JSON.stringify(claims()), (input) =>
      createHmac('sha256', secret).update(input).digest(),
    );
    const result = check(bearer(token));
    expect(result).not.toBeInstanceOf(Promise);
    expect(principalOf(await result).id).toBe('ada');
    const forged = `${token.slice(0, -2)}${token.endsWith('A') ? 'QA' : 'AA'}`;
    expect(check(bearer(forged))).not.toBeInstanceOf(Promise);
    expect(await refusal(check(bearer(forged)))).toMatch(/^invalid-credentials oauth: /);
  });

  it('accepts application/at+jwt and any case of typ', async () => {
    const { check } = jwtWorld(key);
    for (const typ of ['application/at+jwt', 'AT+JWT', 'Application/At+Jwt']) {
      expect(principalOf(await check(bearer(await sign(key, {}, { typ })))).id).toBe('ada');
    }
  });

  it('names one of several audiences, on either side', async () => {
    const { check } = jwtWorld(key, { audience: ['https://a.example', AUDIENCE] });
    const token = await sign(key, { aud: ['https://elsewhere.example', 'https://a.example'] });
    expect(principalOf(await check(bearer(token))).id).toBe('ada');
  });

  it('is read with the issuer and audience of the options, which override the document', async () => {
    const { check } = jwtWorld(key, {}, { issuer: 'https://staging.example', audience: 'staging' });
    expect(
      principalOf(await check(bearer(await sign(key, { iss: 'https://staging.example', aud: 'staging' }))))
        .id,
    ).toBe('ada');
    expect(await refusal(check(bearer(await sign(key))))).toBe('invalid-credentials oauth: iss-differs');
  });
});

function without(name: string): [string, Record<string, unknown>] {
  return [`${name}-missing`, { [name]: undefined }];
}

describe('the claims', () => {
  it.each<[string, Record<string, unknown>]>([
    ['iss-differs', { iss: `${ISSUER}/` }],
    ['iss-differs', { iss: undefined }],
    ['iss-differs', { iss: [ISSUER] }],
    ['aud-differs', { aud: 'https://other.example' }],
    ['aud-differs', { aud: [] }],
    ['aud-malformed', { aud: [AUDIENCE, 1] }],
    ['aud-malformed', { aud: { [AUDIENCE]: true } }],
    without('aud'),
    without('sub'),
    without('exp'),
    without('iat'),
    without('jti'),
    ['client-missing', { client_id: undefined, azp: 'web' }],
    ['client-missing', { client_id: 7 }],
    ['sub-missing', { sub: '' }],
    ['sub-missing', { sub: 12 }],
    ['jti-missing', { jti: 5 }],
    ['exp-missing', { exp: '2999999999' }],
    ['iat-missing', { iat: null }],
    ['nbf-malformed', { nbf: 'now' }],
    ['token-expired', { exp: SECONDS - 30 }],
    ['token-not-yet-valid', { nbf: SECONDS + 31 }],
    ['token-from-the-future', { iat: SECONDS + 31 }],
    ['scope-malformed', { scope: ['orders.read'] }],
    ['scope-malformed', { scope: { 'orders.read': true } }],
    ['roles-malformed', { roles: { admin: true } }],
    ['roles-malformed', { roles: [['admin']] }],
    ['tenant-or-plan-malformed', { tid: ['a'] }],
    ['tenant-or-plan-malformed', { plan: {} }],
    // RFC 9449 §7.1, RFC 8705 §3: whoever presents a bound token must prove that the key is theirs.
    ['token-bound', { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }],
    ['token-bound', { cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' } }],
    ['token-bound', { cnf: null }],
  ])('%s: %j', async (reason, change) => {
    const { check } = jwtWorld(key);
    expect(await refusal(check(bearer(await sign(key, change))))).toBe(
      `invalid-credentials oauth: ${reason}`,
    );
  });

  it.each<[string, Record<string, unknown>]>([
    ['exp within the skew', { exp: SECONDS - 29 }],
    ['nbf within the skew', { nbf: SECONDS + 30 }],
    ['iat within the skew', { iat: SECONDS + 30 }],
    ['no scope', { scope: undefined }],
    ['a single role', { roles: 'admin' }],
    ['a numeric tenant', { tid: 12 }],
    ['fractions of a second', { iat: SECONDS - 0.123456, exp: SECONDS + 100.654321 }],
    ['claims with long fractions', { score: 0.1234567890123456 }],
  ])('%s is accepted', async (_name, change) => {
    const { check } = jwtWorld(key);
    expect(principalOf(await check(bearer(await sign(key, change)))).id).toBe('ada');
  });

  it('are refused where a member stands twice or is named __proto__', async () => {
    const { check } = jwtWorld(key);
    const privateKey = createPrivateKey(await exportPKCS8(key.privateKey));
    const es256 = (input: string): Buffer =>
      nodeSign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const header = '{"alg":"ES256","kid":"key-1","typ":"at+jwt"}';
    const good = JSON.stringify(claims());
    expect(principalOf(await check(bearer(rawToken(header, good, es256)))).id).toBe('ada');
    for (const [payload, reason] of [
      [good.replace('{', '{"sub":"root",'), 'claims-duplicate-key'],
      [good.replace('{', String.raw`{"\u0073ub":"root",`), 'claims-duplicate-key'],
      [good.replace('{', '{"__proto__":{"sub":"root"},'), 'claims-forbidden-key'],
      [`\u{feff}${good}`, 'claims-byte-order-mark'],
      [`[${good}]`, 'claims-not-an-object'],
      ['null', 'claims-not-an-object'],
      ['', 'claims-not-json'],
    ] as const) {
      expect(await refusal(check(bearer(rawToken(header, payload, es256)))), payload).toBe(
        `invalid-credentials oauth: ${reason}`,
      );
    }
    for (const [bad, reason] of [
      ['{"alg":"none","alg":"ES256","kid":"key-1","typ":"at+jwt"}', 'header-duplicate-key'],
      ['{"alg":"ES256","kid":"key-1","typ":"at+jwt","crit":[]}', 'crit-not-understood'],
      ['{"alg":"ES256","kid":"key-1","typ":"at+jwt","crit":["exp"],"exp":1}', 'crit-not-understood'],
      ['{"alg":"ES256","kid":"key-1","typ":"at+jwt","b64":false}', 'b64-not-understood'],
      ['{"alg":["ES256"],"kid":"key-1","typ":"at+jwt"}', 'alg-missing'],
      ['{"alg":"ES256","kid":["key-1"],"typ":"at+jwt"}', 'kid-not-a-string'],
      ['{"alg":"ES256","kid":{"toString":"key-1"},"typ":"at+jwt"}', 'kid-not-a-string'],
      ['{"alg":"ES256","kid":null,"typ":"at+jwt"}', 'kid-not-a-string'],
      ['{"alg":"ES256","kid":"key-1","typ":["at+jwt"]}', 'typ-not-a-string'],
      ['["alg"]', 'header-not-an-object'],
    ] as const) {
      expect(await refusal(check(bearer(rawToken(bad, good, es256)))), bad).toBe(
        `invalid-credentials oauth: ${reason}`,
      );
    }
  });
});

describe('typ', () => {
  it.each(['JWT', undefined, 'dpop+jwt', 'logout+jwt', 'application/jwt'])(
    '%s is refused by default',
    async (typ) => {
      const { check } = jwtWorld(key);
      expect(await refusal(check(bearer(await sign(key, {}, { typ }))))).toBe(
        'invalid-credentials oauth: typ-not-access-token',
      );
    },
  );

  it.each(['JWT', 'jwt', undefined, 'at+jwt'])('%s is accepted from legacy issuers', async (typ) => {
    const { check } = jwtWorld(key, { typ: 'legacy' });
    expect(principalOf(await check(bearer(await sign(key, { jti: undefined }, { typ })))).id).toBe('ada');
  });

  it.each(['azp', 'cid', 'appid'])('legacy tokens may name the client in %s', async (name) => {
    const { check } = jwtWorld(key, { typ: 'legacy' });
    const token = await sign(key, { client_id: undefined, [name]: 'mobile' }, { typ: 'JWT' });
    expect(principalOf(await check(bearer(token))).client).toBe('mobile');
  });

  it.each<[string, Record<string, unknown>]>([
    ['id-token', { nonce: 'n' }],
    ['id-token', { at_hash: 'x' }],
    ['id-token', { c_hash: 'x' }],
    ['id-token', { token_use: 'id' }],
    ['id-token', { typ: 'ID' }],
    ['client-missing', { client_id: undefined }],
    ['aud-missing', { aud: undefined }],
  ])('legacy tokens: %s for %j', async (reason, change) => {
    const { check } = jwtWorld(key, { typ: 'legacy' });
    expect(await refusal(check(bearer(await sign(key, change, { typ: 'JWT' }))))).toBe(
      `invalid-credentials oauth: ${reason}`,
    );
  });

  it('legacy tokens without aud need a listed client', async () => {
    const { check } = jwtWorld(key, { typ: 'legacy', audience: [] }, { clients: ['web'] });
    expect(principalOf(await check(bearer(await sign(key, { aud: undefined })))).client).toBe('web');
    expect(await refusal(check(bearer(await sign(key, { aud: undefined, client_id: 'evil' }))))).toMatch(
      /aud-missing/,
    );
    expect(await refusal(check(bearer(await sign(key, { aud: 'other' }))))).toMatch(/aud-differs/);
  });

  it('legacy issuers may write scopes in scp', async () => {
    const { check } = jwtWorld(key, { typ: 'legacy' });
    const token = await sign(key, { scope: undefined, scp: ['orders.read'] });
    expect(principalOf(await check(bearer(token))).scopes).toEqual(['orders.read']);
  });
});

describe('forgeries', () => {
  const payload = JSON.stringify(claims());

  it.each(['none', 'None', 'NONE', 'nOnE', ''])('alg %j is never accepted', async (alg) => {
    const { check } = jwtWorld(key);
    const token = rawToken(JSON.stringify({ alg, kid: 'key-1', typ: 'at+jwt' }), payload, () =>
      Buffer.alloc(0),
    );
    expect(await refusal(check(bearer(token)))).toMatch(/^invalid-credentials oauth: alg-/);
  });

  it('HS256 with the public key as secret is refused', async () => {
    const { check } = jwtWorld(rsa, { algorithms: ['RS256'] });
    const publicKey = await importJWK(rsa.jwk, 'RS256', { extractable: true });
    const pem = await exportSPKI(publicKey as Parameters<typeof exportSPKI>[0]);
    for (const secret of [pem, pem.trim(), JSON.stringify(rsa.jwk), rsa.jwk.n!]) {
      const token = rawToken('{"alg":"HS256","kid":"rsa","typ":"at+jwt"}', payload, (input) =>
        createHmac('sha256', secret).update(input).digest(),
      );
      expect(await refusal(check(bearer(token)))).toBe('invalid-credentials oauth: alg-not-accepted');
    }
  });

  it('a key only verifies the algorithms that fit it', async () => {
    const { check } = jwtWorld([key.jwk, { ...rsa.jwk, alg: 'RS256' }], {
      algorithms: ['ES256', 'RS256', 'PS256'],
    });
    const pkcs8 = createPrivateKey(await exportPKCS8(rsa.privateKey));
    const asPs256 = rawToken('{"alg":"PS256","kid":"rsa","typ":"at+jwt"}', payload, (input) =>
      nodeSign('sha256', Buffer.from(input), { key: pkcs8, padding: 6, saltLength: 32 }),
    );
    expect(await refusal(check(bearer(asPs256)))).toMatch(/key-does-not-fit-alg/);
    expect(await refusal(check(bearer(await sign(rsa, {}, { kid: 'key-1' }))))).toMatch(
      /key-does-not-fit-alg/,
    );
    expect(await refusal(check(bearer(await sign(key, {}, { kid: 'rsa' }))))).toMatch(/key-does-not-fit-alg/);
  });

  it.each([
    '../../etc/passwd',
    '__proto__',
    'constructor',
    'toString',
    '',
    'KEY-1',
    'key-1 ',
    "key-1' or '1'='1",
    '/dev/null',
  ])('kid %j names no key', async (kid) => {
    const { check } = jwtWorld(key);
    expect(await refusal(check(bearer(await sign(key, {}, { kid }))))).toBe(
      'invalid-credentials oauth: kid-unknown',
    );
  });

  it('keys a token brings along are not looked at', async () => {
    const { check } = jwtWorld(key);
    for (const header of [
      { jwk: other.jwk },
      { jku: 'https://evil.example/jwks' },
      { x5u: 'https://evil.example/x5' },
      { x5c: ['AAAA'] },
    ]) {
      expect(await refusal(check(bearer(await sign(other, {}, { ...header, kid: 'key-1' }))))).toBe(
        'invalid-credentials oauth: signature-invalid',
      );
    }
  });

  it('a token without kid is accepted only where one key fits', async () => {
    const token = await sign(key, {}, { kid: undefined });
    expect(principalOf(await jwtWorld(key).check(bearer(token))).id).toBe('ada');
    expect(await refusal(jwtWorld([key.jwk, other.jwk]).check(bearer(token)))).toMatch(/key-ambiguous/);
    expect(
      await refusal(jwtWorld([key.jwk, { ...other.jwk, kid: 'key-1' }]).check(bearer(await sign(key)))),
    ).toMatch(/key-ambiguous/);
  });

  it('every changed character is noticed', async () => {
    const { check } = jwtWorld(key);
    const token = await sign(key);
    expect(principalOf(await check(bearer(token))).id).toBe('ada');
    for (let at = 0; at < token.length; at += 7) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      expect(refusalOf(await check(bearer(changed))).code).toBe('invalid-credentials');
    }
  });

  it('other spellings of a good token are refused', async () => {
    const { check } = jwtWorld(key);
    const token = await sign(key);
    const [header, body, signature] = token.split('.') as [string, string, string];
    for (const changed of [
      `${token}=`,
      `${header}.${body}.${signature}.`,
      `.${token}`,
      `${header}=.${body}.${signature}`,
      `${header}.${body}.${signature}\n`,
      `${header}.${body} .${signature}`,
      `${header}.${body}`,
      `${header}.${body}.`,
      `${header}..${signature}`,
      token.replaceAll('_', '/').replaceAll('-', '+') + (/[-_]/.test(token) ? '' : '+'),
      'x'.repeat(8193),
      '',
    ]) {
      expect(refusalOf(await check(bearer(changed))).code, changed).toBe('invalid-credentials');
    }
    expect(refusalOf(await check(bearer(`${token}, Bearer ${token}`))).code).toBe('ambiguous-credentials');
  });

  it('a failure is never remembered', async () => {
    const { check } = jwtWorld(key);
    const early = await sign(key, { nbf: SECONDS + 100 });
    expect(await refusal(check(bearer(early)))).toMatch(/token-not-yet-valid/);
    expect(principalOf(await check(bearer(early, { now: NOW + 100_000 }))).id).toBe('ada');
  });
});

describe('a token that was verified before', () => {
  it('expires', async () => {
    const { check } = jwtWorld(key);
    const token = await sign(key);
    await check(bearer(token));
    expect(await refusal(check(bearer(token, { now: NOW + 330_000 })))).toMatch(/token-expired/);
    expect(principalOf(await check(bearer(token, { now: NOW + 329_000 }))).id).toBe('ada');
  });

  it('is not shared between schemes', async () => {
    const admin = jwtWorld(key, { audience: ['https://admin.example.com'] });
    const api = jwtWorld(key);
    const token = await sign(key);
    await api.check(bearer(token));
    expect(await refusal(admin.check(bearer(token)))).toMatch(/aud-differs/);
  });
});

describe('revocation', () => {
  it('asks for every request, and refuses a revoked id', async () => {
    const revoked = new Set<string>();
    const asked: unknown[] = [];
    const { check } = jwtWorld(
      key,
      { revocation: ['jti'] },
      {
        isRevoked: (jti, token) => {
          asked.push([jti, token]);
          return revoked.has(jti);
        },
      },
    );
    const token = await sign(key);
    expect(principalOf(await check(bearer(token))).id).toBe('ada');
    revoked.add('token-1');
    const result = check(bearer(token));
    expect(result).not.toBeInstanceOf(Promise);
    expect(await refusal(result)).toBe('invalid-credentials oauth: token-revoked');
    const question = ['token-1', { subject: 'ada', expiresAt: SECONDS + 300 }];
    expect(asked).toEqual([question, question]);
  });

  it('refuses tokens issued before the credentials changed', async () => {
    let changedAt: number | null = null;
    const { check } = jwtWorld(
      key,
      { revocation: ['credential-change'] },
      { credentialsChangedAt: () => Promise.resolve(changedAt) },
    );
    const token = await sign(key);
    expect(principalOf(await check(bearer(token))).id).toBe('ada');
    changedAt = SECONDS - 10;
    expect(principalOf(await check(bearer(token))).id).toBe('ada');
    changedAt = SECONDS - 9;
    expect(await refusal(check(bearer(token)))).toBe('invalid-credentials oauth: credentials-changed');
  });

  it('demands a jti also of legacy tokens', async () => {
    const { check } = jwtWorld(key, { typ: 'legacy', revocation: ['jti'] }, { isRevoked: () => false });
    expect(await refusal(check(bearer(await sign(key, { jti: undefined }))))).toMatch(/jti-missing/);
  });

  it.each<[string, () => unknown]>([
    ['rejects', () => Promise.reject(new Error('connection refused'))],
    [
      'throws',
      () => {
        throw new Error('connection refused');
      },
    ],
    ['answers nothing', () => undefined],
    ['answers with text', () => 'no'],
  ])('a store that %s is 503, and logged', async (_name, isRevoked) => {
    const { check, log } = jwtWorld(
      key,
      { revocation: ['jti'] },
      { isRevoked: isRevoked as () => Promise<boolean> },
    );
    const refused = refusalOf(await check(bearer(await sign(key))));
    expect(refused.code).toBe('authentication-unavailable');
    expect(refused.headers?.[0]).toBe('Retry-After');
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
  });
});

describe('the reply', () => {
  it('never says which check failed', async () => {
    const { check } = jwtWorld(key);
    const headers = await Promise.all(
      [{ iss: 'x' }, { aud: 'x' }, { exp: 1 }].map(
        async (change) => refusalOf(await check(bearer(await sign(key, change)))).headers,
      ),
    );
    const one = ['WWW-Authenticate', 'Bearer realm="orders", error="invalid_token"'];
    expect(headers).toEqual([one, one, one]);
  });

  it('has no error where no token was sent', async () => {
    const { check } = jwtWorld(key);
    for (const nothing of [
      source({}),
      source({ query: 'access_token=x' }),
      source({ headers: [['Authorization', 'Digest x']] }),
    ]) {
      expect(refusalOf(await check(nothing))).toMatchObject({
        stage: 8,
        code: 'credentials-required',
        headers: ['WWW-Authenticate', 'Bearer realm="orders"'],
      });
    }
  });
});
