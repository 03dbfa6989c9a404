/** The document of a proof, through every pass of the generator into a runtime. */
import { Writable } from 'node:stream';
import { type CryptoKey, exportJWK, type JWK, generateKeyPair, SignJWT } from 'jose';
import { createApiKey } from '../../src/runtime/authenticate/api-key-format.js';
import { apiKeyScheme } from '../../src/runtime/authenticate/api-key.js';
import { clientCertificates } from '../../src/runtime/authenticate/client-certificates.js';
import type {
  JwtCredentials,
  KeyRecord,
  SchemeCredentials,
} from '../../src/runtime/authenticate/credentials.js';
import { jwtScheme } from '../../src/runtime/authenticate/jwt.js';
import { allow, deny, scope } from '../../src/runtime/authorize/decision.js';
import type { Api } from '../../src/runtime/core/api.js';
import { createRuntime } from '../../src/runtime/core/create-runtime.js';
import type { SchemeDefinition } from '../../src/runtime/core/definition.js';
import type { Handler, Policy } from '../../src/runtime/core/handler.js';
import { jsonLogger } from '../../src/runtime/core/json-logger.js';
import { problem } from '../../src/runtime/core/handler.js';
import { apiOf } from '../unit/render/generated-project.js';
import { loadValidators } from '../unit/render/validators/load-validators.js';
import type { Behaviour, DocumentParts, Sent } from './proof.js';

export const ISSUER = 'https://id.example.com';
export const AUDIENCE = 'https://api.example.com';
const DAY = 86_400;

/** A key in the documented format, for schemes with a prefix. */
export const FORMATTED = createApiKey('ord');

function parameter(name: string, where: string): object {
  return { name, in: where, required: where === 'path', schema: { type: 'string' } };
}

export function documentOf(parts: DocumentParts): object {
  const { root, path, operation, scheme, method = 'post', url = '/things/{id}', security } = parts;
  const value = { type: 'string', ...(parts.schema !== undefined && { 'x-security': parts.schema }) };
  const body = parts.body ?? { type: 'object', properties: { value, user: { type: 'string' } } };
  const reply = parts.reply ?? { type: 'object', properties: { value } };
  return {
    openapi: '3.1.0',
    info: { title: 'Proof', version: '1' },
    servers: [{ url: 'https://api.example.com' }],
    security: security ?? [{ key: [] }],
    'x-security': { version: 1, ...root },
    paths: {
      [url]: {
        ...(path !== undefined && { 'x-security': path }),
        [method]: {
          operationId: 'doIt',
          ...(operation !== undefined && { 'x-security': operation }),
          parameters: [
            ...(url.endsWith('}') ? [parameter('id', 'path')] : []),
            parameter('q', 'query'),
            parameter('X-Tenant', 'header'),
          ],
          ...(method !== 'get' && { requestBody: { content: { 'application/json': { schema: body } } } }),
          responses: {
            200: { description: 'shown', content: { 'application/json': { schema: reply } } },
            204: { description: 'done' },
          },
        },
      },
    },
    components: {
      securitySchemes: {
        key: {
          ...(parts.schemeObject ?? { type: 'apiKey', in: 'header', name: 'X-Key' }),
          ...(scheme !== undefined && { 'x-security': scheme }),
        },
      },
    },
  };
}

export interface ServedProof {
  readonly api: Api;
  readonly records: Record<string, unknown>[];
  readonly log: string[];
  ran: number;
}

class Lines extends Writable {
  readonly #lines: string[];

  constructor(lines: string[]) {
    super();
    this.#lines = lines;
  }

  override write(text: string): boolean {
    return this.#lines.push(text) > 0;
  }
}

