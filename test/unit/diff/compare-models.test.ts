import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Direction } from '../../../src/diff/change.js';
import { compareModels } from '../../../src/diff/compare-models.js';
import { apiOf } from '../render/generated-project.js';

const BASE = `
openapi: 3.1.0
info: { title: Test, version: '1' }
servers: [{ url: 'https://api.example.com' }]
security: [{ oauth: [read] }]
x-security:
  version: 1
  roles: { customer: [], admin: [customer] }
paths:
  /things/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, maxLength: 10 } }]
    get:
      operationId: getThing
      x-security: { access: { roles: [customer] } }
      responses:
        200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
    put:
      operationId: putThing
      x-security: { access: { roles: [admin] } }
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
      responses: { 204: { description: ok } }
  /open:
    get:
      operationId: getOpen
      security: []
      parameters: [{ name: limit, in: query, required: true, schema: { type: integer, maximum: 50 } }]
      responses:
        200: { description: ok, content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } }
  /form:
    post:
      operationId: logIn
      security: []
      x-security: { access: public, because: a test, login: { perIp: 5/1m } }
      requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { name: { type: string } } } } } }
      responses: { 204: { description: ok } }
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://id.example.com/token', scopes: { read: r, write: w } } }
    key: { type: apiKey, in: header, name: X-Key, x-security: { prefix: test, expires: 1d } }
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        name: { type: string, minLength: 2, maxLength: 20, pattern: '^a' }
        count: { type: integer, minimum: 1, maximum: 10, multipleOf: 2 }
        tags: { type: array, maxItems: 5, uniqueItems: true, items: { $ref: '#/components/schemas/Tag' } }
        mail: { type: string, format: email }
        state: { type: string, enum: [open, closed] }
        owner: { type: string, readOnly: true }
        hash: { type: string, writeOnly: true }
        either: { anyOf: [{ type: string, maxLength: 3 }, { type: integer }] }
        one: { oneOf: [{ $ref: '#/components/schemas/Tag' }, { type: integer }] }
        closed: { type: object, additionalProperties: false, properties: { a: { type: string } } }
        map: { type: object, additionalProperties: { type: string, maxLength: 5 } }
    Tag: { type: string, maxLength: 8 }
`;

/** Steps to a value, and the value that is put there; `undefined` removes. */
type Edit = readonly [path: string, value: unknown];

const thing = 'components.schemas.Thing';
const property = (name: string): string => `${thing}.properties.${name}`;
const putOnly = ['putThing'] as const;
const both = ['getThing', 'putThing'] as const;

