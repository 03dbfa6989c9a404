/** A random API through every pass of the generator into a runtime. */
import { apiKeyScheme } from '../../src/runtime/authenticate/api-key.js';
import { jwtScheme } from '../../src/runtime/authenticate/jwt.js';
import { absent, allow, allowCreate, deny, scope, undecided } from '../../src/runtime/authorize/decision.js';
import type { Api } from '../../src/runtime/core/api.js';
import { createRuntime } from '../../src/runtime/core/create-runtime.js';
import type {
  Handler,
  HandlerReply,
  ListPolicy,
  ObjectPolicy,
  Problem,
} from '../../src/runtime/core/handler.js';
import { problem } from '../../src/runtime/core/handler.js';
import type { LimiterStore } from '../../src/runtime/limit/store.js';
import { decodeForm } from '../../src/runtime/decode/form.js';
import { apiOf } from '../unit/render/generated-project.js';
import { loadValidators } from '../unit/render/validators/load-validators.js';
import { documentOf } from './api-document.js';
import type { RandomApi, RandomRequest, Scheme } from './policy-model.js';
import type { Tokens } from './tokens.js';
import { type WireRequest, wireRequest } from './wire-requests.js';

export interface AuditRecord {
  readonly kind: 'decision' | 'intent' | 'outcome' | 'alarm';
  readonly outcome?: string;
  readonly stage?: number;
  readonly status?: number;
  readonly actor?: { readonly id: string; readonly scheme: string } | null;
}

export class ServedApi {
  readonly api: Api;
  readonly #policy: RandomApi;
  readonly #tokens: Tokens;
  readonly #operations: ReadonlyMap<string, number>;
  #request: RandomRequest | null = null;
  #records: AuditRecord[] = [];
  /** How many handlers ran. */
  ran = 0;
  /** Whether the body of the last one had the property that not everybody may send. */
  gotStatus: boolean | null = null;
  /** How contexts ended, and how many were opened. */
  settled: string[] = [];
  opened = 0;

  constructor(policy: RandomApi, tokens: Tokens) {
    this.#policy = policy;
    this.#tokens = tokens;
    const model = apiOf(documentOf(policy));
    const validators = loadValidators(model);
    this.#operations = new Map(model.operations.map(({ name }, index) => [name, index]));
    const definition = {
      ...model,
      operations: model.operations.map((operation) => ({
        ...operation,
        validators: () => Promise.resolve(validators.get(operation.name)!),
      })),
    };
    this.api = createRuntime(
      definition,
      { authenticators: { apiKey: apiKeyScheme, jwt: jwtScheme }, form: decodeForm },
      {
        handlers: Object.fromEntries(model.operations.map(({ name }) => [name, this.#handlerOf(name)])),
        policies: Object.fromEntries(
          model.policies.map(({ name }) => [name, name === 'things' ? this.#list : this.#decide]),
        ),
        credentials: Object.fromEntries(
          model.schemes.map(({ name }) => [name, tokens.credentials[name as Scheme]]),
        ),
        ...(policy.context && { context: () => this.#openContext() }),
        trust: { proxies: ['127.0.0.0/8', '::1'], header: 'x-forwarded-for', proto: 'header' },
        audit: {
          name: 'memory',
          durable: false,
          append: (line) => this.#append(line),
          commit: () =>
            this.#request?.sink === 'fails' ? Promise.reject(new Error('the disk is full')) : undefined,
          close: () => Promise.resolve(),
        },
        ...(policy.store === 'down' && { stores: { limiter: downStore } }),
        logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      },
    );
  }

  /** Everything recorded of the last request. */
  get records(): readonly AuditRecord[] {
    return this.#records.filter(({ kind }) => kind !== 'alarm');
  }

  /** What stands for a request on the wire; policy and handler then do what it says. */
  expect(request: RandomRequest): WireRequest {
    this.#request = request;
    this.#tokens.expect(request);
    this.#records = [];
    this.ran = 0;
    this.gotStatus = null;
    this.settled = [];
    this.opened = 0;
    const operation = this.#policy.operations[request.operation]!;
    return wireRequest(request, request.operation, operation, this.#tokens);
  }

  #append(line: string): boolean {
    if (this.#request?.sink === 'refuses') return false;
    this.#records.push(JSON.parse(line) as AuditRecord);
    return true;
  }

  #openContext() {
    const { contextFails } = this.#request!;
    if (contextFails === 'to-open') throw new Error('no connection');
    this.opened += 1;
    return {
      value: null,
      settle: (outcome: string) => {
        this.settled.push(outcome);
        if (outcome === 'commit' && contextFails === 'to-commit') throw new Error('conflict');
      },
    };
  }

  #handlerOf(name: string): Handler {
    const operation = this.#policy.operations[this.#operations.get(name)!]!;
    return ({ body }) => {
      this.ran += 1;
      this.gotStatus = typeof body === 'object' && body !== null && 'status' in body;
      const { handler, items } = this.#request!;
      const reply = (ok: unknown): HandlerReply => ({
        status: 200,
        body: { ok, margin: 7, ...(operation.isList && items !== 'missing' && { items: [1, ITEMS[items]] }) },
      });
      switch (handler) {
        case 'conflict':
          return problem(409, 'conflict');
        case 'unauthorized':
          return problem(401, 'unauthorized');
        case 'forbidden':
          return problem(403, 'forbidden');
        case 'throws':
          throw new Error('the handler fails');
        case 'misreplies':
          return reply('yes');
        case 'hangs':
          if (operation.isHurried) return new Promise<Problem>(() => undefined);
          return reply(true);
        case 'replies':
          return reply(true);
      }
    };
  }

  readonly #decide: ObjectPolicy = ({ operation, id }) => {
    const { decision, owns } = this.#request!;
    const as = owns ? '$owner' : null;
    const { method } = this.#policy.operations[this.#operations.get(operation)!]!;
    switch (decision) {
      case 'create':
        // Only PUT creates under an id that the client chose.
        return (method === 'PUT' ? allowCreate(id, as) : allow({ id, status: 'same' }, as)) as never;
      case 'allow':
        return allow({ id, status: 'same' }, as);
      case 'deny':
        return deny();
      case 'absent':
        return absent();
      case 'undecided':
        return undecided();
    }
  };

  readonly #list: ListPolicy = {
    scope: () => {
      switch (this.#request!.decision) {
        case 'deny':
          return deny();
        case 'absent':
          return absent();
        case 'undecided':
          return undecided();
        default:
          return scope('some');
      }
    },
    allows: (item) => item !== ITEMS.refused,
  };
}

const ITEMS = { allowed: 2, refused: 3 } as const;

const quiet = (): void => undefined;

const downStore: LimiterStore = {
  name: 'down',
  shared: false,
  decide: () => {
    throw new Error('the store is down');
  },
  settle: () => undefined,
};
