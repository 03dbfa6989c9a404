import { expect, it, vi } from 'vitest';
import { doors, exchangeText, requestText } from '../unit/runtime/doors/raw-client.js';
import { reported, resolved } from '../unit/policy/literal-document.js';
import type { Expected, Proof, Seen, Sent, WireProof } from './proof.js';
import { documentOf, ProofTokens, serveProof } from './served-proof.js';

/** Ten minutes before an hour. */
const START = Date.UTC(2026, 10, 25, 9, 50);

let made: Promise<ProofTokens> | null = null;

/** Declares a test for each proof and door. */
export function testProofs(proofs: readonly Proof[]): void {
  for (const proof of proofs) {
    const name = proof.members.join(' and ');
    if (proof.kind === 'document') {
      it(`${name} is asked for by generation`, () => {
        expect(reported(resolved(documentOf(proof.document)).diagnostics)).toEqual([]);
        const { diagnostics } = resolved(documentOf(proof.without));
        expect(reported(diagnostics, proof.code).length).toBeGreaterThan(0);
      });
      continue;
    }
    it.each(['node', 'fastify'] as const)(`${name} refuses and allows behind the %s door`, async (door) => {
      vi.useFakeTimers({ toFake: ['Date'] });
      try {
        await prove(proof, door);
      } finally {
        vi.useRealTimers();
      }
    });
  }
}

async function prove(proof: WireProof, door: keyof typeof doors): Promise<void> {
  const { refuses, accepts, without } = proof;
  const [refused, accepted] = await exchange(proof, proof.document, door);
  expect(refused, 'what is refused').toEqual(observed(refuses.expected));
  expect(accepted, 'what is allowed').toEqual(observed(accepts.expected));
  if (without === null) return;
  const [first, second] = await exchange(proof, without, door);
  expect([first, second], 'without the member').not.toEqual([refused, accepted]);
}

/** What is compared of an exchange. */
interface Observed extends Omit<Expected, 'shows' | 'as'> {
  readonly as: unknown;
}

function observed({ status, code, ran, records, as }: Expected): Observed {
  return { status, code, ran, records, as };
}

/** The answers to the two requests of a proof, by a server of their own. */
async function exchange(
  proof: WireProof,
  parts: WireProof['document'],
  door: keyof typeof doors,
): Promise<readonly [Observed, Observed]> {
  let now = START;
  vi.setSystemTime(now);
  const tokens = await (made ??= ProofTokens.create());
  const served = serveProof(parts, proof.behaviour ?? {}, tokens);
  const { port, ...opened } = await doors[door](served.api);
  const send = async (sent: Sent, expected: Expected | null): Promise<Observed> => {
    now += sent.wait ?? 0;
    vi.setSystemTime(now);
    served.ran = 0;
    served.records.length = 0;
    served.log.length = 0;
    const started = performance.now();
    const answer = await exchangeText(port, await wireText(sent, parts, tokens));
    const seen: Seen = {
      answer,
      records: served.records,
      log: served.log.join(''),
      milliseconds: performance.now() - started,
    };
    const isProblem = answer.headers['content-type'] === 'application/problem+json';
    return {
      status: answer.status,
      code: isProblem ? (JSON.parse(answer.body) as { readonly code: string }).code : null,
      ran: served.ran as 0 | 1,
      records: served.records.map(({ kind, outcome, stage }) =>
        kind === 'intent' ? 'intent' : `${String(kind)} ${String(outcome)} ${String(stage)}`,
      ),
      as: expected?.shows?.(seen),
    };
  };
  try {
    for (const sent of proof.before ?? []) await send(sent, null);
    const refused = await send(proof.refuses, proof.refuses.expected);
    return [refused, await send(proof.accepts, proof.accepts.expected)];
  } finally {
    await opened.close();
    await served.api.close();
  }
}

async function wireText(sent: Sent, parts: WireProof['document'], tokens: ProofTokens): Promise<string> {
  const { url = '/things/{id}', method = 'post' } = parts;
  const takesBody = method !== 'get';
  const body = sent.body === undefined ? (takesBody ? '{}' : null) : sent.body;
  const key = sent.token === undefined ? (sent.key === undefined ? 'ann' : sent.key) : null;
  const headers = {
    Host: 'api.example.com',
    ...(key !== null && { 'X-Key': key }),
    ...(sent.token !== undefined && { Authorization: `Bearer ${await tokens.sign(sent.token)}` }),
    ...(body !== null && { 'Content-Type': 'application/json', 'Content-Length': String(body.length) }),
    ...sent.headers,
  };
  const target = sent.target ?? url.replace('{id}', 'one');
  return requestText(sent.method ?? method.toUpperCase(), target, headers, body ?? '');
}
