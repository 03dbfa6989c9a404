import { describe, expect, it } from 'vitest';
import type { Schema } from '../../../../src/normalize/normalized-document.js';
import { ANYONE } from '../../../../src/runtime/validate/property-rule.js';
import { apiOf } from './api-fixture.js';
import { loadValidators } from './load-validators.js';

const Callback = {
  type: 'string',
  maxLength: 100,
  'x-security': { url: { hosts: ['*.partner.example'] } },
} satisfies Schema;

const good = 'https://a.partner.example/hook';
const bad = 'https://evil.example/canary';
const refusal = { keyword: 'url', detail: 'must be a URL that the API document allows' };

const reference: Schema = { $ref: '#/components/schemas/Callback' };

const body: Schema = {
  type: 'object',
  properties: {
    direct: Callback,
    referred: reference,
    list: { type: 'array', items: reference },
    map: { type: 'object', additionalProperties: reference },
    either: { oneOf: [{ type: 'integer' }, reference] },
    nullable: { ...Callback, type: ['string', 'null'] },
    composed: { allOf: [{ type: 'string' }, reference] },
    anywhere: {
      type: 'string',
      'x-security': { url: { schemes: ['https', 'http'], ports: [80, 443, 8443] } },
    },
  },
};

const api = apiOf({ Callback }, [
  {
    name: 'op',
    body,
    reply: body,
    parameters: [{ name: 'callback', in: 'query', schema: reference }],
  },
]);
const validators = loadValidators(api).get('op')!;
const check = validators.bodies[0]!;

const input = (callback: string): unknown =>
  validators.parameters!.validate({ path: {}, query: { callback }, headers: {}, cookies: {} });

describe('url rules in requests', () => {
  it.each([
    ['/direct', { direct: bad }],
    ['/referred', { referred: bad }],
    ['/list/1', { list: [good, bad] }],
    ['/map/a', { map: { a: bad } }],
    ['/nullable', { nullable: bad }],
    ['/composed', { composed: bad }],
    ['/anywhere', { anywhere: 'https://127.0.0.1/' }],
    ['/anywhere', { anywhere: 'https://a.example:22/' }],
  ])('refuse what they do not allow at %s, without its value', (pointer, value) => {
    const errors = check.validate(value);
    expect(errors).toEqual([{ pointer, ...refusal }]);
    expect(JSON.stringify(errors)).not.toContain('canary');
  });

  it('take what they allow', () => {
    const value = {
      direct: good,
      referred: good,
      list: [good],
      map: { a: good },
      either: good,
      nullable: null,
      composed: good,
      anywhere: 'http://elsewhere.example:8443/',
    };
    expect(check.validate(value)).toBeNull();
    expect(check.finish(value, 'strip')).toEqual({ ok: true, value });
    expect(check.validate({ either: 1 })).toBeNull();
    expect(check.validate({ either: bad })).not.toBeNull();
  });

  it('hold for parameters', () => {
    expect(input(good)).toBeNull();
    expect(input(bad)).toEqual([{ pointer: '/query/callback', ...refusal }]);
  });

  it('do not parse what is too long', () => {
    const long = `https://a.partner.example/${'a'.repeat(1000)}`;
    expect(check.validate({ direct: long })).toMatchObject([{ keyword: 'maxLength' }]);
  });

  it('do not hold for replies, which tell what was stored before', () => {
    expect(validators.replies[0]![0]!.write({ direct: bad }, 'strip', ANYONE)).toBe(
      JSON.stringify({ direct: bad }),
    );
  });
});
