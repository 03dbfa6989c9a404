import { expect, vi } from 'vitest';
import { fittingRequest } from './fitting-request.js';
import type { RandomApi, RandomRequest } from './policy-model.js';
import { ReferenceEvaluator, type Verdict } from './reference-evaluator.js';
import { ServedApi } from './served-api.js';
import type { Tokens } from './tokens.js';
import type { WireRequest } from './wire-requests.js';

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface OpenedDoor {
  readonly send: (request: WireRequest) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

export type OpenDoor = (served: ServedApi) => Promise<OpenedDoor>;

/** Milliseconds since the epoch: when every run begins. */
export const START = Date.UTC(2026, 10, 25, 9, 30);

/** What was answered must be what the semantics say, and the trail must say the same. */
export async function compareVerdicts(
  policy: RandomApi,
  requests: readonly RandomRequest[],
  tokens: Tokens,
  open: OpenDoor,
): Promise<void> {
  let now = START;
  vi.setSystemTime(now);
  const served = new ServedApi(policy, tokens);
  const { send, close } = await open(served);
  const reference = new ReferenceEvaluator(policy);
  try {
    for (const drawn of requests) {
      const operation = drawn.operation % policy.operations.length;
      const request = fittingRequest({ ...drawn, operation }, policy);
      now += request.wait;
      vi.setSystemTime(now);
      const expected = reference.decide(request, now);
      const wire = served.expect(request);
      const answer = await send(wire);
      check(request, expected, answer, served);
    }
  } finally {
    await close();
    await served.api.close();
  }
}

/** The rules that hold whatever is answered come last. */
function check(request: RandomRequest, expected: Verdict, answer: Answer, served: ServedApi): void {
  const { records, settled } = served;
  const isHead = request.method === 'HEAD';
  const problem = problemOf(answer);
  const { status, headers } = answer;
  const ends = records.filter(({ kind }) => kind !== 'intent');
  expect({
    status,
    code: isHead ? expected.code : (problem?.code ?? null),
    type: isHead ? expected.type : (problem?.type ?? null),
    records: records.map(({ kind, outcome }) => (kind === 'intent' ? kind : `${kind} ${String(outcome)}`)),
    ran: served.ran,
    allowOrigin: headers['access-control-allow-origin'] ?? null,
    allowCredentials: headers['access-control-allow-credentials'] === 'true',
    gotStatus: served.gotStatus,
    showsMargin: isHead ? expected.showsMargin : showsMargin(answer),
    settled,
  }).toEqual({
    status: expected.status,
    code: expected.code,
    type: expected.type,
    records: expected.records,
    ran: expected.ran ? 1 : 0,
    allowOrigin: expected.allowOrigin,
    allowCredentials: expected.allowCredentials,
    gotStatus: expected.gotStatus,
    showsMargin: expected.showsMargin,
    settled: expected.settled === null ? [] : [expected.settled],
  });
  for (const record of records) {
    const { actor = null } = record;
    expect(actor === null ? null : `${actor.scheme} ${actor.id}`).toBe(expected.actor);
  }
  for (const record of ends) {
    expect({ stage: record.stage, status: record.status }).toEqual({ stage: expected.stage, status });
  }
  expect(served.opened).toBe(settled.length);
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers['retry-after'] !== undefined).toBe(status === 429 || status === 503);
  expect(headers['www-authenticate'] !== undefined).toBe(expected.challenges);
  if (expected.code !== null || expected.actor !== null) expect(headers['cache-control']).toBe('no-store');
}

interface Problem {
  readonly code: string;
  readonly type: string;
}

/** `null` where the body is no problem. */
function problemOf({ headers, body }: Answer): Problem | null {
  if (headers['content-type'] !== 'application/problem+json' || body === '') return null;
  return JSON.parse(body) as Problem;
}

function showsMargin({ status, body }: Answer): boolean {
  return status === 200 && 'margin' in (JSON.parse(body) as object);
}
