/** A server of its own process, for signals: says on standard output when it listens. */
import { serve } from '../../../../src/runtime/transport/serve.js';
import { createOrdersApi } from '../core/orders-api.js';

const orders = createOrdersApi();
orders.next = () =>
  new Promise((resolve) => setTimeout(() => resolve({ status: 200, body: { id: 1 } }), 150));
const { url } = await serve(() => orders.api, { port: 0, operatorPort: null, host: '127.0.0.1' });
process.stdout.write(`${url}\n`);
