import { describe, expect, it } from 'vitest';
import { compileFunctionLevel } from '../../../../src/runtime/authorize/function-level.js';
import { compileRoles } from '../../../../src/runtime/authorize/roles.js';
import type {
  AccessDefinition,
  InputLocation,
  ParameterDefinition,
} from '../../../../src/runtime/core/definition.js';
import type { Principal } from '../../../../src/runtime/core/principal.js';
import type { Refusal } from '../../../../src/runtime/core/refusal.js';
import type { ParameterSource } from '../../../../src/runtime/decode/parameters.js';

const ada: Principal = {
  id: 'ada',
  client: null,
  apiKey: null,
  scheme: 'oauth',
  scopes: [],
  roles: ['support', 'customer'],
  tenant: null,
  plan: null,
  claims: {},
};
const requirements = [{ credentials: [{ scheme: 'oauth', scopes: [], roles: [] }] }];
const deferred: Refusal = { stage: 11, code: 'insufficient-scope', reason: 'x' };

/** A request that says nothing, unless the test is about what it says. */
const silent: ParameterSource = {
  pathValue: () => '',
  query: '',
  headerValues: () => [],
  cookie: undefined,
};

const compile = (
  access: AccessDefinition,
  required: Parameters<typeof compileFunctionLevel>[0]['requirements'] = requirements,
  parameters: readonly ParameterDefinition[] = [],
) => {
  const check = compileFunctionLevel({ requirements: required, access, parameters });
  return (principal: Principal | null, missing: Refusal | null = null, source = silent) =>
    check(principal, missing, source);
};

const authenticated = (...roles: readonly string[]) =>
  compile({ kind: 'authenticated', roles, tenant: null, object: null });

describe('function level', () => {
  it('lets everybody use public operations', () => {
    expect(compile({ kind: 'public' }, [])(null)).toBeNull();
  });

  it.each([
    [null, { kind: 'undecided' }],
    [requirements, { kind: 'undecided' }],
    [null, { kind: 'authenticated', roles: [], tenant: null, object: null }],
  ] as const)('denies undecided operations to everybody', (required, access) => {
    const check = compile(access, required);
    for (const caller of [null, ada]) {
      expect(check(caller)).toMatchObject({ stage: 11, code: 'access-undecided' });
    }
  });

  it('asks for any of the roles', () => {
    expect(authenticated()(ada)).toBeNull();
    expect(authenticated('admin', 'customer')(ada)).toBeNull();
    expect(authenticated('admin')(ada)).toMatchObject({ stage: 11, code: 'insufficient-role' });
    expect(authenticated('admin')(null)).toMatchObject({ stage: 11, code: 'insufficient-role' });
  });

  it('applies what authentication found missing first', () => {
    expect(authenticated()(ada, deferred)).toBe(deferred);
    expect(authenticated('customer')(ada, deferred)).toBe(deferred);
    expect(authenticated('admin')(ada, deferred)).toBe(deferred);
  });
});

const parameter = (
  place: ParameterDefinition['in'],
  kind: 'string' | 'integer' = 'string',
): ParameterDefinition => ({
  name: 'X-Tenant',
  in: place,
  required: false,
  style: place === 'path' || place === 'header' ? 'simple' : 'form',
  explode: false,
  allowEmptyValue: false,
  json: false,
  shape: { kind },
  default: null,
});
const isolated = (tenant: true | InputLocation, ...parameters: ParameterDefinition[]) =>
  compile({ kind: 'authenticated', roles: ['customer'], tenant, object: null }, requirements, parameters);

