import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Json } from '../../../src/load/json.js';
import { vocabulary } from '../../../src/policy/vocabulary.js';
import { reported, resolved } from './literal-document.js';
import { everyMember, keywordWith, type MemberCase } from './vocabulary-members.js';

const guarded = {
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  security: [{ token: [] }],
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
};
const operation = { operationId: 'a', responses: {} };

/** A document with `keyword` at a position, and `version` at the root. */
function documentWith(position: MemberCase['position'], keyword: unknown): object {
  const at = { 'x-security': keyword };
  const versioned = { ...guarded, 'x-security': { version: 1 }, paths: { '/a': { get: operation } } };
  const schemes = (scheme: object): object => ({
    ...versioned,
    components: {
      securitySchemes: {
        token: { ...guarded.components.securitySchemes.token },
        other: { ...scheme, ...at },
      },
    },
  });
  switch (position) {
    case 'root':
      return { ...versioned, ...at };
    case 'path':
      return { ...versioned, paths: { '/a': { ...at, get: operation } } };
    case 'operation':
      return { ...versioned, paths: { '/a': { get: { ...operation, ...at } } } };
    case 'schema':
      return {
        ...versioned,
        components: { ...guarded.components, schemas: { S: { type: 'string', ...at } } },
      };
    case 'token scheme':
      return schemes({ type: 'oauth2', flows: {} });
    case 'apiKey scheme':
      return schemes({ type: 'apiKey', in: 'header', name: 'X-Key' });
    case 'plain scheme':
      return schemes({ type: 'http', scheme: 'basic' });
  }
}

function errorsWith(position: MemberCase['position'], keyword: unknown): readonly string[] {
  return reported(resolved(documentWith(position, keyword)).diagnostics);
}

const PLACES: Readonly<Record<MemberCase['position'], string>> = {
  root: '/x-security',
  path: '/paths/~1a/x-security',
  operation: '/paths/~1a/get/x-security',
  schema: '/components/schemas/S/x-security',
  'token scheme': '/components/securitySchemes/other/x-security',
  'apiKey scheme': '/components/securitySchemes/other/x-security',
  'plain scheme': '/components/securitySchemes/other/x-security',
};

describe('x-security by position', () => {
  it.each(everyMember())('never takes null for $label', ({ position, path }) => {
    const keyword = keywordWith(position, path, null);
    const pointer = `${PLACES[position]}/${path.map((step) => (step === '*' ? 'some' : step)).join('/')}`;
    expect(errorsWith(position, keyword)).toContain(`x-security-invalid-value ${pointer}`);
  });

  it.each(everyMember())(
    'places a misspelt $label exactly, and names the right one',
    ({ position, path, member }) => {
      const typo = `${member.name}x`;
      const keyword = keywordWith(position, [...path.slice(0, -1), typo], 'any');
      const prefix = path.slice(0, -1).map((step) => (step === '*' ? 'some' : step));
      const pointer = [PLACES[position], ...prefix, typo].join('/');
      const { diagnostics } = resolved(documentWith(position, keyword));
      const fault = diagnostics.list.find(
        ({ at, severity }) => severity === 'error' && at?.pointer === pointer,
      );
      // The keys of plans are the author's.
      if (prefix.includes('plans')) return;
      expect(fault).toMatchObject({ code: 'x-security-unknown-member' });
      expect(fault?.at?.on).toBe('key');
      expect(fault?.help).toContain(JSON.stringify(member.name));
    },
  );

  it.each(everyMember().filter(({ member }) => !member.enforced))(
    'refuses $label, which is not enforced',
    (member) => {
      const { position, path } = member;
      for (const example of member.member.examples) {
        if (member.member.enforcedValues.some((value) => JSON.stringify(value) === JSON.stringify(example)))
          continue;
        expect(errorsWith(position, keywordWith(position, path, example))).toEqual([
          expect.stringMatching(/^member-not-enforced /),
        ]);
      }
    },
  );

  it.each(everyMember().filter(({ member }) => member.unenforcedValues.length > 0))(
    'refuses values of $label that are not enforced',
    ({ position, path, member }) => {
      for (const value of member.unenforcedValues) {
        const pointer = `${PLACES[position]}/${path.map((step) => (step === '*' ? 'some' : step)).join('/')}`;
        expect(errorsWith(position, keywordWith(position, path, value))).toEqual([
          `member-not-enforced ${pointer}`,
        ]);
      }
    },
  );

  it.each(everyMember().filter(({ member }) => member.becauseValues.length > 0))(
    'wants a reason beside $label',
    ({ position, path, member }) => {
      const pointer = `${PLACES[position]}/${path.map((step) => (step === '*' ? 'some' : step)).join('/')}`;
      for (const value of member.becauseValues) {
        const bare = keywordWith(position, path, value);
        expect(errorsWith(position, bare)).toEqual([`because-missing ${pointer}`]);
        const reasoned =
          path[0] === 'limiters'
            ? {
                version: 1,
                limiters: { some: { key: 'ip', rate: '1/1s', onFailure: value, because: 'said so' } },
              }
            : { ...bare, because: 'said so' };
        const { diagnostics } = resolved(documentWith(position, reasoned));
        expect(reported(diagnostics)).toEqual([]);
        expect(diagnostics.list.find(({ code }) => code === 'protection-weakened')).toMatchObject({
          severity: 'info',
          at: { pointer },
          message: expect.stringContaining('said so') as string,
        });
      }
    },
  );

  it('does not let the reason of a path stand for that of its operation', () => {
    const document = {
      ...guarded,
      'x-security': { version: 1, because: 'root' },
      paths: {
        '/a': {
          'x-security': { because: 'path' },
          get: { ...operation, 'x-security': { rateLimit: false } },
        },
      },
    };
    expect(reported(resolved(document).diagnostics)).toEqual([
      'because-missing /paths/~1a/get/x-security/rateLimit',
    ]);
  });
});