export function serveProof(parts: DocumentParts, behaviour: Behaviour, tokens: ProofTokens): ServedProof {
  const model = apiOf(documentOf(parts));
  const validators = loadValidators(model);
  const log: string[] = [];
  const records: Record<string, unknown>[] = [];
  const handle: Handler = ({ body }) => {
    served.ran += 1;
    const answer = behaviour.handler?.(body) ?? { status: 204 };
    if (answer === 'throws') throw new Error(`Failed over ${JSON.stringify(body)}`);
    if (answer === 'hangs') return new Promise<never>(() => undefined);
    return answer.status === 401 ? problem(401, 'unauthorized') : answer;
  };
  const served: ServedProof = {
    ran: 0,
    records,
    log,
    api: createRuntime(
      {
        ...model,
        operations: model.operations.map((operation) => ({
          ...operation,
          validators: () => Promise.resolve(validators.get(operation.name)!),
        })),
      },
      {
        authenticators: { apiKey: apiKeyScheme, jwt: jwtScheme },
        certificates: clientCertificates,
      },
      {
        handlers: Object.fromEntries(model.operations.map(({ name }) => [name, handle])),
        policies: Object.fromEntries(
          model.policies.map(({ name, kind }) => [name, policyOf(name, kind === 'list', behaviour)]),
        ),
        credentials: Object.fromEntries(
          model.schemes.map((scheme) => [scheme.name, credentialsOf(scheme, tokens)]),
        ),
        trust: {
          proxies: ['127.0.0.0/8', '::1'],
          header: 'x-forwarded-for',
          proto: 'https',
          clientCert: true,
        },
        audit: {
          name: 'memory',
          durable: false,
          append: (line) => records.push(JSON.parse(line) as Record<string, unknown>) > 0,
          commit: () => undefined,
          close: () => Promise.resolve(),
        },
        ...(behaviour.storeIsDown === true && {
          stores: {
            limiter: {
              name: 'down',
              shared: false,
              decide: () => {
                throw new Error('the store is down');
              },
              settle: () => undefined,
            },
          },
        }),
        logger: jsonLogger({ stream: new Lines(log), debug: true }),
      },
    ),
  };
  return served;
}

function policyOf(name: string, isList: boolean, behaviour: Behaviour): Policy {
  if (isList) {
    return {
      scope: () => (behaviour.scope?.() === false ? deny() : scope(null)),
      allows: (item) => behaviour.allows?.(item) ?? true,
    };
  }
  return ({ id }) => (behaviour.policy?.(name, String(id)) === false ? deny() : allow({}, '$owner'));
}

function credentialsOf(scheme: SchemeDefinition, tokens: ProofTokens): SchemeCredentials {
  if (scheme.kind === 'jwt') return scheme.revocation.length === 0 ? tokens.credentials : tokens.revocable;
  if (scheme.kind === 'apiKey' && scheme.prefix !== null) {
    const { hash } = FORMATTED;
    return { kind: 'apiKey', lookup: (key) => (key.hash === hash ? { ...recordOf('ann')!, hash } : null) };
  }
  return { kind: 'apiKey', verify: (key) => recordOf(key) };
}

/** `id/roles/tenant/plan`, each but the first may be left out; an id of `old` has had its key for two days. */
function recordOf(key: string): KeyRecord | null {
  if (!/^(ann|bob|old)(\/|$)/.test(key)) return null;
  const [id = '', roles = '', tenant = '', plan = ''] = key.split('/');
  const now = Math.floor(Date.now() / 1000);
  return {
    id,
    roles: roles === '' ? [] : roles.split('+'),
    createdAt: id === 'old' ? now - 2 * DAY : now,
    expiresAt: now + DAY,
    ...(tenant !== '' && { tenant }),
    ...(plan !== '' && { plan }),
  };
}

interface SigningKey {
  readonly alg: string;
  readonly key: CryptoKey;
}

/** Signs tokens with a key the server knows, and with one of another algorithm that it knows too. */
export class ProofTokens {
  readonly credentials: JwtCredentials;
  /** With a denylist, which a server needs where the document asks for one. */
  readonly revocable: JwtCredentials;
  readonly #keys: ReadonlyMap<string, SigningKey>;

  private constructor(jwks: readonly JWK[], keys: ReadonlyMap<string, SigningKey>) {
    this.credentials = { kind: 'jwt', keys: jwks };
    this.revocable = { ...this.credentials, isRevoked: (id) => id === 'revoked' };
    this.#keys = keys;
  }

  static async create(): Promise<ProofTokens> {
    const keys = new Map<string, SigningKey>();
    const jwks: JWK[] = [];
    for (const [kid, alg] of [
      ['main', 'ES256'],
      ['other', 'ES384'],
    ] as const) {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
      keys.set(kid, { alg, key: privateKey });
      jwks.push({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' });
    }
    return new ProofTokens(jwks, keys);
  }

  async sign({ claims = {}, header = {}, key: kid = 'main' }: NonNullable<Sent['token']>): Promise<string> {
    const { alg, key } = this.#keys.get(kid)!;
    const now = Math.floor(Date.now() / 1000);
    const { exp } = claims as { readonly exp?: number };
    const all = {
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'ann',
      client_id: 'web',
      jti: 'good',
      iat: now - 600,
      exp: now + 600,
      ...claims,
      ...(exp !== undefined && { exp: now + exp }),
    };
    return new SignJWT(all).setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header }).sign(key);
  }
}
