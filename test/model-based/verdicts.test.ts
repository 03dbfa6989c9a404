import fc from 'fast-check';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { doors, exchangeText, requestText } from '../unit/runtime/doors/raw-client.js';
import { compareVerdicts, type OpenDoor, START } from './compare-verdicts.js';
import { randomApi } from './random-apis.js';
import { randomRequest } from './random-requests.js';
import { Tokens } from './tokens.js';

/** Seconds to draw for, by `npm run test:model -- --seconds 600`; a fixed number of runs without. */
const SECONDS = Number(process.env['MODEL_SECONDS'] ?? 0);
const SEED = process.env['MODEL_SEED'];

let tokens: Tokens;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  tokens = await Tokens.create(START);
});
afterAll(() => {
  vi.useRealTimers();
});

const injected: OpenDoor = ({ api }) =>
  Promise.resolve({
    send: async (wire) => {
      const reply = await api.inject({ ...wire, body: wire.body ?? undefined, encrypted: false });
      return { status: reply.status, headers: reply.headers, body: reply.text() };
    },
    close: () => Promise.resolve(),
  });

const overSockets =
  (door: keyof typeof doors): OpenDoor =>
  async ({ api }) => {
    const { port, ...opened } = await doors[door](api);
    return {
      send: ({ method, target, headers, body }) =>
        // Texts go out one byte a character.
        exchangeText(port, requestText(method, target, headers, Buffer.from(body ?? '').toString('latin1'))),
      close: () => opened.close(),
    };
  };

describe('verdicts of random policies about random requests', () => {
  const requests = fc.array(randomRequest, { minLength: 1, maxLength: 24, size: 'max' });

  it.each([
    ['without a socket', injected, 90, 0.6],
    ['behind the node door', overSockets('node'), 14, 0.2],
    ['behind the Fastify door', overSockets('fastify'), 14, 0.2],
  ] as const)(
    'are those of the semantics, %s',
    async (_name, open, numRuns, share) => {
      const end = performance.now() + SECONDS * share * 1000;
      let seed = SEED === undefined ? undefined : Number(SEED);
      do {
        await fc.assert(
          fc.asyncProperty(randomApi, requests, (policy, drawn) =>
            compareVerdicts(policy, drawn, tokens, open),
          ),
          { numRuns, ...(seed !== undefined && { seed }) },
        );
        if (seed !== undefined) seed += 1;
      } while (performance.now() < end);
    },
    SECONDS * 1000 + 60_000,
  );
});