describe('values', () => {
  const cases: readonly [string, MemberCase['position'], Json, string][] = [
    ['a keyword that is no object', 'operation', 'public', ''],
    ['an empty keyword', 'operation', {}, ''],
    ['another version', 'root', { version: 2 }, '/version'],
    ['a version that is text', 'root', { version: '1' }, '/version'],
    ['an unknown access', 'operation', { access: 'publc' }, '/access'],
    ['an access of the wrong type', 'operation', { access: ['customer'] }, '/access'],
    ['roles that are no list', 'operation', { access: { roles: 'customer' } }, '/access/roles'],
    ['no roles', 'operation', { access: { roles: [] } }, '/access/roles'],
    ['a role twice', 'operation', { access: { roles: ['a', 'a'] } }, '/access/roles'],
    ['a role that is no name', 'operation', { access: { roles: ['a', '$b'] } }, '/access/roles/1'],
    [
      'an object id that is no location',
      'operation',
      { access: { object: { id: 'orderId' } } },
      '/access/object/id',
    ],
    ['another status of a denial', 'operation', { access: { object: { deny: 401 } } }, '/access/object/deny'],
    ['a rate limit that is true', 'operation', { rateLimit: true }, '/rateLimit'],
    ['a rate limit that is text', 'operation', { rateLimit: 'ip' }, '/rateLimit'],
    ['a size without unit', 'operation', { body: { max: 1024 } }, '/body/max'],
    ['a size with an unknown unit', 'operation', { body: { max: '1KB' } }, '/body/max'],
    ['a depth of zero', 'operation', { body: { depth: 0 } }, '/body/depth'],
    ['a timeout of zero', 'operation', { timeout: '0s' }, '/timeout'],
    ['a fractional number', 'operation', { validation: { maxItems: 1.5 } }, '/validation/maxItems'],
    [
      'an http type base',
      'root',
      { version: 1, errors: { typeBase: 'http://e.example/' } },
      '/errors/typeBase',
    ],
    ['an action with capitals', 'operation', { audit: { action: 'Order.Create' } }, '/audit/action'],
    ['a realm with quotes', 'root', { version: 1, realm: 'a"b' }, '/realm'],
    ['a role with a strange name', 'root', { version: 1, roles: { 'a b': [] } }, '/roles/a b'],
    ['a limiter without rate', 'root', { version: 1, limiters: { ip: { key: 'ip' } } }, '/limiters/ip'],
    [
      'a limiter with a bad rate',
      'root',
      { version: 1, limiters: { ip: { key: 'ip', rate: '60/min' } } },
      '/limiters/ip/rate',
    ],
    [
      'a limiter with a bad key',
      'root',
      { version: 1, limiters: { ip: { key: 'user', rate: '1/1s' } } },
      '/limiters/ip/key',
    ],
    ['an http issuer', 'token scheme', { issuer: 'http://id.example.com' }, '/issuer'],
    ['an unknown algorithm', 'token scheme', { algorithms: ['none'] }, '/algorithms/0'],
    ['a prefix with a dash', 'apiKey scheme', { prefix: 'ord-live' }, '/prefix'],
    ['a long reason', 'operation', { timeout: '1s', because: 'x'.repeat(501) }, '/because'],
  ];
  it.each(cases)('refuses %s', (_name, position, keyword, pointer) => {
    const document = documentWith(position, keyword);
    const faults = reported(resolved(document).diagnostics, 'x-security-invalid-value');
    expect(faults).toEqual([`x-security-invalid-value ${PLACES[position]}${pointer}`]);
  });

  it('suggests the value that was probably meant', () => {
    const { diagnostics } = resolved(documentWith('operation', { access: 'publc' }));
    expect(diagnostics.list.find(({ severity }) => severity === 'error')?.help).toBe(
      'Did you mean "public"?',
    );
  });

  it('says where a known member belongs', () => {
    const { diagnostics } = resolved(documentWith('root', { version: 1, cost: 1 }));
    expect(diagnostics.list.find(({ severity }) => severity === 'error')).toMatchObject({
      code: 'x-security-unknown-member',
      help: '"cost" belongs to an operation.',
    });
  });

  it('tells members of another type of scheme from unknown ones', () => {
    expect(errorsWith('apiKey scheme', { issuer: 'https://id.example.com' })).toEqual([
      'scheme-member-misfit /components/securitySchemes/other/x-security/issuer',
    ]);
    expect(errorsWith('plain scheme', { prefix: 'a' })).toEqual([
      'scheme-member-misfit /components/securitySchemes/other/x-security/prefix',
    ]);
  });

  it('wants HS algorithms alone, and clocks that agree', () => {
    expect(errorsWith('token scheme', { algorithms: ['HS256', 'RS256'] })).toEqual([
      'hmac-algorithm-mixed /components/securitySchemes/other/x-security/algorithms/0',
    ]);
    expect(errorsWith('token scheme', { algorithms: ['HS256'] })).toEqual([]);
    expect(errorsWith('token scheme', { clockSkew: '3m' })).toEqual([
      'clock-skew-too-long /components/securitySchemes/other/x-security/clockSkew',
    ]);
    expect(errorsWith('token scheme', { clockSkew: '2m' })).toEqual([]);
  });

  it('keeps what is valid beside what is not', () => {
    const { policy, document } = resolved(documentWith('operation', { timeout: 'soon', body: { depth: 3 } }));
    const only = policy.operations.get(document.pathItems[0]!.operations[0]!);
    expect(only).toMatchObject({ timeoutMs: 15_000, bodyLimits: { depth: 3 } });
  });

  it('survives any value anywhere', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(PLACES)),
        fc.jsonValue({ maxDepth: 4 }),
        (position, value) => {
          resolved(documentWith(position as MemberCase['position'], value));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reports every unknown name, prototype members included', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const keyword = JSON.parse(`{"timeout":"1s","${name}":1}`) as object;
      expect(errorsWith('operation', keyword)).toEqual([
        `x-security-unknown-member ${PLACES.operation}/${name}`,
      ]);
    }
  });
});

