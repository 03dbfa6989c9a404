import { describe, expect, it } from 'vitest';
import {
  absent,
  allow,
  allowCreate,
  deny,
  scope,
  undecided,
} from '../../../../src/runtime/authorize/decision.js';
import {
  judgeList,
  judgeObject,
  objectDenied,
  readObjectId,
  withoutObjectId,
} from '../../../../src/runtime/authorize/object-level.js';
import type { InputLocation, ObjectDefinition } from '../../../../src/runtime/core/definition.js';
import type { OperationInput } from '../../../../src/runtime/core/handler.js';

function record(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.assign(Object.create(null) as object, members);
}

const input: OperationInput = {
  path: record({ orderId: 'o1', shopId: 's1' }),
  query: record({ id: 7 }),
  headers: record({ 'x-order': 'o2' }),
  cookies: record({ order: 'o3' }),
  body: { order: { id: 'o4', 'a/b~c': 'o5', lines: [{ id: 1 }] }, note: 'x' },
};

const places: readonly [InputLocation, string | number][] = [
  [{ in: 'path', name: 'orderId' }, 'o1'],
  [{ in: 'query', name: 'id' }, 7],
  [{ in: 'header', name: 'X-Order' }, 'o2'],
  [{ in: 'cookie', name: 'order' }, 'o3'],
  [{ in: 'body', pointer: '/order/id' }, 'o4'],
  [{ in: 'body', pointer: '#/order/a~1b~0c' }, 'o5'],
  [{ in: 'body', pointer: '/order/lines/0/id' }, 1],
];

describe('the object id', () => {
  it.each(places)('is read at %j, and gone afterwards', (location, id) => {
    const before = structuredClone(input);
    expect(readObjectId(input, location)).toBe(id);
    const rest = withoutObjectId(input, location);
    expect(readObjectId(rest, location)).toBeNull();
    expect(structuredClone(input)).toEqual(before);
    for (const [other, otherId] of places)
      if (other !== location) expect(readObjectId(rest, other)).toBe(otherId);
  });

  it('leaves decoded records without a prototype', () => {
    expect(Object.getPrototypeOf(withoutObjectId(input, places[0]![0]).path)).toBeNull();
  });

  it.each<InputLocation>([
    { in: 'path', name: 'missing' },
    { in: 'path', name: '__proto__' },
    { in: 'path', name: 'constructor' },
    { in: 'body', pointer: '/order' },
    { in: 'body', pointer: '/order/constructor/name' },
    { in: 'body', pointer: '/order/lines/length' },
    { in: 'body', pointer: '/note/0' },
    { in: 'body', pointer: '' },
  ])('is not found at %j', (location) => {
    expect(readObjectId(input, location)).toBeNull();
  });

  it('is not there without a body, or where it is empty', () => {
    const location: InputLocation = { in: 'body', pointer: '/id' };
    for (const body of [undefined, null, 'text', [], { id: '' }, { id: null }, { id: true }]) {
      expect(readObjectId({ ...input, body }, location)).toBeNull();
    }
    expect(withoutObjectId({ ...input, body: null }, location).body).toBeNull();
  });
});

function code(decision: unknown, object: ObjectDefinition): unknown {
  const verdict = judgeObject(decision, 'o1', object, false);
  return verdict.kind === 'refused' ? [verdict.refusal.stage, verdict.refusal.code] : null;
}

describe('a decision', () => {
  const hidden: ObjectDefinition = { policy: 'owner', type: 'order', id: null, deny: 404, list: null };
  const shown: ObjectDefinition = { ...hidden, deny: 403 };

  it('that allows becomes a frozen grant', () => {
    const order = { total: 1 };
    const verdict = judgeObject(allow(order, '$owner'), 'o1', hidden, false);
    expect(verdict).toEqual({
      kind: 'granted',
      grant: { id: 'o1', object: order, as: '$owner', created: false },
    });
    expect(verdict.kind === 'granted' && Object.isFrozen(verdict.grant)).toBe(true);
  });

  it('that denies looks like absence, unless the document says 403', () => {
    expect(code(deny(), hidden)).toEqual([15, 'not-found']);
    expect(code(absent(), hidden)).toEqual([15, 'not-found']);
    expect(code(deny(), shown)).toEqual([15, 'object-denied']);
    expect(code(absent(), shown)).toEqual([15, 'not-found']);
    expect(code(undecided(), hidden)).toEqual([15, 'policy-undecided']);
    expect(objectDenied(hidden, 'x').code).toBe('not-found');
  });

  it('that lets a PUT create becomes a grant without an object', () => {
    const verdict = judgeObject(allowCreate('o1', '$owner'), 'o1', hidden, true);
    expect(verdict).toEqual({
      kind: 'granted',
      grant: { id: 'o1', object: null, as: '$owner', created: true },
    });
    expect(verdict.kind === 'granted' && Object.isFrozen(verdict.grant)).toBe(true);
    expect(judgeObject(allowCreate('o1'), 'o1', hidden, true)).toMatchObject({ grant: { as: null } });
  });

  it.each([
    ['under another id', allowCreate('o2'), true],
    ['under the id as another type', allowCreate(1), true],
    ['by anything but PUT', allowCreate('o1'), false],
  ])('that would create %s denies', (_how, decision, mayCreate) => {
    expect(judgeObject(decision, decision.value === 1 ? '1' : 'o1', hidden, mayCreate).kind).toBe('misused');
  });

  it.each([
    true,
    { kind: 'allow', value: {}, as: null },
    null,
    undefined,
    'allow',
    { ...allow({}) },
    Object.create(allow({})),
    { kind: 'scope', value: {} },
  ])('that these functions did not make denies: %j', (decision) => {
    expect(judgeObject(decision, 'o1', hidden, true).kind).toBe('misused');
    expect(judgeList(decision, hidden).kind).toBe('misused');
  });

  it('about a list is its scope, or a denial like any other', () => {
    const narrow = { owner: 'ada' };
    expect(judgeList(scope(narrow), hidden)).toEqual({ kind: 'scoped', scope: narrow });
    expect(judgeList(deny(), hidden)).toMatchObject({ refusal: { stage: 15, code: 'not-found' } });
    expect(judgeList(deny(), shown)).toMatchObject({ refusal: { stage: 15, code: 'object-denied' } });
    expect(judgeList(absent(), shown)).toMatchObject({ refusal: { stage: 15, code: 'not-found' } });
    expect(judgeList(undecided(), hidden)).toMatchObject({ refusal: { code: 'policy-undecided' } });
  });

  it('of the other kind of policy denies', () => {
    expect(judgeObject(scope({}), 'o1', hidden, true).kind).toBe('misused');
    for (const decision of [allow({}), allowCreate('o1')]) {
      expect(judgeList(decision, hidden).kind).toBe('misused');
    }
  });
});