describe('the tenant', () => {
  const acme: Principal = { ...ada, tenant: 'acme' };
  const refusal = { stage: 11, code: 'insufficient-tenant' };

  it('must be known of the caller', () => {
    const check = isolated(true);
    expect(check(acme)).toBeNull();
    expect(check(ada)).toMatchObject(refusal);
    expect(check(null)).toMatchObject({ code: 'insufficient-role' });
    expect(check({ ...ada, roles: [] })).toMatchObject({ code: 'insufficient-role' });
    expect(check(ada, deferred)).toBe(deferred);
    const open = compile({ kind: 'authenticated', roles: [], tenant: true, object: null });
    expect(open(null)).toMatchObject(refusal);
  });

  it('is compared with a body later, and must be known of the caller now', () => {
    const check = isolated({ in: 'body', pointer: '/tenant' });
    expect(check(acme)).toBeNull();
    expect(check(ada)).toMatchObject(refusal);
  });

  const sources: readonly [ParameterDefinition['in'], (text: string) => Partial<ParameterSource>][] = [
    ['path', (text) => ({ pathValue: (name) => (name === 'X-Tenant' ? text : '') })],
    ['query', (text) => ({ query: `other=%zz&X-Tenant=${text}&__proto__=1` })],
    [
      'header',
      (text) => ({ headerValues: (name) => (name === 'x-tenant' ? [decodeURIComponent(text)] : []) }),
    ],
    ['cookie', (text) => ({ cookie: `a=b; X-Tenant=${text}` })],
  ];

  it.each(sources)('equals the value in the %s, decoded alone', (place, source) => {
    const check = isolated({ in: place as 'path', name: 'X-Tenant' }, parameter(place));
    const ask = (caller: Principal | null, text: string) =>
      check(caller, null, { ...silent, ...source(text) });
    expect(ask(acme, 'acme')).toBeNull();
    expect(ask(acme, '%61cme')).toBeNull();
    expect(ask({ ...ada, tenant: 'a b' }, 'a%20b')).toBeNull();
    for (const other of ['ACME', 'acme%2Fb', 'acm', '', 'null'])
      expect(ask(acme, other)).toMatchObject(refusal);
    for (const nobody of ['null', 'undefined', '']) expect(ask(ada, nobody)).toMatchObject(refusal);
    expect(check(acme)).toMatchObject(refusal);
  });

  it('equals a number as JSON writes it', () => {
    const check = isolated({ in: 'query', name: 'X-Tenant' }, parameter('query', 'integer'));
    const ask = (query: string) => check({ ...ada, tenant: '42' }, null, { ...silent, query });
    expect(ask('X-Tenant=42')).toBeNull();
    for (const query of ['X-Tenant=042', 'X-Tenant=42.0', 'X-Tenant=43', 'X-Tenant=42&X-Tenant=42']) {
      expect(ask(query)).toMatchObject(refusal);
    }
  });

  it('equals a default that stands for an absent parameter', () => {
    const check = isolated({ in: 'query', name: 'X-Tenant' }, { ...parameter('query'), default: '"acme"' });
    expect(check(acme)).toBeNull();
    expect(check({ ...ada, tenant: 'other' })).toMatchObject(refusal);
  });

  it('is nobody’s where the definition lacks the parameter', () => {
    expect(isolated({ in: 'query', name: 'X-Tenant' })(acme)).toMatchObject(refusal);
  });
});

describe('roles', () => {
  const expand = compileRoles([
    { name: 'admin', implies: ['admin', 'support', 'customer'] },
    { name: 'support', implies: ['support', 'customer'] },
    { name: 'customer', implies: [] },
    { name: '__proto__', implies: ['__proto__'] },
  ]);

  it('bring everything they imply, each once', () => {
    expect(expand(['admin'])).toEqual(['admin', 'support', 'customer']);
    expect(new Set(expand(['customer', 'support']))).toEqual(new Set(['support', 'customer']));
    expect(expand(['customer', 'support'])).toHaveLength(2);
    expect(expand(['customer'])).toEqual(['customer']);
    expect(expand(['__proto__'])).toEqual(['__proto__']);
  });

  it('are a closed set where the document declares them', () => {
    expect(expand(['root', 'constructor', 'toString'])).toEqual([]);
    expect(expand(['root'])).toEqual([]);
    expect(expand([])).toEqual([]);
  });

  it('stand for themselves where it declares none', () => {
    expect(compileRoles(null)(['x', 'y', 'x'])).toEqual(['x', 'y']);
  });
});
