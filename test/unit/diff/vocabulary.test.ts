/**
 * Every member of `x-security`, at every position it may stand: a change of it is found, under its kind and with its
 * direction, and so is the way back. A member without a case here fails.
 */
import { describe, expect, it } from 'vitest';
import { type ChangeKind, changesOf, type Direction, type SecurityDiff } from '../../../src/diff/change.js';
import { compareModels } from '../../../src/diff/compare-models.js';
import { parseSecurityRecord, renderSecurityRecord } from '../../../src/diff/security-record.js';
import type { Api } from '../../../src/model/api.js';
import type { Json, JsonObject } from '../../../src/load/json.js';
import { everyMember, keywordWith, type MemberCase } from '../policy/vocabulary-members.js';
import { apiOf } from '../render/generated-project.js';

type Case =
  | {
      readonly strict: Json | undefined;
      readonly loose: Json | undefined;
      readonly kind: ChangeKind;
      /** From strict to loose; `weaker` unless given. */
      readonly there?: Direction;
      /** From loose to strict; `stronger` unless given. */
      readonly back?: Direction;
      /** The rest of the document, where the usual one would not do. */
      readonly beside?: Beside;
    }
  /** Nothing that is enforced depends on it. */
  | { readonly strict: Json; readonly loose: Json; readonly kind: null }
  /** No document with it is generated for, so that it cannot change what is enforced. */
  | { readonly refused: Json };

interface Beside {
  readonly root?: JsonObject;
  readonly operation?: JsonObject;
  readonly schema?: JsonObject;
  readonly scheme?: JsonObject;
  readonly security?: Json;
}

const reason = { strict: 'one', loose: 'two', kind: null } as const;

const limiters = { user: { key: 'principal', rate: '10/1m' } };

