import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Schema } from '../../../src/normalize/normalized-document.js';
import { SchemaTypes } from '../../../src/render/schema-types.js';
import type { Direction } from '../../../src/render/typed-schema.js';

function typeOf(
  schema: unknown,
  direction: Direction = 'request',
  components: Readonly<Record<string, unknown>> = {},
): string {
  const types = new SchemaTypes(new Map(Object.entries(components) as [string, Schema][]), true);
  return types.expression(schema as Schema, direction).text.replaceAll(/\s+/g, ' ');
}

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

const lists = (write: readonly string[]): object => ({ 'x-security': { write } });

describe('types', () => {
  it.each([
    [true, 'unknown'],
    [false, 'never'],
    [{}, 'unknown'],
    [{ type: 'integer' }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ enum: ['a', 1, null, 'a'] }, "'a' | 1 | null"],
    [{ const: 'x' }, "'x'"],
    [{ const: -1.5 }, '-1.5'],
    [{ const: Number.POSITIVE_INFINITY }, 'number'],
    [{ type: 'object' }, 'Record<string, unknown>'],
    [{ type: 'object', additionalProperties: false }, '{ [key: string]: never; }'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, '{ [key: string]: string; }'],
    [{ properties: { a: {} }, required: ['a', 'b'] }, '{ a: unknown; }'],
    [
      { properties: { a: { type: 'string' } }, additionalProperties: { type: 'number' } },
      '{ a?: string; } & { [key: string]: unknown; }',
    ],
    [{ type: 'array' }, 'unknown[]'],
    [{ type: 'array', items: { type: ['string', 'number'] } }, '(string | number)[]'],
    [{ prefixItems: [{ type: 'string' }], items: { type: 'number' } }, '(string | number)[]'],
    [{ prefixItems: [{ type: 'string' }], items: false, minItems: 1 }, '[ string ]'],
    [{ anyOf: [{ type: 'string' }, { maxLength: 3 }] }, 'unknown'],
    [{ oneOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [
      { type: 'object', properties: { a: {} }, anyOf: [{ required: ['a'] }, { type: 'object' }] },
      '{ a?: unknown; }',
    ],
    [{ allOf: [{ properties: { a: { type: 'string' } } }, { required: ['a'] }] }, '{ a?: string; }'],
    [{ not: { type: 'string' } }, 'unknown'],
    [
      { properties: { 'a-b': {}, __proto__x: {}, 1: {} } },
      "{ 1?: unknown; 'a-b'?: unknown; __proto__x?: unknown; }",
    ],
  ])('of %j', (schema, expected) => {
    expect(typeOf(schema)).toBe(expected);
  });

  it('refer to components by their type name', () => {
    expect(
      typeOf({ type: 'array', items: ref('pet_food') }, 'request', { pet_food: { type: 'string' } }),
    ).toBe('types.PetFood[]');
  });

  it('are other ones for requests and replies where properties travel one way or have defaults', () => {
    const User = {
      required: ['id', 'password'],
      properties: {
        id: { type: 'integer', readOnly: true },
        password: { $ref: '#/components/schemas/Secret' },
        admin: { type: 'boolean', default: false },
      },
    };
    const components = {
      User,
      Secret: { type: 'string', writeOnly: true },
      Team: { properties: { lead: ref('User') } },
    };
    expect(typeOf(ref('Team'), 'request', components)).toBe('types.TeamInput');
    expect(typeOf(ref('Team'), 'reply', components)).toBe('types.Team');
    expect(typeOf(User, 'request', components)).toMatch(
      /^\{ password: types\.Secret; (\/\*\* @default false \*\/ )admin: boolean; \}$/,
    );
    expect(typeOf(User, 'reply', components)).toMatch(/^\{ id: number; .*admin\?: boolean; \}$/);
    expect(declared(components)).toContain('lead?: User;');
  });

  it('do not ask for what every alternative leaves out', () => {
    const id = { type: 'string', readOnly: true };
    const schema = {
      properties: { id: { type: 'string' }, kind: { type: 'string' } },
      required: ['id', 'kind'],
      oneOf: ['a', 'b'].map((name) => ({ properties: { id, [name]: { type: 'string' } } })),
    };
    expect(typeOf(schema, 'request')).toBe(
      '{ id?: string; kind: string; } & ({ a?: string; } | { b?: string; })',
    );
    expect(typeOf(schema, 'reply')).toContain('{ id: string; kind: string; }');
  });

  it('leave out of requests what only the server writes, and ask no caller for what only some may send', () => {
    const Order = {
      required: ['quantity', 'status', 'margin'],
      properties: {
        quantity: { type: 'integer' },
        status: { type: 'string', default: 'open', ...lists(['support']) },
        margin: { type: 'number', ...lists([]) },
        note: { anyOf: [{ type: 'string', ...lists(['$owner']) }, { type: 'null' }], default: 'x' },
        address: {
          type: 'object',
          default: { zone: 1 },
          properties: { zone: { type: 'integer', ...lists(['support']) } },
        },
      },
    };
    expect(typeOf(Order, 'request').replaceAll(/\/\*\*.*?\*\/ /g, '')).toBe(
      '{ quantity: number; status?: string; note?: string | null; address?: { zone?: number; }; }',
    );
    expect(typeOf(Order, 'reply')).toMatch(/status: string; margin: number;/);
    const components = { Order, Sent: { allOf: [ref('Order')], required: ['status', 'quantity', 'note'] } };
    expect(typeOf(ref('Order'), 'request', components)).toBe('types.OrderInput');
    expect(typeOf(components.Sent, 'request', components)).toBe("WithRequired<types.OrderInput, 'quantity'>");
    expect(typeOf(components.Sent, 'reply', components)).toBe(
      "WithRequired<types.Order, 'status' | 'quantity' | 'note'>",
    );
  });

  it('keep in replies what some callers may not see: the server takes it out', () => {
    const margin = { type: 'number', 'x-security': { read: ['admin'] } };
    expect(typeOf({ properties: { margin } }, 'reply')).toBe('{ margin?: number; }');
  });

  it('require of a reference what the schema beside it requires', () => {
    const components = {
      Base: { properties: { a: { type: 'string' } } },
      Maybe: { anyOf: [ref('Base'), { type: 'null' }] },
    };
    expect(typeOf({ allOf: [ref('Base')], required: ['a', 'b'] }, 'request', components)).toBe(
      "WithRequired<types.Base, 'a'>",
    );
    expect(typeOf({ allOf: [ref('Maybe')], required: ['a'] }, 'request', components)).toBe('types.Maybe');
  });

  it('have comments that say what the document says, and its lines', () => {
    const text = declared({
      Pet: {
        description: 'A pet.\nWith *stars* and */ more.',
        properties: { name: { type: 'string', description: 'Its name.\n\nAs called.', deprecated: true } },
      },
    });
    expect(text).toBe(
      [
        '/**',
        ' * A pet.',
        ' * With *stars* and *\\/ more.',
        ' */',
        'export interface Pet {',
        '  /**',
        '   * Its name.',
        '   *',
        '   * As called.',
        '   * @deprecated',
        '   */',
        '  name?: string;',
        '}',
      ].join('\n'),
    );
  });

  it('break long unions, and never inside a literal', () => {
    const values = Array.from({ length: 12 }, (_, index) => `value = ${index} | : ; '`);
    const text = declared({ Long: { enum: values } });
    expect(text.split('\n')).toHaveLength(13);
    expect(literalsOf(text)).toEqual(values);
  });

  it('hold any text of the document only as a literal', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { minLength: 1 }), (texts) => {
        const values = [...new Set(texts)];
        const properties = Object.fromEntries(
          values.map((value) => [`x ${value}`, { enum: values, description: value }]),
        );
        const text = declared({ [texts[0]!]: { description: texts[0], properties } });
        const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ESNext);
        expect((file as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics).toEqual([]);
        expect(file.statements).toHaveLength(1);
        const literals = new Set(literalsOf(text));
        for (const value of values) {
          expect(literals).toContain(value);
          expect(literals).toContain(`x ${value}`);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('integers of 64 bits as bigint', () => {
  const int64 = { type: 'integer', format: 'int64' };
  const components = {
    Id: int64,
    Order: { type: 'object', properties: { id: ref('Id') } },
    Name: { type: 'string' },
  };
  const typesOf = (...forms: ('number' | 'bigint')[]): SchemaTypes =>
    new SchemaTypes(new Map(Object.entries(components) as [string, Schema][]), false, new Set(forms));
  const exact = (schema: unknown): string =>
    typesOf('bigint')
      .expression(schema as Schema, 'request', 'bigint')
      .text.replaceAll(/\s+/g, ' ');

  it.each([
    [int64, 'bigint'],
    [{ type: 'integer' }, 'number'],
    [{ type: ['integer', 'null'], format: 'int64' }, 'bigint | null'],
    [{ ...int64, enum: [1, -2] }, '1n | -2n'],
    [{ ...int64, const: 0 }, '0n'],
    [{ allOf: [ref('Id'), { type: 'integer', minimum: 2 }] }, 'types.Id & bigint'],
    [{ ...int64, oneOf: [{ type: 'integer', maximum: 0 }, { const: 7 }] }, 'bigint & (bigint | 7n)'],
    [{ oneOf: [int64, { type: 'integer', minimum: 5 }] }, 'bigint | number'],
    [{ type: 'array', items: int64 }, 'bigint[]'],
  ])('%o is %s', (schema, type) => {
    expect(exact(schema)).toBe(type);
  });

  it('names a second type only where operations differ', () => {
    expect(typesOf('bigint').expression(ref('Order') as Schema, 'reply', 'bigint').text).toBe('types.Order');
    const both = typesOf('number', 'bigint');
    expect(both.expression(ref('Order') as Schema, 'reply', 'bigint').text).toBe('types.OrderBigint');
    expect(both.expression(ref('Order') as Schema, 'reply', 'number').text).toBe('types.Order');
    expect(both.expression(ref('Name') as Schema, 'reply', 'bigint').text).toBe('types.Name');
  });
});

function declared(components: Readonly<Record<string, unknown>>): string {
  const types = new SchemaTypes(new Map(Object.entries(components) as [string, Schema][]), true);
  return types
    .declarations([])
    .map(({ text }) => text)
    .join('\n\n');
}

function literalsOf(text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('x.ts', text, ts.ScriptTarget.ESNext));
  return found;
}
