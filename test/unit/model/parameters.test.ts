import { describe, expect, it } from 'vitest';

import type { Parameter } from '../../../src/model/api.js';
import { built, operation, reported } from '../policy/literal-document.js';

function read(parameters: unknown, path = '/a', schemas: object = {}) {
  const { api, diagnostics } = built({
    openapi: '3.1.0',
    security: [],
    paths: { [path]: { get: { operationId: 'a', parameters, responses: {} } } },
    components: { schemas },
  });
  return { parameters: operation(api, 'a').parameters, diagnostics };
}

function shape(schema: unknown, schemas: object = {}): Parameter['shape'] {
  return read([{ name: 'p', in: 'query', schema }], '/a', schemas).parameters[0]!.shape;
}

describe('parameters', () => {
  it.each([
    ['path', 'simple', false],
    ['query', 'form', true],
    ['header', 'simple', false],
    ['cookie', 'form', true],
  ])('in %s have the style %s and explode %s unless they say otherwise', (place, style, explode) => {
    const { parameters } = read([{ name: 'p', in: place, required: true, schema: {} }], '/{p}');
    expect(parameters.find((parameter) => parameter.in === place)).toMatchObject({ style, explode });
  });

  it.each([
    ['path', 'simple'],
    ['path', 'label'],
    ['path', 'matrix'],
    ['query', 'form'],
    ['query', 'spaceDelimited'],
    ['query', 'pipeDelimited'],
    ['query', 'deepObject'],
    ['header', 'simple'],
    ['cookie', 'form'],
  ])('in %s may have the style %s', (place, style) => {
    const { parameters, diagnostics } = read(
      [{ name: 'p', in: place, style, schema: {} }],
      place === 'path' ? '/{p}' : '/a',
    );
    expect(parameters).toMatchObject([{ style, explode: style === 'form' }]);
    expect(reported(diagnostics)).toEqual([]);
  });

  it.each([
    ['path', 'form'],
    ['query', 'simple'],
    ['header', 'form'],
    ['cookie', 'deepObject'],
    ['query', 'magic'],
  ])('in %s may not have the style %s', (place, style) => {
    const { diagnostics } = read([{ name: 'p', in: place, style, schema: {} }], '/{p}');
    expect(reported(diagnostics)).toEqual(['invalid-parameter /paths/~1{p}/get/parameters/0/style']);
  });

  it('ignore headers that are described elsewhere', () => {
    const { parameters, diagnostics } = read(
      ['Accept', 'content-type', 'AUTHORIZATION', 'X-Ok'].map((name) => ({ name, in: 'header', schema: {} })),
    );
    expect(parameters.map(({ name }) => name)).toEqual(['X-Ok']);
    expect(reported(diagnostics, 'parameter-ignored')).toHaveLength(3);
  });

  it.each(['', 'a b', 'a:b', 'a\r\nb', 'é', '\0'])('refuse the header name %j', (name) => {
    const { diagnostics } = read([{ name, in: 'header', schema: {} }]);
    expect(reported(diagnostics)).toHaveLength(1);
  });

  it('may have any name in the query', () => {
    const names = ['a b', 'filter[x]', '__proto__', 'constructor', 'é', 'x"; //'];
    const { parameters, diagnostics } = read(names.map((name) => ({ name, in: 'query', schema: {} })));
    expect(parameters.map(({ name }) => name)).toEqual(names);
    expect(reported(diagnostics)).toEqual([]);
  });

  it('of the path come in order of the template, undeclared ones as strings, unknown ones not', () => {
    const { parameters, diagnostics } = read(
      [
        { name: 'z', in: 'query', schema: {} },
        { name: 'b', in: 'path', schema: { type: 'integer' } },
        { name: 'd', in: 'path', schema: {} },
        { name: 'a', in: 'path', required: false, schema: {} },
      ],
      '/{a}/{b}/{c}',
    );
    expect(parameters.map(({ name, required, shape: { kind } }) => [name, required, kind])).toEqual([
      ['a', true, 'any'],
      ['b', true, 'integer'],
      ['c', true, 'string'],
      ['z', false, 'any'],
    ]);
    expect(reported(diagnostics, 'path-parameter-undeclared', 'path-parameter-unused')).toEqual([
      'path-parameter-unused /paths/~1{a}~1{b}~1{c}/get/parameters/2',
      'path-parameter-undeclared /paths/~1{a}~1{b}~1{c}',
    ]);
  });

  it('of a content are JSON text, or text', () => {
    const content = { 'application/json': { schema: { type: 'object' } } };
    const { parameters } = read([
      { name: 'j', in: 'query', content },
      { name: 't', in: 'query', content: { 'text/plain': { schema: { type: 'integer' } } } },
    ]);
    expect(parameters).toMatchObject([
      { json: true, schema: { type: 'object' } },
      { json: false, shape: { kind: 'string' } },
    ]);
    const { diagnostics } = read([{ name: 'j', in: 'query', content: { 'a/b': {}, 'c/d': {} } }]);
    expect(reported(diagnostics)).toEqual(['invalid-parameter /paths/~1a/get/parameters/0/content']);
  });

  it('know their default, through references, as JSON text', () => {
    const Size = { type: 'integer', default: 20 };
    const { parameters } = read(
      [
        { name: 'a', in: 'query', schema: { $ref: '#/components/schemas/Size' } },
        { name: 'b', in: 'query', schema: { default: null } },
        { name: 'c', in: 'query', schema: {} },
      ],
      '/a',
      { Size },
    );
    expect(parameters.map((parameter) => parameter.default)).toEqual(['20', 'null', null]);
  });
});

