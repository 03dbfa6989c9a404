/** A random API as its document says it, through every pass of the generator into a runtime. */
import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { apiKeyScheme } from '../../src/runtime/authenticate/api-key.js';
import { jwtScheme } from '../../src/runtime/authenticate/jwt.js';
import type { KeyRecord, SchemeCredentials } from '../../src/runtime/authenticate/credentials.js';
import { absent, allow, deny, undecided } from '../../src/runtime/authorize/decision.js';
import type { Api } from '../../src/runtime/core/api.js';
import { createRuntime } from '../../src/runtime/core/create-runtime.js';
import { problem } from '../../src/runtime/core/handler.js';
import type { Handler, ObjectPolicy } from '../../src/runtime/core/handler.js';
import { apiOf } from '../unit/render/generated-project.js';
import { loadValidators } from '../unit/render/validators/load-validators.js';
import { callers } from './random-apis.js';
import type {
  Alternative,
  Presented,
  RandomApi,
  RandomBody,
  RandomOperation,
  RandomRequest,
  Scheme,
} from './reference-evaluator.js';

const PARAMETERS = { key: 'X-Key', partner: 'X-Partner', session: 'sid' } as const;
const ISSUER = 'https://id.example.com';
const AUDIENCE = 'https://api.example.com';

export interface AuditRecord {
  readonly kind: 'decision' | 'intent' | 'outcome';
  readonly outcome: string;
  readonly stage: number;
  readonly status: number;
  readonly reason: string | null;
}

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | null;
}

export class ServedApi {
  readonly api: Api;
  readonly #policy: RandomApi;
  readonly #tokens: Tokens;
  #request: RandomRequest | null = null;
  readonly records: AuditRecord[] = [];
  /** How many handlers ran. */
  ran = 0;