const cases: Readonly<Record<string, Case>> = {
  version: { refused: 2 },
  realm: { strict: 'one', loose: 'two', kind: 'errors', there: 'neutral', back: 'neutral' },
  roles: {
    strict: { customer: [], admin: [], owner: [] },
    loose: { customer: [], admin: [], owner: ['admin'] },
    kind: 'role-implication',
    beside: { operation: { access: { roles: ['admin'] } } },
  },
  limiters: {
    strict: limiters,
    loose: { user: { key: 'principal', rate: '20/1m' } },
    kind: 'rate-limit',
    beside: { root: { rateLimit: ['user'] } },
  },
  'limiters.*.key': limiterCase({ key: 'principal' }, { key: 'principal+ip' }),
  'limiters.*.rate': limiterCase({ rate: '10/1m' }, { rate: '600/1h' }),
  'limiters.*.burst': limiterCase({ burst: 5 }, { burst: 6 }),
  'limiters.*.algorithm': limiterCase({ algorithm: 'gcra' }, { algorithm: 'fixed' }),
  'limiters.*.unit': {
    ...limiterCase({ unit: 'cost' }, { unit: 'requests' }),
    back: 'weaker',
  },
  'limiters.*.onFailure': limiterCase({ onFailure: 'closed' }, { onFailure: 'local' }),
  'limiters.*.because': reason,
  plans: {
    strict: { default: 'free', free: { user: '5/1m' } },
    loose: { default: 'free', free: { user: '5/1m' }, pro: { user: '6/1m' } },
    kind: 'rate-limit',
    beside: { root: { limiters, rateLimit: ['user'] } },
  },
  'plans.default': {
    strict: 'free',
    loose: 'pro',
    kind: 'rate-limit',
    beside: {
      root: { limiters, rateLimit: ['user'], plans: { free: { user: '5/1m' }, pro: { user: '6/1m' } } },
    },
  },
  access: { strict: { roles: ['admin'] }, loose: 'authenticated', kind: 'role' },
  'access.roles': { strict: ['admin'], loose: ['admin', 'customer'], kind: 'role' },
  'access.tenant': {
    strict: '$request.path.id',
    loose: true,
    kind: 'tenant',
    beside: { scheme: { claims: { tenant: '/tid' } } },
  },
  'access.object': { strict: { policy: 'owner' }, loose: 'none', kind: 'object-policy' },
  'access.object.type': {
    strict: 'one',
    loose: 'two',
    kind: 'object-policy',
    there: 'neutral',
    back: 'neutral',
  },
  'access.object.id': {
    strict: '$request.path.id',
    loose: '$request.query.other',
    kind: 'object-policy',
    back: 'weaker',
  },
  'access.object.policy': { strict: 'one', loose: 'two', kind: 'object-policy', back: 'weaker' },
  'access.object.deny': { strict: 404, loose: 403, kind: 'object-policy' },
  'access.list': { strict: { items: '/list' }, loose: undefined, kind: 'list-policy', back: 'weaker' },
  'access.list.items': { strict: '/list', loose: '/others', kind: 'list-policy', back: 'weaker' },
  rateLimit: {
    strict: ['user'],
    loose: false,
    kind: 'rate-limit',
    beside: { root: { limiters } },
  },
  body: { strict: { max: '1KiB' }, loose: { max: '2KiB' }, kind: 'body-limit' },
  'body.max': { strict: '1KiB', loose: '2KiB', kind: 'body-limit' },
  'body.depth': { strict: 4, loose: 5, kind: 'body-limit' },
  'body.nodes': { strict: 4, loose: 5, kind: 'body-limit' },
  timeout: { strict: '1s', loose: '2s', kind: 'timeout' },
  validation: { strict: { maxLength: 5 }, loose: { maxLength: 6 }, kind: 'bound' },
  'validation.unknownQuery': { strict: 'reject', loose: 'ignore', kind: 'validation' },
  'validation.unknownProperties': { strict: 'reject', loose: 'strip', kind: 'validation' },
  'validation.maxLength': { strict: 5, loose: 6, kind: 'bound' },
  'validation.maxItems': { strict: 5, loose: undefined, kind: 'bound' },
  'validation.int64': { strict: 'number', loose: 'bigint', kind: 'validation' },
  'validation.responses': { strict: 'enforce', loose: 'report', kind: 'validation' },
  'validation.status': { strict: 400, loose: 422, kind: 'validation', there: 'neutral', back: 'neutral' },
  errors: {
    strict: { typeBase: 'https://a.example/' },
    loose: { typeBase: 'https://b.example/' },
    kind: 'errors',
    there: 'neutral',
    back: 'neutral',
  },
  'errors.typeBase': {
    strict: 'https://a.example/',
    loose: 'https://b.example/',
    kind: 'errors',
    there: 'neutral',
    back: 'neutral',
  },
  audit: { strict: { level: 'metadata' }, loose: { level: 'none' }, kind: 'audit' },
  'audit.level': { strict: 'metadata', loose: 'none', kind: 'audit' },
  'audit.action': { strict: 'one', loose: 'two', kind: 'audit', there: 'neutral', back: 'neutral' },
  'audit.delivery': { refused: 'durable' },
  cors: { strict: false, loose: { origins: ['https://a.example'] }, kind: 'cors' },
  'cors.origins': {
    strict: ['https://a.example'],
    loose: ['https://a.example', 'https://b.example'],
    kind: 'cors',
  },
  'cors.credentials': { strict: false, loose: true, kind: 'cors' },
  'cors.expose': { strict: ['X-A'], loose: ['X-A', 'X-B'], kind: 'cors' },
  'cors.maxAge': { strict: '10s', loose: '20s', kind: 'cors' },
  because: reason,
  cost: {
    strict: 5,
    loose: 4,
    kind: 'cost',
    beside: { root: { limiters: { user: { ...limiters.user, unit: 'cost' } }, rateLimit: ['user'] } },
  },
  login: { strict: { perIp: '1/1m' }, loose: { perIp: '2/1m' }, kind: 'login' },
  'login.account': {
    strict: '$request.body#/name',
    loose: undefined,
    kind: 'login',
    beside: { operation: { login: { perIp: '1/1m' } } },
  },
  'login.perAccount': {
    strict: '1/1m',
    loose: '2/1m',
    kind: 'login',
    beside: { operation: { login: { account: '$request.body#/name' } } },
  },
  'login.perIp': { strict: '1/1m', loose: '2/1m', kind: 'login' },
  token: { refused: 'opaque' },
  issuer: { strict: 'https://a.example', loose: 'https://b.example', kind: 'scheme', back: 'weaker' },
  audience: { strict: ['a'], loose: ['a', 'b'], kind: 'scheme' },
  algorithms: { strict: ['ES256'], loose: ['ES256', 'RS256'], kind: 'scheme' },
  typ: { strict: 'at+jwt', loose: 'legacy', kind: 'scheme' },
  clockSkew: { strict: '10s', loose: '60s', kind: 'scheme' },
  claims: { strict: { roles: '/a' }, loose: { roles: '/b' }, kind: 'scheme', back: 'weaker' },
  'claims.roles': { strict: '/a', loose: '/b', kind: 'scheme', back: 'weaker' },
  'claims.plan': { strict: '/a', loose: '/b', kind: 'scheme', back: 'weaker' },
  'claims.tenant': { strict: '/a', loose: '/b', kind: 'scheme', back: 'weaker' },
  revocation: { strict: ['jti', 'credential-change'], loose: ['jti'], kind: 'scheme' },
  bind: { strict: 'mtls', loose: 'none', kind: 'scheme' },
  introspection: { refused: { cache: '10s' } },
  'introspection.cache': { refused: '10s' },
  prefix: { strict: 'key', loose: undefined, kind: 'scheme' },
  expires: { strict: '1d', loose: '2d', kind: 'scheme' },
  session: { refused: true },
  sensitive: { strict: true, loose: undefined, kind: 'sensitive' },
  read: { strict: ['admin'], loose: ['admin', 'customer'], kind: 'readable' },
  write: { strict: ['admin'], loose: ['admin', 'customer'], kind: 'writable' },
  url: { strict: { hosts: ['a.example.org'] }, loose: undefined, kind: 'url' },
  'url.schemes': { strict: ['https'], loose: ['https', 'http'], kind: 'url' },
  'url.hosts': { strict: ['a.example.org'], loose: ['*.example.org'], kind: 'url' },
  'url.ports': { strict: [443], loose: [443, 8443], kind: 'url' },
};

