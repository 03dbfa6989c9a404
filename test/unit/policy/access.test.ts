import { describe, expect, it } from 'vitest';

import type { AccessPolicy } from '../../../src/policy/policy-table.js';
import { reported, resolved } from './literal-document.js';

interface Case {
  readonly security?: unknown;
  readonly root?: unknown;
  readonly access?: unknown;
  readonly rootAccess?: unknown;
  readonly roles?: unknown;
}

const schemes = {
  token: {
    type: 'oauth2',
    flows: { clientCredentials: { tokenUrl: 'https://id.example.com', scopes: { read: '' } } },
  },
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  tenants: { type: 'http', scheme: 'bearer', 'x-security': { claims: { tenant: '/tid' } } },
};

function decide({ security, root, access, rootAccess, roles }: Case) {
  const keyword = {
    version: 1,
    ...(rootAccess === undefined ? {} : { access: rootAccess }),
    ...(roles === undefined ? {} : { roles }),
  };
  const { policy, document, diagnostics } = resolved({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    ...(root === undefined ? {} : { security: root }),
    'x-security': keyword,
    paths: {
      '/a': {
        get: {
          ...(security === undefined ? {} : { security }),
          ...(access === undefined ? {} : { 'x-security': { access } }),
          responses: {},
        },
      },
    },
    components: { securitySchemes: schemes },
  });
  const operation = policy.operations.get(document.pathItems[0]!.operations[0]!)!;
  return {
    access: operation.access,
    requirements: operation.requirements,
    errors: reported(diagnostics),
    diagnostics,
  };
}

const roles = { customer: [], admin: ['customer'] };
const token = [{ token: [] }];
const scoped = [{ token: ['read'] }];

/** Semantics, principle 2, §2, §4 and §12. */
const table: readonly [string, Case, AccessPolicy['kind']][] = [
  ['nothing anywhere', {}, 'undecided'],
  ['security of the operation', { security: token }, 'authenticated'],
  ['security of the root', { root: token }, 'authenticated'],
  ['security: [] over that of the root', { root: token, security: [] }, 'public'],
  ['security: [{}]', { security: [{}] }, 'public'],
  ['an optional requirement', { security: [{}, ...token] }, 'authenticated'],
  ['security: [] with access: public', { security: [], access: 'public' }, 'public'],
  ['access: public where nothing else is said', { access: 'public' }, 'public'],
  [
    'access: public of the root, security: [] of the operation',
    { rootAccess: 'public', security: [] },
    'public',
  ],
  ['roles declared, and nothing anywhere', { roles }, 'undecided'],
  ['roles declared, a requirement alone', { roles, security: token }, 'undecided'],
  ['roles declared, a requirement with scopes', { roles, security: scoped }, 'authenticated'],
  ['roles declared, a requirement with roles', { roles, security: [{ key: ['customer'] }] }, 'authenticated'],
  [
    'roles declared, one alternative without scopes',
    { roles, security: [...scoped, { key: [] }] },
    'undecided',
  ],
  [
    'roles declared, scopes on one of two at once',
    { roles, security: [{ token: ['read'], key: [] }] },
    'authenticated',
  ],
  [
    'roles declared, access: authenticated',
    { roles, security: token, access: 'authenticated' },
    'authenticated',
  ],
  ['roles declared, access.roles', { roles, security: token, access: { roles: ['admin'] } }, 'authenticated'],
  [
    'roles declared, access.object alone',
    { roles, security: token, access: { object: { type: 'a' } } },
    'undecided',
  ],
  [
    'roles declared, access: authenticated of the root',
    { roles, security: token, rootAccess: 'authenticated' },
    'authenticated',
  ],
  [
    'roles declared, an object over access: authenticated',
    { roles, security: token, rootAccess: 'authenticated', access: { object: { type: 'a' } } },
    'undecided',
  ],
  ['roles declared, security: []', { roles, security: [] }, 'public'],
];

