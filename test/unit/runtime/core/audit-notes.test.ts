/** What a handler adds to its record, and what happens where records cannot be written. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileSink } from '../../../../src/runtime/audit/file-sink.js';
import type { HandlerRequest } from '../../../../src/runtime/core/handler.js';
import { doors, exchangeText, type OpenDoor, requestText } from '../doors/raw-client.js';
import { createOrdersApi, KEYS, type OrdersApi } from './orders-api.js';

const send = ({ port }: OpenDoor, method: string, target: string, key: string) =>
  exchangeText(port, requestText(method, target, { Host: 'api.example.com', 'X-API-Key': key }));

describe.each(['node', 'fastify'] as const)('behind the %s door', (name) => {
  describe('a handler', () => {
    let orders: OrdersApi;
    let door: OpenDoor;

    beforeAll(async () => {
      orders = createOrdersApi();
      door = await doors[name](orders.api);
    });
    afterAll(() => door.close());

    it('names the object it made and the properties it changed', async () => {
      orders.next = ({ audit }: HandlerRequest) => {
        audit.object('order', 'o-17');
        audit.changes(['status', 'quantity']);
        return { status: 204 };
      };
      expect((await send(door, 'DELETE', '/v1/admin/orders', KEYS.admin)).status).toBe(204);
      const [intent, outcome] = orders.records;
      expect(intent).toMatchObject({ kind: 'intent', object: null });
      expect(outcome).toMatchObject({
        kind: 'outcome',
        object: { type: 'order', id: 'o-17' },
        changes: ['status', 'quantity'],
      });
    });

    it('cannot break a record with what is no text', async () => {
      orders.records.length = 0;
      const id = { toString: () => '7","outcome":"allowed' } as unknown as string;
      orders.next = ({ audit }: HandlerRequest) => {
        audit.object('order', id);
        audit.changes([id]);
        return { status: 204 };
      };
      await send(door, 'DELETE', '/v1/admin/orders', KEYS.admin);
      expect(orders.records[1]).toMatchObject({
        object: { id: '7","outcome":"allowed' },
        changes: ['7","outcome":"allowed'],
      });
    });
  });

  it('an unsafe operation does not run where the disk is full, and a safe one does', async () => {
    const orders = createOrdersApi({ options: { audit: fileSink('/dev/full') } });
    const door = await doors[name](orders.api);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const answer = await send(door, 'DELETE', '/v1/admin/orders', KEYS.admin);
      expect(answer.status).toBe(503);
      expect(answer.body).toContain('"audit-unavailable"');
      expect(answer.headers).toHaveProperty('retry-after');
    }
    expect(orders.ran).toEqual([]);
    expect((await send(door, 'GET', '/v1/orders/5', KEYS.user)).status).toBe(200);
    expect(orders.log).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'An audit intent could not be recorded' }),
    );
    await door.close();
  });
});
