import { describe, expect, it } from 'vitest';

import { ANYONE } from '../../../../src/runtime/validate/property-rule.js';
import { apiOf } from './api-fixture.js';
import { loadValidators } from './load-validators.js';

describe('renderValidators', () => {
  it('checks parameters, bodies and replies', () => {
    const order = {
      type: 'object',
      required: ['quantity'],
      properties: { quantity: { type: 'integer', minimum: 1 } },
    };
    const api = apiOf({ Order: order }, [
      {
        name: 'createOrder',
        parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 10 } }],
        body: { $ref: '#/components/schemas/Order' },
        reply: { $ref: '#/components/schemas/Order' },
      },
      { name: 'updateOrder', body: { $ref: '#/components/schemas/Order' } },
    ]);
    const validators = loadValidators(api).get('createOrder');
    expect(validators?.parameters?.validate({ query: { limit: 11 } })).toEqual([
      { pointer: '/query/limit', keyword: 'maximum', detail: 'must be <= 10' },
    ]);
    expect(validators?.bodies[0]?.validate({ quantity: 1 })).toBeNull();
    expect(validators?.bodies[0]?.validate({ quantity: 0 })).toEqual([
      { pointer: '/quantity', keyword: 'minimum', detail: 'must be >= 1' },
    ]);
    expect(validators?.replies[0]?.[0]?.write({ quantity: 2 }, 'strip', ANYONE)).toBe('{"quantity":2}');
    expect(validators?.replies[0]?.[0]?.write({}, 'strip', ANYONE)).toBeNull();
  });
});