describe('a change of what OpenAPI itself says', () => {
  it.each<
    [what: string, edit: Edit, kind: string, there: Direction, back: Direction, operations: readonly string[]]
  >([
    [
      'authentication removed',
      ['paths./things/{id}.get', { security: [], xs: { access: 'public' } }],
      'authentication',
      'weaker',
      'stronger',
      ['getThing'],
    ],
    [
      'authentication made optional',
      ['security', [{ oauth: ['read'] }, {}]],
      'authentication',
      'weaker',
      'stronger',
      both,
    ],
    [
      'alternative added',
      ['security', [{ oauth: ['read'] }, { key: [] }]],
      'alternative',
      'weaker',
      'stronger',
      both,
    ],
    ['scope dropped', ['security', [{ oauth: [] }]], 'scope', 'weaker', 'stronger', both],
    [
      'object policy removed',
      ['paths./things/{id}.get', { xs: { access: { roles: ['customer'], object: 'none' }, because: 'x' } }],
      'object-policy',
      'weaker',
      'stronger',
      ['getThing'],
    ],
    [
      'role implied',
      ['x-security.roles', { customer: [], admin: ['customer'], guest: ['admin'] }],
      'role-implication',
      'weaker',
      'stronger',
      both,
    ],
    ['maximum', [`${property('count')}.maximum`, 11], 'bound', 'weaker', 'stronger', both],
    [
      'maximum made exclusive',
      [property('count'), { type: 'integer', minimum: 1, exclusiveMaximum: 10, multipleOf: 2 }],
      'bound',
      'stronger',
      'weaker',
      both,
    ],
    ['minimum', [`${property('count')}.minimum`, undefined], 'bound', 'weaker', 'stronger', putOnly],
    ['multipleOf', [`${property('count')}.multipleOf`, 1], 'bound', 'weaker', 'stronger', both],
    ['maxLength', [`${property('name')}.maxLength`, undefined], 'bound', 'weaker', 'stronger', both],
    ['minLength', [`${property('name')}.minLength`, 1], 'bound', 'weaker', 'stronger', putOnly],
    ['maxItems', [`${property('tags')}.maxItems`, 6], 'bound', 'weaker', 'stronger', both],
    ['uniqueItems', [`${property('tags')}.uniqueItems`, false], 'bound', 'weaker', 'stronger', both],
    ['pattern removed', [`${property('name')}.pattern`, undefined], 'pattern', 'weaker', 'stronger', both],
    ['pattern replaced', [`${property('name')}.pattern`, '^b'], 'pattern', 'weaker', 'weaker', both],
    ['format removed', [`${property('mail')}.format`, undefined], 'format', 'weaker', 'stronger', both],
    [
      'enum longer',
      [`${property('state')}.enum`, ['open', 'closed', 'gone']],
      'values',
      'weaker',
      'stronger',
      both,
    ],
    ['enum removed', [`${property('state')}.enum`, undefined], 'values', 'weaker', 'stronger', both],
    ['type', [`${property('count')}.type`, ['integer', 'null']], 'type', 'weaker', 'stronger', both],
    ['integer to number', [`${property('count')}.type`, 'number'], 'type', 'weaker', 'stronger', both],
    ['required', [`${thing}.required`, undefined], 'required', 'weaker', 'stronger', putOnly],
    ['readOnly', [`${property('owner')}.readOnly`, undefined], 'writable', 'weaker', 'stronger', putOnly],
    [
      'writeOnly',
      [`${property('hash')}.writeOnly`, undefined],
      'readable',
      'weaker',
      'stronger',
      ['getThing'],
    ],
    [
      'additionalProperties',
      [`${property('closed')}.additionalProperties`, true],
      'property',
      'weaker',
      'stronger',
      both,
    ],
    [
      'bound of other properties',
      [`${property('map')}.additionalProperties.maxLength`, 6],
      'bound',
      'weaker',
      'stronger',
      both,
    ],
    [
      'inside a component of a component',
      ['components.schemas.Tag.maxLength', 9],
      'bound',
      'weaker',
      'stronger',
      both,
    ],
    [
      'a form of anyOf more',
      [
        `${property('either')}.anyOf`,
        [{ type: 'string', maxLength: 3 }, { type: 'integer' }, { type: 'boolean' }],
      ],
      'condition',
      'weaker',
      'stronger',
      both,
    ],
    [
      'a form of anyOf loosened',
      [`${property('either')}.anyOf`, [{ type: 'integer' }, { type: 'string', maxLength: 4 }]],
      'bound',
      'weaker',
      'stronger',
      both,
    ],
    [
      'a form of oneOf less',
      [`${property('one')}.oneOf`, [{ type: 'integer' }]],
      'condition',
      'weaker',
      'weaker',
      both,
    ],
    ['not', [`${property('name')}.not`, { const: 'ab' }], 'condition', 'stronger', 'weaker', both],
    [
      'property of a guarded operation',
      [property('extra'), { type: 'string' }],
      'property',
      'neutral',
      'stronger',
      both,
    ],
    [
      'property of an open reply',
      ['paths./open.get.responses.200.content.application/json.schema.properties.b', { type: 'string' }],
      'property',
      'weaker',
      'stronger',
      ['getOpen'],
    ],
    [
      'parameter bound',
      ['paths./open.get.parameters.0.schema.maximum', 100],
      'bound',
      'weaker',
      'stronger',
      ['getOpen'],
    ],
    [
      'parameter not required',
      ['paths./open.get.parameters.0.required', false],
      'required',
      'weaker',
      'stronger',
      ['getOpen'],
    ],
    [
      'path parameter bound',
      ['paths./things/{id}.parameters.0.schema.maxLength', 11],
      'bound',
      'weaker',
      'stronger',
      both,
    ],
    [
      'body not required',
      ['paths./things/{id}.put.requestBody.required', false],
      'required',
      'weaker',
      'stronger',
      putOnly,
    ],
    [
      'media type added',
      ['paths./things/{id}.put.requestBody.content.text/plain', { schema: { type: 'string' } }],
      'body',
      'neutral',
      'stronger',
      putOnly,
    ],
    [
      'login guard removed',
      ['paths./form.post.x-security.login', undefined],
      'cross-site',
      'weaker',
      'stronger',
      ['logIn'],
    ],
    [
      'key moved into the URL',
      ['components.securitySchemes.key.in', 'query'],
      'scheme',
      'weaker',
      'stronger',
      [],
    ],
  ])('%s', (_what, edit, kind, there, back, operations) => {
    const withKey = kind === 'scheme' ? [{ key: [] }] : undefined;
    const [old, next] = [apiOf(edited(withKey)), apiOf(edited(withKey, edit))];
    expect(found(old, old, kind)).toEqual([]);
    const expected = operations.length > 0 ? operations : both;
    const told = there === 'neutral' ? found : opinions;
    expect(told(old, next, kind)).toEqual(expected.map((name) => [name, there]));
    expect(opinions(next, old, kind)).toEqual(expected.map((name) => [name, back]));
  });

  it('tells a removed operation, a new one, a new public one, and one that moved', () => {
    const [old, next] = [
      apiOf(edited()),
      apiOf(
        edited(undefined, [
          'paths',
          {
            ...(parse(BASE) as Paths).paths,
            '/open': undefined,
            '/moved': { post: (parse(BASE) as Paths).paths['/form']!['post'] },
            '/form': undefined,
            '/new': {
              get: {
                operationId: 'fresh',
                'x-security': { access: 'authenticated' },
                responses: { 204: { description: 'ok' } },
              },
            },
            '/public': {
              get: { operationId: 'anybody', security: [], responses: { 204: { description: 'ok' } } },
            },
          },
        ]),
      ),
    ];
    const diff = compareModels(old, next);
    expect(
      diff.operations.map(({ name, status, direction, changes }) => [
        name,
        status,
        direction,
        changes.map((change) => change.message),
      ]),
    ).toEqual([
      ['logIn', 'changed', 'neutral', ['The operation was "POST /form".']],
      ['fresh', 'added', 'neutral', ['The operation is new, for callers with "oauth" with "read".']],
      ['anybody', 'added', 'weaker', ['The operation is new, and anybody may call it.']],
      ['getOpen', 'removed', 'stronger', ['The operation is gone.']],
    ]);
    expect(diff.unchanged).toBe(2);
  });

  it('finds nothing where only the names of path parameters, the order or the words differ', () => {
    const renamed = BASE.replaceAll('{id}', '{thing}').replace('name: id, in', 'name: thing, in');
    const inline = edited(undefined, [
      `${property('tags')}.items`,
      { allOf: [{ type: 'string', description: 'x' }, { maxLength: 8 }] },
    ]);
    for (const next of [
      renamed,
      inline,
      edited(undefined, [`${property('state')}.enum`, ['closed', 'open']]),
    ]) {
      const diff = compareModels(apiOf(parse(BASE) as object), apiOf(next));
      expect(
        diff.operations.flatMap(({ changes }) => changes).filter(({ direction }) => direction !== 'neutral'),
      ).toEqual([]);
    }
  });

  it('follows recursive schemas to their end', () => {
    const diff = compareModels(apiOf(recursive(5)), apiOf(recursive(6)));
    expect(diff.operations.map(({ name, direction }) => [name, direction])).toEqual(
      both.map((name) => [name, 'weaker']),
    );
    expect(new Set(diff.operations.flatMap(({ changes }) => changes)).size).toBe(1);
  });

  it('names the place in both documents', () => {
    const [old, next] = [apiOf(edited()), apiOf(edited(undefined, [`${property('count')}.maximum`, 11]))];
    const [change] = compareModels(old, next).operations[0]!.changes;
    const pointer = '/components/schemas/Thing/properties/count/maximum';
    expect(change).toMatchObject({ at: { pointer }, before: { pointer } });
  });
});

