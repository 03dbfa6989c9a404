/** `audit.level: none` drops what reached the handler, and nothing else. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../../../src/runtime/core/handler.js';
import { doors, exchangeText, type OpenDoor, requestText } from '../doors/raw-client.js';
import { createOrdersApi, KEYS, operations, type OrdersApi } from './orders-api.js';

const unrecorded = operations.map((operation) => ({
  ...operation,
  audit: { ...operation.audit, level: 'none', always: true } as const,
}));

describe.each(['node', 'fastify'] as const)('audit.level none behind the %s door', (name) => {
  let orders: OrdersApi;
  let door: OpenDoor;

  beforeAll(async () => {
    orders = createOrdersApi({ definition: { operations: unrecorded } });
    door = await doors[name](orders.api);
  });
  afterAll(() => door.close());
  beforeEach(() => {
    orders.ran.length = 0;
    orders.records.length = 0;
    orders.next = null;
  });

  const send = (method: string, target: string, key: string | null) => {
    const headers = { Host: 'api.example.com', ...(key === null ? {} : { 'X-API-Key': key }) };
    return exchangeText(door.port, requestText(method, target, headers));
  };

  it.each([
    ['without a credential', 'GET', '/v1/orders', null, 401, 8],
    ['without a role', 'DELETE', '/v1/admin/orders', KEYS.user, 403, 11],
    ['where a policy denies', 'GET', '/v1/orders/403', KEYS.user, 404, 15],
  ] as const)('records a denial %s', async (_case, method, target, key, status, stage) => {
    expect((await send(method, target, key)).status).toBe(status);
    expect(orders.ran).toEqual([]);
    expect(orders.records).toEqual([
      expect.objectContaining({ kind: 'decision', outcome: 'denied', stage, status }),
    ]);
  });

  it('drops intents and outcomes of requests that reach the handler, whatever it answers', async () => {
    expect((await send('DELETE', '/v1/admin/orders', KEYS.admin)).status).toBe(204);
    expect((await send('GET', '/v1/orders/5', KEYS.user)).status).toBe(200);
    orders.next = () => problem(409, 'conflict');
    expect((await send('DELETE', '/v1/admin/orders', KEYS.admin)).status).toBe(409);
    expect(orders.ran).toEqual(['purgeOrders', 'getOrder', 'purgeOrders']);
    expect(orders.records).toEqual([]);
  });
});
