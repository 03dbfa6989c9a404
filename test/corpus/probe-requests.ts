import { Agent } from 'node:http';
import type { JsonObject } from '../support/json-values.js';
import type { DocumentOperation } from '../support/openapi-operations.js';
import { mediaTypesOf, sampleRequest, type SampleRequest } from '../support/sample-request.js';
import type { SampleOptions } from '../support/sample-schema.js';
import { type Reply, sendRequest } from '../support/send-request.js';
import type { TestCallers } from '../support/test-callers.js';

/** One way to call an operation. */
export interface Probe {
  /** Its label, with the media type of the body where there is one. */
  readonly label: string;
  readonly operation: DocumentOperation;
  readonly mediaType: string | null;
}

export function probesOf(operations: readonly DocumentOperation[]): readonly Probe[] {
  return operations.flatMap((operation) =>
    mediaTypesOf(operation).map((mediaType) => ({
      label: mediaType === null ? operation.label : `${operation.label} ${mediaType}`,
      operation,
      mediaType,
    })),
  );
}

/** A server as its clients' proxy reaches it. */
export class ProbedServer {
  readonly #port: number;
  // The server closes connections that are idle for five seconds: none is taken up again that late.
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8, timeout: 2000 });
  #sent = 0;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends a request of the operation as from its host; clients take turns, as `TestCallers` do. */
  send({ operation }: Probe, request: SampleRequest): Promise<Reply> {
    this.#sent += 1;
    const client = Math.floor(this.#sent / 100);
    const headers = {
      Host: operation.authority,
      'X-Forwarded-For': `198.51.${client >> 8}.${client & 255}`,
      'X-Forwarded-Proto': 'https',
      ...request.headers,
    };
    return sendRequest(this.#port, { ...request, headers }, this.#agent);
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Samples to try, plainest first. */
const PLAIN: readonly SampleOptions[] = Array.from({ length: 8 }, (_, seed) => ({
  seed,
  optionalDepth: seed < 5 ? 0 : seed - 4,
}));
const RICH: readonly SampleOptions[] = Array.from({ length: 8 }, (_, seed) => ({
  seed,
  optionalDepth: seed < 4 ? 3 : 1,
}));

export interface Accepted {
  readonly probe: Probe;
  /** What was accepted; `null` where nothing was. */
  readonly request: SampleRequest | null;
  /** The same before it was signed. */
  readonly unsigned: SampleRequest | null;
  /** What kept the last sample from being accepted. */
  readonly reason: string;
}

/**
 * Looks for a request that the operation accepts: a stub then answers 501.
 *
 * @param kind `plain` sends what is required only, `rich` what is optional too
 */
export async function findAccepted(
  server: ProbedServer,
  document: JsonObject,
  probe: Probe,
  kind: 'plain' | 'rich',
  authenticate: (request: SampleRequest) => Promise<SampleRequest>,
): Promise<Accepted> {
  let reason = '';
  for (const options of kind === 'plain' ? PLAIN : RICH) {
    let unsigned: SampleRequest;
    let request: SampleRequest;
    try {
      unsigned = sampleRequest(document, probe.operation, probe.mediaType, options);
      request = await authenticate(unsigned);
    } catch (error) {
      reason = (error as Error).message;
      continue;
    }
    const reply = await server.send(probe, request);
    // Replies to HEAD have no body that says so.
    if (reply.status === 501 && (reply.code === 'not-implemented' || unsigned.method === 'HEAD')) {
      return { probe, request, unsigned, reason: '' };
    }
    reason = describeReply(reply);
    if (reply.status !== 400) break;
  }
  return { probe, request: null, unsigned: null, reason };
}

/** `400 invalid-request: body #/name required`. */
export function describeReply({ status, code, text }: Reply): string {
  const { errors = [] } = (code === null ? {} : JSON.parse(text)) as { readonly errors?: readonly Issue[] };
  const issues = errors.map(({ in: place, pointer, parameter, keyword }) =>
    [place, pointer ?? parameter, keyword].filter(Boolean).join(' '),
  );
  return `${status} ${code ?? ''}${issues.length === 0 ? '' : `: ${issues.join('; ')}`}`;
}

interface Issue {
  readonly in: string;
  readonly pointer?: string;
  readonly parameter?: string;
  readonly keyword: string;
}

/** Passwords are slow to check by intent: this many probes use them, the rest the other alternatives. */
const PASSWORD_PROBES = 40;

/** Signs requests of a probe; the alternatives of its requirements take turns by its place. */
export function authenticator(
  callers: TestCallers,
  { operation }: Probe,
  index: number,
): (request: SampleRequest) => Promise<SampleRequest> {
  const alternatives = (operation.requirements ?? []).filter(({ size }) => size > 0);
  const quick = alternatives.filter((requirement) => !callers.sendsPassword(requirement));
  const choice = index < PASSWORD_PROBES || quick.length === 0 ? alternatives : quick;
  const requirement = choice[index % Math.max(choice.length, 1)] ?? new Map();
  return (request) => callers.sign(request, requirement);
}

/**
 * Runs `work` for every item, a few at a time, and keeps the order. The first has the server to itself: what it takes
 * once (a password to check, a key set to read) is not taken by all at the same time.
 */
export async function forEachOf<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(items[index]!, index);
    }
  };
  if (items.length > 0) {
    next = 1;
    results[0] = await work(items[0]!, 0);
  }
  await Promise.all(Array.from({ length: 8 }, worker));
  return results;
}