  constructor(policy: RandomApi, tokens: Tokens) {
    this.#policy = policy;
    this.#tokens = tokens;
    const model = apiOf(documentOf(policy));
    const validators = loadValidators(model);
    const definition = {
      ...model,
      operations: model.operations.map((operation) => ({
        ...operation,
        validators: () => Promise.resolve(validators.get(operation.name)!),
      })),
    };
    this.api = createRuntime(
      definition,
      { authenticators: { apiKey: apiKeyScheme, jwt: jwtScheme } },
      {
        handlers: Object.fromEntries(model.operations.map(({ name }) => [name, this.#handle])),
        policies: Object.fromEntries(model.policies.map(({ name }) => [name, this.#decide])),
        credentials: Object.fromEntries(
          model.schemes.map(({ name }) => [name, tokens.credentials[name as Scheme]]),
        ),
        trust: { proxies: ['127.0.0.0/8', '::1'], header: 'x-forwarded-for', proto: 'header' },
        audit: {
          name: 'memory',
          durable: false,
          append: (line) => this.records.push(JSON.parse(line) as AuditRecord) > 0,
          commit: () => undefined,
          close: () => Promise.resolve(),
        },
        logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      },
    );
  }

  /** What stands for a request on the wire; policy and handler then do what it says. */
  expect(request: RandomRequest): WireRequest {
    this.#request = request;
    this.records.length = 0;
    this.ran = 0;
    const index = request.operation % this.#policy.operations.length;
    const operation = this.#policy.operations[index]!;
    const body = request.body === 'none' ? null : BODIES[request.body];
    const cookies: string[] = [];
    const headers: Record<string, string | readonly string[]> = {
      Host: request.host === 'declared' ? 'api.example.com' : 'other.example.com',
      'X-Forwarded-For': `198.51.100.${String(request.address + 1)}`,
      'X-Forwarded-Proto': request.https ? 'https' : 'http',
    };
    for (const [scheme, presented] of request.credentials) {
      const values = this.#tokens.of(scheme, presented);
      if (scheme === 'session') cookies.push(...values.map((value) => `sid=${value}`));
      else if (scheme === 'oauth') headers['Authorization'] = values.map((value) => `Bearer ${value}`);
      else headers[PARAMETERS[scheme]] = values;
    }
    if (cookies.length > 0) headers['Cookie'] = cookies.join('; ');
    if (request.fetchSite !== null) headers['Sec-Fetch-Site'] = request.fetchSite;
    if (request.tenantHeader !== null) headers['X-Tenant'] = request.tenantHeader;
    if (request.accept !== null) headers['Accept'] = request.accept;
    if (body !== null) {
      headers['Content-Type'] = request.body === 'text' ? 'text/plain' : 'application/json';
      headers['Content-Length'] = String(Buffer.byteLength(body));
      if (request.body === 'compressed') headers['Content-Encoding'] = 'gzip';
    }
    return {
      method: methodOf(request, operation),
      target: `${targetOf(request, index, operation)}${QUERIES[request.query]}`,
      headers,
      body,
    };
  }

  readonly #handle: Handler = () => {
    this.ran += 1;
    const { handler } = this.#request!;
    if (handler === 'conflict') return problem(409, 'conflict');
    if (handler === 'throws') throw new Error('the handler fails');
    return { status: 200, body: handler === 'misreplies' ? { ok: 'yes' } : { ok: true } };
  };

  readonly #decide: ObjectPolicy = (request) =>
    ({ allow: () => allow({ id: request.id }), deny, absent, undecided })[this.#request!.decision]();
}

const quiet = (): void => undefined;

const QUERIES = { none: '', valid: '?page=2', invalid: '?page=two', undeclared: '?sort=up' } as const;

const BODIES: Readonly<Record<Exclude<RandomBody, 'none'>, string>> = {
  valid: '{"quantity":1}',
  'undeclared-property': '{"quantity":1,"more":1}',
  'missing-property': '{}',
  'wrong-type': '{"quantity":"1"}',
  malformed: '{"quantity":1',
  'duplicate-key': '{"quantity":1,"quantity":2}',
  'too-deep': `{"quantity":${'['.repeat(9)}${']'.repeat(9)}}`,
  'too-large': JSON.stringify({ quantity: 1, more: 'x'.repeat(2048) }),
  text: 'quantity',
  compressed: '{"quantity":1}',
};

function methodOf({ method }: RandomRequest, operation: RandomOperation): string {
  switch (method) {
    case 'declared':
      return operation.method;
    case 'undeclared':
      return 'PATCH';
    case 'nonstandard':
      return 'PURGE';
    case 'TRACE':
    case 'HEAD':
      return method;
  }
}

function targetOf({ target }: RandomRequest, index: number, { hasId }: RandomOperation): string {
  const path = `/v1/operation${String(index)}${hasId ? '/one' : ''}`;
  switch (target) {
    case 'normal':
      return path;
    case 'dot-segment':
      return path.replace('/v1/', '/v1/../v1/');
    case 'encoded-slash':
      return `${path}%2fx`;
    case 'too-long':
      return `${path}${'x'.repeat(9000)}`;
    case 'unknown-path':
      return '/v1/unknown';
    case 'trailing-slash':
      return `${path}/`;
  }
}

function documentOf({ roles, security, limits, operations }: RandomApi): object {
  const limiters = {
    ...(limits.ip !== null && { ip: { key: 'ip', rate: `${String(limits.ip)}/1h` } }),
    ...(limits.user !== null && { user: { key: 'principal', rate: `${String(limits.user)}/1h` } }),
    ...(limits.all !== null && { all: { key: 'global', rate: `${String(limits.all)}/1h` } }),
    ...(limits.spend !== null && {
      spend: { key: 'global', unit: 'cost', rate: `${String(limits.spend)}/1d` },
    }),
  };
  const names = Object.keys(limiters);
  return {
    openapi: '3.1.0',
    info: { title: 'Random', version: '1' },
    servers: [{ url: 'https://api.example.com/v1' }],
    ...(security !== null && { security: securityOf(security) }),
    'x-security': {
      version: 1,
      ...(roles && { roles: { user: [], support: ['user'], admin: ['support'] } }),
      ...(names.length > 0 && { limiters }),
      rateLimit: names.length > 0 ? names : false,
      body: { max: '1KiB', depth: 8 },
      audit: { level: 'metadata' },
      because: 'drawn at random',
    },
    paths: Object.fromEntries(
      operations.map((operation, index) => [
        `/operation${String(index)}${operation.hasId ? '/{id}' : ''}`,
        { [operation.method.toLowerCase()]: operationOf(operation, index, limits.spend !== null) },
      ]),
    ),
    components: {
      securitySchemes: {
        oauth: {
          type: 'oauth2',
          flows: {
            clientCredentials: { tokenUrl: `${ISSUER}/token`, scopes: { read: 'read', write: 'write' } },
          },
          'x-security': {
            issuer: ISSUER,
            audience: AUDIENCE,
            algorithms: ['ES256'],
            claims: { roles: '/roles', tenant: '/tid' },
            revocation: ['jti'],
          },
        },
        key: { type: 'apiKey', in: 'header', name: PARAMETERS.key },
        partner: { type: 'apiKey', in: 'header', name: PARAMETERS.partner },
        session: { type: 'apiKey', in: 'cookie', name: PARAMETERS.session },
      },
    },
  };
}

function operationOf(operation: RandomOperation, index: number, counted: boolean): object {
  const { access, security, hasId, body } = operation;
  const object = hasId && { object: { type: 'thing', policy: 'thing', deny: operation.deny } };
  return {
    operationId: `operation${String(index)}`,
    ...(security !== null && { security: securityOf(security) }),
    'x-security': {
      ...(typeof access === 'string' && { access }),
      ...(typeof access === 'object' &&
        access !== null && {
          access: {
            ...(access.roles !== null && { roles: access.roles }),
            ...(access.tenant !== null && {
              tenant: access.tenant === 'some' ? true : '$request.header.X-Tenant',
            }),
            ...object,
          },
        }),
      validation: { status: operation.validationStatus, unknownProperties: operation.unknownProperties },
      ...(counted && { cost: operation.cost }),
      because: 'drawn at random',
    },
    parameters: [
      { name: 'page', in: 'query', schema: { type: 'integer' } },
      { name: 'X-Tenant', in: 'header', schema: { type: 'string' } },
      ...(hasId ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : []),
    ],
    ...(body !== 'none' && {
      requestBody: {
        required: body === 'required',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['quantity'],
              properties: { quantity: { type: 'integer' } },
            },
          },
        },
      },
    }),
    responses: {
      200: {
        description: 'done',
        content: {
          'application/json': {
            schema: { type: 'object', required: ['ok'], properties: { ok: { type: 'boolean' } } },
          },
        },
      },
    },
  };
}

function securityOf(alternatives: readonly Alternative[]): readonly object[] {
  return alternatives.map((all) => Object.fromEntries(all.map(({ scheme, names }) => [scheme, names])));
}

/** The credentials of every caller, made once. */
export class Tokens {
  readonly #tokens: ReadonlyMap<string, string>;
  readonly credentials: Readonly<Record<Scheme, SchemeCredentials>>;

  private constructor(
    tokens: ReadonlyMap<string, string>,
    credentials: Readonly<Record<Scheme, SchemeCredentials>>,
  ) {
    this.#tokens = tokens;
    this.credentials = credentials;
  }

  static async create(): Promise<Tokens> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const sign = (id: string, claims: Readonly<Record<string, unknown>>): Promise<string> =>
      new SignJWT({ client_id: 'client', jti: id, ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'one' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(id)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey);
    const tokens = new Map([['down', await sign('down', {})]]);
    for (const { id, scopes, roles, tenant } of callers) {
      tokens.set(
        id,
        await sign(id, { scope: scopes.join(' '), roles, ...(tenant !== null && { tid: tenant }) }),
      );
    }
    const keys: SchemeCredentials = { kind: 'apiKey', verify: recordOf };
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
    return new Tokens(tokens, {
      oauth: {
        kind: 'jwt',
        keys: { keys: [jwk] },
        isRevoked: (id) => {
          if (id === 'down') throw new Error('the denylist is down');
          return false;
        },
      },
      key: keys,
      partner: keys,
      session: keys,
    });
  }

  /** The values sent for a scheme, one a line. */
  of(scheme: Scheme, presented: Presented): readonly string[] {
    if (presented === 'twice') return [...this.of(scheme, callers[1]!), ...this.of(scheme, callers[2]!)];
    if (presented === 'invalid') return [scheme === 'oauth' ? 'not.a.token' : 'unknown-key'];
    const id = presented === 'down' ? presented : presented.id;
    return [scheme === 'oauth' ? this.#tokens.get(id)! : `${id}-${digest(id)}`];
  }
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}

function recordOf(key: string): KeyRecord | null {
  if (key === `down-${digest('down')}`) throw new Error('the key store is down');
  const caller = callers.find(({ id }) => key === `${id}-${digest(id)}`);
  if (caller === undefined) return null;
  const { tenant, ...account } = caller;
  return { ...account, createdAt: 0, ...(tenant !== null && { tenant }) };
}
