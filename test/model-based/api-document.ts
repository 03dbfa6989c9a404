/** A random API as its document says it. */
import type { Alternative, RandomApi, RandomCors, RandomLimiter, RandomOperation } from './policy-model.js';

export const ISSUER = 'https://id.example.com';
export const AUDIENCE = 'https://api.example.com';
export const PARAMETERS = { key: 'X-Key', partner: 'X-Partner', session: 'sid' } as const;

const BECAUSE = 'drawn at random';

export function documentOf(api: RandomApi): object {
  const { roles, security, limiters, rateLimit, plans, cors, typeBase, operations } = api;
  const windows = new Map(limiters.map(({ name, window }) => [name, window]));
  const rates = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [name, rateOf(count, windows.get(name)!)]),
    );
  return {
    openapi: '3.1.0',
    info: { title: 'Random', version: '1' },
    servers: [{ url: 'https://api.example.com/v1' }],
    ...(security !== null && { security: securityOf(security) }),
    'x-security': {
      version: 1,
      ...(roles && { roles: { user: [], support: ['user'], admin: ['support'] } }),
      ...(limiters.length > 0 && {
        limiters: Object.fromEntries(limiters.map((limiter) => [limiter.name, limiterOf(limiter)])),
      }),
      ...(plans !== null && {
        plans: { default: plans.default, free: rates(plans.free), pro: rates(plans.pro) },
      }),
      rateLimit,
      ...(cors !== null && { cors: corsOf(cors) }),
      ...(typeBase !== null && { errors: { typeBase } }),
      body: { max: '1KiB', depth: 8 },
      audit: { level: 'metadata' },
      because: BECAUSE,
    },
    paths: Object.fromEntries(
      operations.map((operation, index) => [
        `/operation${String(index)}${operation.hasId ? '/{id}' : ''}`,
        { [operation.method.toLowerCase()]: operationOf(operation, index) },
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
            claims: { roles: '/roles', tenant: '/tid', plan: '/plan' },
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

function rateOf(count: number, hours: number): string {
  return `${String(count)}/${String(hours)}h`;
}

function limiterOf({ key, count, window, burst, algorithm, unit, onFailure }: RandomLimiter): object {
  return {
    key: key.join('+'),
    rate: rateOf(count, window),
    ...(burst !== null && { burst }),
    algorithm,
    unit,
    onFailure,
    because: BECAUSE,
  };
}

function corsOf({ origins, credentials }: RandomCors): object {
  return { origins, credentials };
}

function operationOf(operation: RandomOperation, index: number): object {
  const { security, hasId, body, read, login, cors, typeBase } = operation;
  const margin = { type: 'number', ...(read !== null && { 'x-security': { read } }) };
  const items = operation.isList && { items: { type: 'array', items: { type: 'integer' } } };
  return {
    operationId: `operation${String(index)}`,
    ...(security !== null && { security: securityOf(security) }),
    'x-security': {
      ...accessOf(operation),
      ...(operation.rateLimit !== null && { rateLimit: operation.rateLimit }),
      cost: operation.cost,
      ...(login !== null && {
        login: {
          ...(login.hasAccount && {
            account: '$request.body#/user',
            perAccount: `${String(login.perAccount)}/1h`,
          }),
          perIp: `${String(login.perIp)}/1h`,
        },
      }),
      ...(operation.isHurried && { timeout: '300ms' }),
      validation: {
        status: operation.validationStatus,
        unknownQuery: operation.unknownQuery,
        unknownProperties: operation.unknownProperties,
        responses: operation.responses,
      },
      ...(cors !== null && { cors: cors === false ? false : corsOf(cors) }),
      ...(typeBase !== null && { errors: { typeBase } }),
      audit: { level: operation.auditLevel },
      because: BECAUSE,
    },
    parameters: [
      { name: 'page', in: 'query', schema: { type: 'integer' } },
      { name: 'X-Tenant', in: 'header', schema: { type: 'string' } },
      ...(hasId ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : []),
    ],
    ...(body !== 'none' && {
      requestBody: { required: body === 'required', content: contentOf(operation) },
    }),
    responses: {
      200: {
        description: 'done',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['ok'],
              properties: { ok: { type: 'boolean' }, margin, ...items },
            },
          },
        },
      },
    },
  };
}

function accessOf({ access, hasId, isList, deny }: RandomOperation): object {
  if (access === null || typeof access === 'string') return access === null ? {} : { access };
  const { roles, tenant } = access;
  const tenants = { some: true, header: '$request.header.X-Tenant', body: '$request.body#/tenant' };
  return {
    access: {
      ...(roles !== null && { roles }),
      ...(tenant !== null && { tenant: tenants[tenant] }),
      ...((hasId || isList) && { object: { type: 'thing', policy: isList ? 'things' : 'thing', deny } }),
      ...(isList && { list: { items: '/items' } }),
    },
  };
}

function contentOf({ write, takesForms }: RandomOperation): object {
  const schema = {
    type: 'object',
    required: ['quantity'],
    properties: {
      quantity: { type: 'integer' },
      user: { type: 'string' },
      tenant: { type: 'string' },
      status: { type: 'string', ...(write !== null && { 'x-security': { write } }) },
    },
  };
  return {
    'application/json': { schema },
    ...(takesForms && { 'application/x-www-form-urlencoded': { schema } }),
  };
}

function securityOf(alternatives: readonly Alternative[]): readonly object[] {
  return alternatives.map((all) => Object.fromEntries(all.map(({ scheme, names }) => [scheme, names])));
}