function limiterCase(strict: JsonObject, loose: JsonObject): Extract<Case, { readonly kind: ChangeKind }> {
  const [name] = Object.keys(strict);
  return {
    strict: strict[name!],
    loose: loose[name!],
    kind: 'rate-limit',
    beside: {
      root: {
        limiters: { some: { key: 'principal', rate: '10/1m', because: 'a test' } },
        rateLimit: ['some'],
      },
    },
  };
}

const members = everyMember();

describe('every member of x-security', () => {
  it('has a case', () => {
    expect(members.map(({ path }) => path.join('.')).filter((path) => !(path in cases))).toEqual([]);
  });

  it('has no case for what is gone', () => {
    const paths = new Set(members.map(({ path }) => path.join('.')));
    expect(Object.keys(cases).filter((path) => !paths.has(path))).toEqual([]);
  });

  it.each(members.map((member) => [member.label, member] as const))('%s', (_label, member) => {
    const known = cases[member.path.join('.')]!;
    if ('refused' in known) {
      expect(() => apiOf(document(member, known.refused, {}))).toThrow();
      return;
    }
    const beside = 'beside' in known ? (known.beside ?? {}) : {};
    const [strict, loose] = [known.strict, known.loose].map((value) =>
      apiOf(document(member, value, beside)),
    );
    expect(changes(strict!, strict!)).toEqual([]);
    expect(changes(loose!, loose!)).toEqual([]);
    const [there, back] = [changes(strict!, loose!), changes(loose!, strict!)];
    expect([recorded(strict!, loose!), recorded(loose!, strict!)]).toEqual([there, back]);
    if (known.kind === null) {
      // The reason of an operation is told, that of anything else concerns the report alone.
      const told = member.position === 'operation' ? [['reason', 'neutral']] : [];
      expect([there, back]).toEqual([told, told]);
      return;
    }
    expect(there).toContainEqual([known.kind, known.there ?? 'weaker']);
    expect(back).toContainEqual([known.kind, known.back ?? 'stronger']);
  });
});

