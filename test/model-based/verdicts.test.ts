import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { doors, exchangeText, requestText } from '../unit/runtime/doors/raw-client.js';
import { randomApi, randomRequest } from './random-apis.js';
import {
  type RandomApi,
  type RandomRequest,
  ReferenceEvaluator,
  type Verdict,
} from './reference-evaluator.js';
import { ServedApi, Tokens, type WireRequest } from './served-api.js';

interface Answer {
  readonly status: number;
  /** `code` of a problem body; `null` where there is no body, or another one. */
  readonly code: string | null;
}

type Door = (request: WireRequest) => Promise<Answer>;

let tokens: Tokens;
beforeAll(async () => {
  tokens = await Tokens.create();
});

/** What was answered must be what the semantics say, and the trail must say the same. */
async function compare(policy: RandomApi, requests: readonly RandomRequest[], open: OpenDoor): Promise<void> {
  const served = new ServedApi(policy, tokens);
  const { send, close } = await open(served);
  const reference = new ReferenceEvaluator(policy);
  try {
    for (const drawn of requests) {
      const request = { ...drawn, operation: drawn.operation % policy.operations.length };
      const expected = reference.decide(request);
      const wire = served.expect(request);
      const answer = await send(wire);
      check(request, wire, expected, answer, served);
    }
  } finally {
    await close();
    await served.api.close();
  }
}

function check(
  request: RandomRequest,
  wire: WireRequest,
  expected: Verdict,
  answer: Answer,
  served: ServedApi,
): void {
  const decided = served.records.filter(({ kind }) => kind !== 'intent');
  const intents = served.records.length - decided.length;
  const reached = expected.stage >= 17;
  const safe = wire.method === 'GET' || wire.method === 'HEAD';
  expect({
    status: answer.status,
    code: request.method === 'HEAD' ? expected.code : answer.code,
    ran: served.ran,
    intents,
    recorded: decided.map(({ stage, status, outcome }) => ({ stage, status, outcome })),
  }).toEqual({
    status: expected.status,
    code: expected.code,
    ran: reached ? 1 : 0,
    intents: reached && !safe ? 1 : 0,
    recorded: [
      {
        stage: expected.stage,
        status: expected.status,
        outcome: expected.code === null ? 'allowed' : reached ? 'failed' : 'denied',
      },
    ],
  });
}

type OpenDoor = (served: ServedApi) => Promise<{ readonly send: Door; readonly close: () => Promise<void> }>;

const injected: OpenDoor = (served) =>
  Promise.resolve({
    send: async (wire) => {
      const reply = await served.api.inject({ ...wire, body: wire.body ?? undefined, encrypted: false });
      return { status: reply.status, code: codeOf(reply.headers['content-type'], reply.text()) };
    },
    close: () => Promise.resolve(),
  });

const overSockets =
  (door: keyof typeof doors): OpenDoor =>
  async (served) => {
    const opened = await doors[door](served.api);
    return {
      send: async ({ method, target, headers, body }) => {
        const answer = await exchangeText(opened.port, requestText(method, target, headers, body ?? ''));
        return { status: answer.status, code: codeOf(answer.headers['content-type'], answer.body) };
      },
      close: () => opened.close(),
    };
  };

function codeOf(contentType: string | undefined, text: string): string | null {
  if (contentType !== 'application/problem+json' || text === '') return null;
  return (JSON.parse(text) as { readonly code: string }).code;
}

describe('verdicts of random policies about random requests', () => {
  const requests = fc.array(randomRequest, { minLength: 1, maxLength: 24, size: 'max' });

  it.each([
    ['without a socket', injected, 250],
    ['behind the node door', overSockets('node'), 40],
    ['behind the Fastify door', overSockets('fastify'), 40],
  ] as const)('are those of the semantics, %s', async (_name, open, numRuns) => {
    await fc.assert(
      fc.asyncProperty(randomApi, requests, (policy, drawn) => compare(policy, drawn, open)),
      { numRuns },
    );
  });
});
