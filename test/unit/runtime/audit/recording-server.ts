/**
 * A server of its own process that records to a file: `POST /orders/hang` never ends, `POST /orders/quick` does at once.
 *
 * Run with the path of the file, and `incomplete` for a server that lacks something; tells its parent the port.
 */
import { fileSink } from '../../../../src/runtime/audit/file-sink.js';
import { createRuntime } from '../../../../src/runtime/core/create-runtime.js';
import { jsonLogger } from '../../../../src/runtime/core/json-logger.js';
import { serve } from '../../../../src/runtime/transport/serve.js';
import { apiKeyScheme } from '../../../../src/runtime/authenticate/api-key.js';
import { definition, operation } from '../core/orders-api.js';

const [path = '', state] = process.argv.slice(2);

const { server } = await serve(
  () =>
    createRuntime(
      {
        ...definition,
        schemes: definition.schemes.filter(({ name }) => name === 'key'),
        operations: [
          operation('POST', '/orders/hang', { name: 'hang', timeoutMs: 600_000 }),
          operation('POST', '/orders/quick', { name: 'quick' }),
        ],
      },
      { authenticators: { apiKey: apiKeyScheme } },
      {
        handlers: {
          hang: () => new Promise(() => undefined),
          quick: () => ({ status: 204 }),
        },
        credentials:
          state === 'incomplete' ? {} : { key: { kind: 'apiKey', verify: (id) => ({ id, createdAt: 0 }) } },
        trust: { proxies: ['127.0.0.0/8'], header: 'x-forwarded-for', proto: 'https' },
        audit: fileSink(path, { maxBytes: 100_000 }),
        logger: jsonLogger(),
      },
    ),
  { port: 0, host: '127.0.0.1', operatorPort: null },
);
const address = server.address();
if (typeof address === 'object') process.send?.(address?.port);