interface Paths {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function found(
  old: ReturnType<typeof apiOf>,
  next: ReturnType<typeof apiOf>,
  kind: string,
): readonly (readonly [string, Direction])[] {
  return compareModels(old, next).operations.flatMap(({ name, changes }) => {
    const directions = new Set(
      changes.filter((change) => change.kind === kind).map(({ direction }) => direction),
    );
    return [...directions].map((direction) => [name, direction] as const);
  });
}

function recursive(maxLength: number): object {
  return edited(undefined, [
    property('next'),
    {
      type: 'object',
      properties: { next: { $ref: `#/components/schemas/Thing` }, note: { type: 'string', maxLength } },
    },
  ]);
}

/** What is found and has a direction. */
function opinions(...given: Parameters<typeof found>): readonly unknown[] {
  return found(...given).filter(([, direction]) => direction !== 'neutral');
}

function edited(security?: unknown, edit?: Edit): object {
  const document = parse(BASE) as Record<string, unknown>;
  if (security !== undefined) document['security'] = security;
  if (edit === undefined) return document;
  const [path, value] = edit;
  const steps = path.split(/\.(?!get\.xs)/u);
  const last = steps.pop()!;
  let owner: Record<string, unknown> = document;
  for (const step of steps) owner = owner[step] as Record<string, unknown>;
  if (value === undefined) delete owner[last];
  else if (typeof value === 'object' && value !== null && ('xs' in value || 'security' in value)) {
    const { xs, ...rest } = value as { readonly xs?: unknown };
    Object.assign(owner[last] as object, rest, xs === undefined ? {} : { 'x-security': xs });
  } else owner[last] = value;
  return document;
}