describe('decideAccess', () => {
  it.each(table)('reads %s', (_name, given, kind) => {
    const { access, errors } = decide(given);
    expect([access.kind, errors]).toEqual([kind, []]);
  });

  it.each([
    [
      'the operation',
      { security: token, access: 'public' },
      '/paths/~1a/get/x-security/access',
      '/paths/~1a/get/security',
    ],
    ['the root', { root: token, access: 'public' }, '/paths/~1a/get/x-security/access', '/security'],
    [
      'an alternative',
      { root: [{}, ...token], access: 'public' },
      '/paths/~1a/get/x-security/access',
      '/security',
    ],
    [
      'access of the root',
      { security: token, rootAccess: 'public' },
      '/x-security/access',
      '/paths/~1a/get/security',
    ],
  ])('refuses access: public over a requirement of %s', (_name, given, at, related) => {
    const { errors, diagnostics } = decide(given);
    expect(errors).toEqual([`public-with-requirement ${at}`]);
    expect(diagnostics.list.find(({ severity }) => severity === 'error')?.related[0]?.at.pointer).toBe(
      related,
    );
  });

  it.each([
    ['authenticated', { access: 'authenticated' }, '/paths/~1a/get/x-security/access'],
    ['authenticated and security: []', { security: [], access: 'authenticated' }, '/paths/~1a/get'],
    ['roles', { access: { roles: ['customer'] } }, '/paths/~1a/get/x-security/access/roles'],
    ['an object', { access: { object: { type: 'a' } } }, '/paths/~1a/get/x-security/access/object/type'],
    [
      'roles of the root and security: []',
      { rootAccess: { roles: ['customer'] }, security: [] },
      '/paths/~1a/get',
    ],
    ['authenticated and {}', { security: [{}], access: 'authenticated' }, '/paths/~1a/get'],
  ])('refuses %s without any scheme, and leaves it denied', (_name, given, at) => {
    const { access, errors } = decide(given);
    expect(errors).toEqual([`access-without-scheme ${at}`]);
    expect(access.kind).toBe('undecided');
  });

  it('keeps what the document says of roles, tenants, objects and lists', () => {
    const { access } = decide({
      security: token,
      rootAccess: { object: { type: 'order', deny: 404 } },
      access: {
        roles: ['customer'],
        tenant: '$request.path.shop',
        object: { policy: 'owner', id: '$request.path.id' },
        list: { items: '/items' },
      },
    });
    expect(access).toEqual({
      kind: 'authenticated',
      roles: ['customer'],
      tenant: '$request.path.shop',
      object: { declared: true, policy: 'owner', type: 'order', id: '$request.path.id', deny: 404 },
      list: { items: '/items' },
    });
    expect(decide({ security: token }).access).toMatchObject({
      roles: [],
      tenant: null,
      object: { declared: false, deny: 404 },
      list: null,
    });
  });

  it('refuses a list about no object', () => {
    const { errors } = decide({
      security: token,
      rootAccess: { object: 'none' },
      access: { list: { items: '' } },
    });
    expect(errors).toEqual([
      'because-missing /x-security/access/object',
      'list-without-object /paths/~1a/get/x-security/access/list/items',
    ]);
  });

  it('refuses a tenant that no credential can name', () => {
    const unmapped = 'tenant-without-claim /paths/~1a/get/x-security/access/tenant';
    const asked = { access: { tenant: true } };
    expect(decide({ security: token, ...asked }).errors).toEqual([unmapped]);
    expect(decide({ security: [...token, {}], ...asked }).errors).toEqual([unmapped]);
    expect(decide({ security: [{ key: [] }], ...asked }).errors).toEqual([]);
    expect(decide({ security: [{ key: [] }, ...token], ...asked }).errors).toEqual([]);
    expect(decide({ security: [{ tenants: [] }], ...asked }).errors).toEqual([]);
  });

  it('knows undefined roles wherever they are named, once', () => {
    const { errors, diagnostics } = decide({
      roles,
      security: [{ key: ['custmer'] }],
      rootAccess: { roles: ['admn'] },
    });
    expect(errors).toEqual([
      'undefined-role /paths/~1a/get/security/0/key/0',
      'undefined-role /x-security/access/roles/0',
    ]);
    expect(diagnostics.list.find(({ code }) => code === 'undefined-role')?.help).toBe(
      'Did you mean "customer"?',
    );
    expect(decide({ security: token, access: { roles: ['anything'] } }).errors).toEqual([]);
  });
});
