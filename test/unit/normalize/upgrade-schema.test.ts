import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { upgradeSchema } from '../../../src/normalize/upgrade-schema.js';

const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ $id: 'https://example.com/s', type: 'string' });

describe('upgradeSchema', () => {
  it.each([
    [{ type: 'string', nullable: true }, ['a', null], [1]],
    [{ type: 'string', nullable: false }, ['a'], [null]],
    [{ type: 'string', nullable: true, enum: ['a', 'b'] }, ['a', null], ['c']],
    [{ nullable: true, enum: ['a'] }, ['a', null], ['c']],
    [{ nullable: true, $ref: 'https://example.com/s' }, ['a', null], [1]],
    [{ nullable: true, allOf: [{ type: 'string' }], description: 'd' }, ['a', null], [1]],
    [
      { type: 'object', nullable: true, allOf: [{ type: 'object', required: ['a'] }] },
      [{ a: 1 }, null],
      [{}, 1],
    ],
    [{ nullable: true, oneOf: [{ type: 'string' }, { type: 'integer' }] }, ['a', 1, null], [true]],
    [{ nullable: true, not: { type: ['string', 'null'] } }, [1, null], ['a']],
    [{ nullable: true }, [null, 1], []],
    [{ type: 'number', minimum: 1, exclusiveMinimum: true }, [1.1], [1]],
    [{ type: 'number', minimum: 1, exclusiveMinimum: false }, [1], [0.9]],
    [{ type: 'number', maximum: 1, exclusiveMaximum: true }, [0.9], [1]],
    [{ type: 'number', exclusiveMaximum: true }, [99], []],
    [{ type: 'object', required: ['a', 'a'] }, [{ a: 1 }], [{}]],
    [{ type: 'string', required: true }, ['a'], [1]],
    [
      { dependencies: { a: ['b'], c: { required: ['d'] } } },
      [{}, { a: 1, b: 1 }, { c: 1, d: 1 }],
      [{ a: 1 }, { c: 1 }],
    ],
    [{ dependencies: { a: ['b'] }, dependentRequired: { c: ['d'] } }, [{ a: 1, b: 1 }], [{ a: 1 }, { c: 1 }]],
    [{ dependencies: { a: false } }, [{}], [{ a: 1 }]],
  ])('%j', (schema, valid, invalid) => {
    const upgraded = upgradeSchema(schema);
    const validate = ajv.compile(upgraded);
    for (const value of valid) expect(validate(value), JSON.stringify(value)).toBe(true);
    for (const value of invalid) expect(validate(value), JSON.stringify(value)).toBe(false);
  });

  it('returns what needs nothing', () => {
    const schema = { type: 'string', required: ['a'], exclusiveMinimum: 1 };
    expect(upgradeSchema(schema)).toBe(schema);
  });

  it('keeps annotations and extensions outside the union', () => {
    expect(
      upgradeSchema({ $ref: '#/components/schemas/A', nullable: true, description: 'd', 'x-security': {} }),
    ).toEqual({
      description: 'd',
      'x-security': {},
      anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }],
    });
  });
});
