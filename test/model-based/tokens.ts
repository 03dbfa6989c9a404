import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { KeyRecord, SchemeCredentials } from '../../src/runtime/authenticate/credentials.js';
import { AUDIENCE, ISSUER } from './api-document.js';
import type { Presented, RandomRequest, Scheme } from './policy-model.js';
import { callers, plans } from './random-requests.js';

/** The credentials of every caller, made once. */
export class Tokens {
  readonly #tokens: ReadonlyMap<string, string>;
  readonly credentials: Readonly<Record<Scheme, SchemeCredentials>>;
  /** Key records change from request to request, and at once. */
  #request: RandomRequest | null = null;

  private constructor(tokens: ReadonlyMap<string, string>, jwk: object) {
    this.#tokens = tokens;
    this.credentials = {
      oauth: {
        kind: 'jwt',
        keys: { keys: [jwk] },
        isRevoked: (id) => {
          if (id === 'down') throw new Error('the denylist is down');
          return id === 'revoked';
        },
      },
      key: { kind: 'apiKey', verify: (key) => this.#recordOf('key', key) },
      partner: { kind: 'apiKey', verify: (key) => this.#recordOf('partner', key) },
      session: { kind: 'apiKey', verify: (key) => this.#recordOf('session', key) },
    };
  }

  /** @param now Milliseconds since the epoch: when they are issued. They last for years. */
  static async create(now: number): Promise<Tokens> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const seconds = Math.floor(now / 1000);
    const sign = (id: string, claims: Readonly<Record<string, unknown>>): Promise<string> =>
      new SignJWT({ client_id: 'client', jti: id, ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'one' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(id)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 1e9)
        .sign(privateKey);
    const tokens = new Map<string, string>();
    for (const id of ['down', 'revoked']) tokens.set(id, await sign(id, {}));
    for (const { id, scopes, roles, tenant } of callers) {
      for (const plan of plans) {
        const claims = {
          scope: scopes.join(' '),
          roles,
          ...(tenant !== null && { tid: tenant }),
          ...(plan !== null && { plan }),
        };
        tokens.set(`${id} ${String(plan)}`, await sign(id, claims));
      }
    }
    return new Tokens(tokens, { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' });
  }

  expect(request: RandomRequest): void {
    this.#request = request;
  }

  /** The values sent for a scheme, one a line. */
  of(scheme: Scheme, presented: Presented): readonly string[] {
    if (presented === 'twice') return [...this.of(scheme, callers[1]!), ...this.of(scheme, callers[2]!)];
    const isToken = scheme === 'oauth';
    if (presented === 'invalid' || (presented === 'revoked' && !isToken)) {
      return [isToken ? 'not.a.token' : 'unknown-key'];
    }
    if (typeof presented === 'string') return [isToken ? this.#tokens.get(presented)! : keyOf(presented)];
    return [isToken ? this.#tokens.get(`${presented.id} ${String(presented.plan)}`)! : keyOf(presented.id)];
  }

  #recordOf(scheme: Scheme, key: string): KeyRecord | null {
    if (key === keyOf('down')) throw new Error('the key store is down');
    const presented = this.#request?.credentials.get(scheme);
    if (typeof presented !== 'object' || key !== keyOf(presented.id)) return null;
    const { tenant, plan, ...account } = presented;
    return {
      ...account,
      keyId: account.id,
      createdAt: 0,
      ...(tenant !== null && { tenant }),
      ...(plan !== null && { plan }),
    };
  }
}

function keyOf(id: string): string {
  return `${id}-${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}