describe('wire shapes', () => {
  it.each<[unknown, unknown]>([
    [true, { kind: 'any' }],
    [{}, { kind: 'any' }],
    [{ type: 'string' }, { kind: 'string' }],
    [{ type: ['integer', 'null'] }, { kind: 'oneOf', options: [{ kind: 'integer' }, { kind: 'null' }] }],
    [{ type: ['string', 'null'] }, { kind: 'string' }],
    [
      { enum: ['a', 1, 1.5, true] },
      {
        kind: 'oneOf',
        options: [{ kind: 'boolean' }, { kind: 'integer' }, { kind: 'number' }, { kind: 'string' }],
      },
    ],
    [{ const: 3 }, { kind: 'integer' }],
    [
      { type: 'array', items: { type: 'number' } },
      { kind: 'array', items: { kind: 'number' } },
    ],
    [
      { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }], items: false },
      { kind: 'array', items: { kind: 'oneOf', options: [{ kind: 'integer' }, { kind: 'string' }] } },
    ],
    [
      { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
      { kind: 'oneOf', options: [{ kind: 'string' }, { kind: 'array', items: { kind: 'string' } }] },
    ],
    [
      { anyOf: [{ type: 'string' }, { type: 'integer' }] },
      { kind: 'oneOf', options: [{ kind: 'integer' }, { kind: 'string' }] },
    ],
    [{ type: 'string', anyOf: [{ minLength: 1 }, { maxLength: 9 }] }, { kind: 'string' }],
    [
      { type: 'object', properties: { a: { type: 'integer' } }, additionalProperties: false },
      { kind: 'object', properties: [{ name: 'a', shape: { kind: 'integer' } }], additional: null },
    ],
    [
      {
        allOf: [
          { properties: { a: { type: 'integer' } } },
          {
            type: 'object',
            properties: { b: { type: 'boolean' } },
            additionalProperties: { type: 'string' },
          },
        ],
      },
      {
        kind: 'object',
        properties: [
          { name: 'a', shape: { kind: 'integer' } },
          { name: 'b', shape: { kind: 'boolean' } },
        ],
        additional: { kind: 'string' },
      },
    ],
  ])('of %j', (schema, expected) => {
    expect(shape(schema)).toEqual(expected);
  });

  it('end where schemas do not', () => {
    const schemas = {
      Tree: {
        type: 'object',
        properties: { left: { $ref: '#/components/schemas/Tree' }, value: { type: 'integer' } },
      },
      Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }] },
      Either: { oneOf: [{ $ref: '#/components/schemas/Either' }, { type: 'integer' }] },
      Gone: { $ref: '#/components/schemas/Nothing' },
    };
    for (const name of Object.keys(schemas)) {
      expect(() => shape({ $ref: `#/components/schemas/${name}` }, schemas)).not.toThrow();
    }
    expect(shape({ $ref: '#/components/schemas/Tree' }, schemas)).toMatchObject({
      kind: 'object',
      properties: [
        { name: 'left', shape: { kind: 'any' } },
        { name: 'value', shape: { kind: 'integer' } },
      ],
    });
  });
});
