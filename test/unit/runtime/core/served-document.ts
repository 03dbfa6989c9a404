/** A document served as its project would be, without the project: every pass up to the validators, then the runtime. */
import { Writable } from 'node:stream';
import { apiKeyScheme } from '../../../../src/runtime/authenticate/api-key.js';
import { allow } from '../../../../src/runtime/authorize/decision.js';
import type { Api } from '../../../../src/runtime/core/api.js';
import { createRuntime } from '../../../../src/runtime/core/create-runtime.js';
import type { Handler, HandlerRequest, ObjectPolicy } from '../../../../src/runtime/core/handler.js';
import { jsonLogger } from '../../../../src/runtime/core/json-logger.js';
import type { Logger } from '../../../../src/runtime/core/logger.js';
import { decodeForm } from '../../../../src/runtime/decode/form.js';
import { decodeMultipart } from '../../../../src/runtime/decode/multipart.js';
import { apiOf } from '../../render/generated-project.js';
import { loadValidators } from '../../render/validators/load-validators.js';

export interface ServedDocument {
  readonly api: Api;
  /** Requests as the handlers got them. */
  readonly requests: HandlerRequest[];
  readonly records: Record<string, unknown>[];
  /** What loggers of either kind wrote. */
  readonly log: () => string;
  handler: Handler;
  policy: ObjectPolicy;
  reset(): void;
}

/** API keys are the roles of their callers, `-` between them. */
export function keyOf(roles: readonly string[]): string {
  return roles.join('-');
}

class Lines extends Writable {
  readonly #lines: string[];

  constructor(lines: string[]) {
    super();
    this.#lines = lines;
  }

  override write(text: string): boolean {
    this.#lines.push(text);
    return true;
  }
}

export function serveDocument(
  document: object,
  createLogger: (options: { readonly stream: Writable; readonly debug: boolean }) => Logger = jsonLogger,
): ServedDocument {
  const model = apiOf(document);
  const validators = loadValidators(model);
  const log: string[] = [];
  const served: ServedDocument = {
    api: undefined as unknown as Api,
    requests: [],
    records: [],
    log: () => log.join(''),
    handler: () => ({ status: 204 }),
    policy: () => allow({}),
    reset() {
      served.requests.length = 0;
      served.records.length = 0;
      log.length = 0;
      served.handler = () => ({ status: 204 });
      served.policy = () => allow({});
    },
  };
  const handle: Handler = (request) => {
    served.requests.push(request);
    return served.handler(request);
  };
  const decide: ObjectPolicy = (request) => served.policy(request);
  const api = createRuntime(
    {
      ...model,
      operations: model.operations.map((operation) => ({
        ...operation,
        validators: () => Promise.resolve(validators.get(operation.name)!),
      })),
    },
    { authenticators: { apiKey: apiKeyScheme }, form: decodeForm, multipart: decodeMultipart },
    {
      handlers: Object.fromEntries(model.operations.map(({ name }) => [name, handle])),
      policies: Object.fromEntries(model.policies.map(({ name }) => [name, decide])),
      credentials: Object.fromEntries(
        model.schemes.map(({ name }) => [
          name,
          {
            kind: 'apiKey' as const,
            verify: (key: string) => ({ id: 'caller', createdAt: 0, roles: key.split('-') }),
          },
        ]),
      ),
      trust: { proxies: ['127.0.0.0/8', '::1'], header: 'x-forwarded-for', proto: 'https' },
      audit: {
        name: 'memory',
        durable: false,
        append: (line) => served.records.push(JSON.parse(line) as Record<string, unknown>) > 0,
        commit: () => undefined,
        close: () => Promise.resolve(),
      },
      logger: createLogger({ stream: new Lines(log), debug: true }),
    },
  );
  return Object.assign(served, { api });
}
