import { describe, expect, it } from 'vitest';
import { compileFunctionLevel } from '../../../../src/runtime/authorize/function-level.js';
import { compileRoles } from '../../../../src/runtime/authorize/roles.js';
import type { Principal } from '../../../../src/runtime/core/principal.js';
import type { Refusal } from '../../../../src/runtime/core/refusal.js';

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

const authenticated = (...roles: readonly string[]) =>
  compileFunctionLevel({ requirements, access: { kind: 'authenticated', roles, object: null } });

describe('function level', () => {
  it('lets everybody use public operations', () => {
    expect(compileFunctionLevel({ requirements: [], access: { kind: 'public' } })(null, null)).toBeNull();
  });

  it.each([
    [null, { kind: 'undecided' }],
    [requirements, { kind: 'undecided' }],
    [null, { kind: 'authenticated', roles: [], object: null }],
  ] as const)('denies undecided operations to everybody', (required, access) => {
    const check = compileFunctionLevel({ requirements: required, access });
    for (const caller of [null, ada]) {
      expect(check(caller, null)).toMatchObject({ stage: 11, code: 'access-undecided' });
    }
  });

  it('asks for any of the roles', () => {
    expect(authenticated()(ada, null)).toBeNull();
    expect(authenticated('admin', 'customer')(ada, null)).toBeNull();
    expect(authenticated('admin')(ada, null)).toMatchObject({ stage: 11, code: 'insufficient-role' });
    expect(authenticated('admin')(null, null)).toMatchObject({ stage: 11, code: 'insufficient-role' });
  });

  it('applies what authentication found missing first', () => {
    expect(authenticated()(ada, deferred)).toBe(deferred);
    expect(authenticated('customer')(ada, deferred)).toBe(deferred);
    expect(authenticated('admin')(ada, deferred)).toBe(deferred);
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