/** The same from the record that a run with the old document leaves. */
function recorded(old: Api, next: Api): readonly (readonly [string, Direction])[] {
  const record = parseSecurityRecord(renderSecurityRecord(old));
  if (record === null) throw new Error('The record cannot be read back');
  return pairsOf(compareModels(record, next));
}

/** `kind direction` of everything that differs, each once. */
function changes(old: Api, next: Api): readonly (readonly [string, Direction])[] {
  const diff = compareModels(old, next);
  for (const { at, before, message } of changesOf(diff)) {
    expect(message).toMatch(/\.$/);
    expect(at, message).not.toBeNull();
    expect(before, message).not.toBeNull();
  }
  return pairsOf(diff);
}

function pairsOf(diff: SecurityDiff): readonly (readonly [string, Direction])[] {
  const pairs = changesOf(diff).map(({ kind, direction }) => JSON.stringify([kind, direction]));
  return [...new Set(pairs)].map((text) => JSON.parse(text) as readonly [string, Direction]);
}

function document({ position, path }: MemberCase, value: Json | undefined, beside: Beside): object {
  const keyword = value === undefined ? {} : keywordWith(position, path, value);
  const parts = {
    root: { ...beside.root },
    path: {},
    operation: { ...beside.operation },
    scheme: { ...beside.scheme },
    schema: { ...beside.schema },
  } as Record<string, JsonObject>;
  const place = position.endsWith('scheme') ? 'scheme' : position;
  parts[place] = merge(parts[place]!, keyword);
  return base(parts as unknown as Parts, position);
}

interface Parts {
  readonly root: JsonObject;
  readonly path: JsonObject;
  readonly operation: JsonObject;
  readonly scheme: JsonObject;
  readonly schema: JsonObject;
}

function base({ root, path, operation, scheme, schema }: Parts, position = 'operation'): object {
  const schemes: Readonly<Record<string, object>> = {
    'apiKey scheme': { type: 'apiKey', in: 'header', name: 'X-Key' },
    'plain scheme': { type: 'http', scheme: 'basic' },
  };
  const because = 'a test';
  const keyword = (value: JsonObject): object =>
    Object.keys(value).length === 0 ? {} : { 'x-security': merge({ because }, value) };
  const holdsRules = Object.keys(schema).length > 0;
  const value = holdsRules ? { type: 'string', ...keyword(schema) } : { type: 'string' };
  const item = {
    type: 'object',
    properties: {
      name: value,
      list: { type: 'array', items: { type: 'object' } },
      others: { type: 'array', items: { type: 'object' } },
    },
  };
  const content = { 'application/json': { schema: item } };
  return {
    openapi: '3.1.0',
    info: { title: 'Test', version: '1' },
    servers: [{ url: 'https://api.example.com' }],
    security: [{ scheme: [] }],
    'x-security': merge({ version: 1, because, roles: { customer: [], admin: [] } }, root),
    paths: {
      '/things/{id}': {
        ...keyword(path),
        post: {
          operationId: 'thing',
          'x-security': merge({ because }, withAccess(operation, [root, path, operation])),
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'other', in: 'query', schema: { type: 'string' } },
          ],
          requestBody: { content },
          responses: { 200: { description: 'ok', content } },
        },
      },
    },
    components: {
      securitySchemes: {
        scheme: { ...(schemes[position] ?? { type: 'http', scheme: 'bearer' }), ...keyword(scheme) },
      },
    },
  };
}

/** Undecided operations would tell nothing. */
function withAccess(operation: JsonObject, levels: readonly JsonObject[]): JsonObject {
  return levels.some(({ access }) => access !== undefined && isNamed(access))
    ? operation
    : merge({ access: { roles: ['admin'] } }, operation);
}

function isNamed(access: Json): boolean {
  return typeof access === 'string' || (typeof access === 'object' && access !== null && 'roles' in access);
}

function merge(one: JsonObject, other: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const known = result[name];
    const both = [known, value].every(
      (part) => typeof part === 'object' && part !== null && !Array.isArray(part),
    );
    result[name] = both ? merge(known as JsonObject, value as JsonObject) : value;
  }
  return result;
}
