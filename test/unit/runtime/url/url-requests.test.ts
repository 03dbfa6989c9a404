import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { safeFetch } from '../../../../src/runtime/url/safe-fetch.js';
import { apiOf } from '../../render/validators/api-fixture.js';
import { loadValidators } from '../../render/validators/load-validators.js';
import { createOrdersApi, jsonBody, KEYS, operation, type OrdersApi } from '../core/orders-api.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';

const hook = { type: 'string', maxLength: 200, 'x-security': { url: { hosts: ['*.partner.example'] } } };
const validators = loadValidators(
  apiOf({}, [{ name: 'addHook', body: { type: 'object', properties: { hook, any: { type: 'string' } } } }]),
).get('addHook')!;
const addHook = operation('POST', '/hooks', {
  name: 'addHook',
  requestBody: jsonBody,
  validators: () => Promise.resolve(validators),
  replies: [{ status: '204', content: [], headers: [] }],
});

describe.each(Object.entries(doors))('URLs in requests behind the %s door', (_, open) => {
  let orders: OrdersApi;
  let door: OpenDoor;

  beforeAll(async () => {
    orders = createOrdersApi({ definition: { operations: [addHook] } });
    orders.next = () => ({ status: 204 });
    door = await open(orders.api);
  });
  afterAll(() => door.close());
  beforeEach(() => {
    orders.ran.length = 0;
    orders.records.length = 0;
    orders.next = () => ({ status: 204 });
  });

  const send = (content: object): Promise<RawAnswer> => {
    const body = JSON.stringify(content);
    const headers = {
      Host: 'api.example.com',
      'X-API-Key': KEYS.user,
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
    };
    return exchangeText(door.port, requestText('POST', '/v1/hooks', headers, body));
  };

  it('reach the handler where the rule allows them', async () => {
    expect((await send({ hook: 'https://a.partner.example/canary' })).status).toBe(204);
    expect(orders.requests.at(-1)!.body).toEqual({ hook: 'https://a.partner.example/canary' });
    expect(orders.records.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['intent', undefined],
      ['outcome', 'allowed'],
    ]);
  });

  it.each([
    'https://canary.example/',
    'http://a.partner.example/canary',
    'https://canary@a.partner.example/',
    'https://a.partner.example:22/canary',
    'https://169.254.169.254/canary',
    'https://a.partner.example\\@canary.example/',
    'https://a.partner.example\u0000canary',
  ])('are refused where it does not: %j', async (url) => {
    const answer = await send({ hook: url });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'invalid-request',
      errors: [
        {
          in: 'body',
          pointer: '#/hook',
          keyword: 'url',
          detail: 'must be a URL that the API document allows',
        },
      ],
    });
    expect(orders.ran).toEqual([]);
    expect(orders.records).toMatchObject([{ kind: 'decision', outcome: 'denied', stage: 14, status: 400 }]);
    expect(JSON.stringify([answer, orders.records, orders.log])).not.toContain('canary');
  });

  it('are called by handlers through safeFetch, which sees that a name has moved inside', async () => {
    const reached: string[] = [];
    const internal = createServer((_request, response) => {
      reached.push('internal');
      response.end();
    }).listen(0, '127.0.0.1');
    await once(internal, 'listening');
    const { port } = internal.address() as AddressInfo;
    orders.next = async ({ body, signal }) => {
      const { any } = body as { any: string };
      await safeFetch(any, { schemes: ['http'], signal, resolve: () => Promise.resolve(['127.0.0.1']) });
      return { status: 204 };
    };
    const answer = await send({ any: `http://canary.partner.example:${port}/` });
    internal.close();
    expect([answer.status, reached]).toEqual([500, []]);
    expect(answer.body).not.toContain('canary');
    expect(orders.log).toMatchObject([{ level: 'error', fields: { error: { code: 'address-refused' } } }]);
    expect(orders.records.at(-1)).toMatchObject({
      kind: 'outcome',
      outcome: 'failed',
      stage: 17,
      status: 500,
    });
    orders.log.length = 0;
  });
});