describe('places', () => {
  it('wants a version at the root wherever the keyword is used', () => {
    const document = {
      ...guarded,
      paths: { '/a': { get: { ...operation, 'x-security': { timeout: '1s' } } } },
    };
    expect(reported(resolved(document).diagnostics)).toEqual([
      'x-security-version /paths/~1a/get/x-security',
    ]);
    expect(errorsWith('root', { realm: 'r' })).toEqual(['x-security-version /x-security']);
    expect(errorsWith('root', {})).toEqual(['x-security-version /x-security']);
  });

  const nowhere: readonly [string, object][] = [
    ['/info', { info: { title: 'T', version: '1', 'x-security': {} } }],
    ['/info/contact', { info: { title: 'T', version: '1', contact: { 'x-security': {} } } }],
    ['/servers/0', { servers: [{ url: '/', 'x-security': {} }] }],
    ['/tags/0', { tags: [{ name: 'a', 'x-security': {} }] }],
    ['/paths', { paths: { 'x-security': {} } }],
    ['/components', { components: { ...guarded.components, 'x-security': {} } }],
    [
      '/components/securitySchemes/o/flows',
      {
        components: {
          securitySchemes: {
            ...guarded.components.securitySchemes,
            o: { type: 'oauth2', flows: { 'x-security': {} } },
          },
        },
      },
    ],
    ['/paths/~1a/get/responses', { paths: { '/a': { get: { responses: { 'x-security': {} } } } } }],
    [
      '/paths/~1a/get/responses/200',
      { paths: { '/a': { get: { responses: { '200': { description: '', 'x-security': {} } } } } } },
    ],
    [
      '/paths/~1a/get/parameters/0',
      {
        paths: {
          '/a': { get: { parameters: [{ name: 'p', in: 'query', 'x-security': {} }], responses: {} } },
        },
      },
    ],
    [
      '/paths/~1a/post/requestBody',
      { paths: { '/a': { post: { requestBody: { content: {}, 'x-security': {} }, responses: {} } } } },
    ],
    [
      '/paths/~1a/post/requestBody/content/a~1b',
      {
        paths: {
          '/a': { post: { requestBody: { content: { 'a/b': { 'x-security': {} } } }, responses: {} } },
        },
      },
    ],
    [
      '/webhooks/w/post',
      { webhooks: { w: { post: { 'x-security': { access: 'public' }, responses: {} } } } },
    ],
    [
      '/paths/~1a/get/callbacks/c/{$url}',
      {
        paths: {
          '/a': {
            get: {
              responses: {},
              callbacks: { c: { '{$url}': { 'x-security': { access: 'public' }, post: {} } } },
            },
          },
        },
      },
    ],
  ];
  it.each(nowhere)('refuses the keyword in %s', (pointer, part) => {
    const document = { paths: {}, ...guarded, 'x-security': { version: 1 }, ...part };
    expect(reported(resolved(document).diagnostics)).toEqual([`x-security-misplaced ${pointer}/x-security`]);
  });

  it.each(['x-securty', 'x-Security', 'X-SECURITY', 'x_security', 'xsecurity', 'x-secuirty', 'Security'])(
    'takes %s for a typo',
    (key) => {
      const document = { ...guarded, paths: { '/a': { get: { ...operation, [key]: {} } } } };
      expect(reported(resolved(document).diagnostics)).toEqual([`x-security-misspelt /paths/~1a/get/${key}`]);
    },
  );

  it('takes no other keyword for a typo', () => {
    const document = {
      ...guarded,
      'x-secure-by': 1,
      'x-servers': [],
      paths: { '/a': { get: { ...operation, 'x-serenity-now': 1 } } },
    };
    expect(reported(resolved(document).diagnostics)).toEqual([]);
  });

  it('refuses security where OpenAPI has none', () => {
    const document = { ...guarded, paths: { '/a': { security: [], get: operation } } };
    expect(reported(resolved(document).diagnostics)).toEqual(['security-misplaced /paths/~1a/security']);
  });

  it('leaves names and data alone', () => {
    const document = {
      ...guarded,
      paths: {
        '/a': {
          get: {
            ...operation,
            parameters: [{ name: 'x-security', in: 'header', example: { 'x-security': 1 } }],
          },
        },
      },
      components: {
        ...guarded.components,
        schemas: {
          'x-security': {
            type: 'object',
            properties: { 'x-security': { type: 'string' }, security: {} },
            default: { 'x-security': 1 },
          },
        },
      },
      'x-other': { 'x-security': {} },
    };
    expect(reported(resolved(document).diagnostics)).toEqual([]);
  });

  it('knows every position', () => {
    expect(
      Object.keys(PLACES).every((position) => vocabulary(position as MemberCase['position']).size > 0),
    ).toBe(true);
  });
});
