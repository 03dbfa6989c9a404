import { describe, expect, it } from 'vitest';
import { findItems } from '../../../../src/runtime/authorize/list-items.js';

const items = [{ id: 1 }, { id: 2 }];

describe('the items of a reply', () => {
  it('are the body, or stand in it', () => {
    expect(findItems(items, [])).toEqual({ body: items, items });
    const body = { page: { items }, next: null };
    const found = findItems(body, ['page', 'items']);
    expect(found?.body).toBe(body);
    expect(found?.items).toBe(items);
  });

  it.each([
    [null, []],
    ['text', []],
    [{ length: 1, 0: 'x' }, []],
    [{ items: null }, ['items']],
    [{ items: { 0: 'x' } }, ['items']],
    [{}, ['items']],
    [Object.create({ items }), ['items']],
    [[items], ['length']],
    [{}, ['constructor', 'prototype']],
    [{}, ['__proto__']],
  ])('are not found in %j at %j', (body, tokens) => {
    expect(findItems(body, tokens)).toBeNull();
  });

  it('are those that are written, where toJSON makes others', () => {
    let calls = 0;
    const page = {
      items: [],
      toJSON: () => {
        calls += 1;
        return { items: { toJSON: () => items }, next: calls };
      },
    };
    const found = findItems({ total: 2, page }, ['page', 'items']);
    expect(found).toEqual({ body: { total: 2, page: { items, next: 1 } }, items });
    expect(found?.items).toBe(items);
    expect(calls).toBe(1);
  });

  it('are copied along as own members, whatever their names', () => {
    const body = JSON.parse('{"__proto__": 1}') as Record<string, unknown>;
    Object.defineProperty(body, '__proto__', {
      value: { toJSON: () => items },
      enumerable: true,
    });
    const found = findItems(body, ['__proto__']);
    expect(Object.getOwnPropertyDescriptor(found?.body, '__proto__')?.value).toBe(items);
    expect(Object.getPrototypeOf(found?.body)).toBe(Object.prototype);
  });
});
