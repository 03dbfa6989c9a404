import type { CreationGrant, Grant } from '../authorize/decision.js';
import { BoundLogger } from './bound-logger.js';
import type { ContextRequest } from './context.js';
import type { Exchange } from './exchange.js';
import type { AuditNotes, HandlerRequest, RequestContext } from './handler.js';
import type { Logger } from './logger.js';
import type { Principal } from './principal.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * What user code sees of an exchange. `signal`, `log`, `traceparent`, `context` and `audit` are getters of the class,
 * made when they are read: destructuring finds them, object spread does not.
 */
class RequestView implements RequestContext {
  readonly path: Values;
  readonly query: Values;
  readonly headers: Values;
  readonly cookies: Values;
  readonly principal: Principal | null;
  readonly requestId: string;
  readonly contentType: string | null;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    const { input } = exchange;
    this.path = input.path;
    this.query = input.query;
    this.headers = input.headers;
    this.cookies = input.cookies;
    this.principal = exchange.principal;
    this.requestId = exchange.requestId;
    this.contentType = exchange.media === null ? null : exchange.media.mediaType;
    this.#exchange = exchange;
  }

  get traceparent(): string {
    return this.#exchange.traceparent;
  }

  get signal(): AbortSignal {
    return this.#exchange.signal;
  }

  get log(): Logger {
    const { log, operation, requestId } = this.#exchange;
    return new BoundLogger(log, { requestId, operation: operation!.name });
  }

  get context(): unknown {
    const { context, contextSettled } = this.#exchange;
    if (contextSettled) throw new Error('The context of this request is settled: it is over');
    return context?.value;
  }
}

/** The request that a context is opened for. */
export class ContextView extends RequestView implements ContextRequest {
  readonly body: unknown;
  readonly operation: string;
  readonly method: string;

  constructor(exchange: Exchange) {
    super(exchange);
    this.body = exchange.input.body;
    this.operation = exchange.operation!.name;
    this.method = exchange.operation!.method;
  }
}

/** The request of a policy: the whole validated input, and which object is asked for. */
export class PolicyView<Id extends string | number | bigint | null> extends RequestView {
  readonly body: unknown;
  readonly operation: string;
  readonly id: Id;

  constructor(exchange: Exchange, id: Id) {
    super(exchange);
    this.body = exchange.input.body;
    this.operation = exchange.operation!.name;
    this.id = id;
  }
}

/** The request of a handler. */
export class HandlerView extends RequestView implements HandlerRequest {
  readonly body: unknown;
  readonly grant: Grant<unknown> | CreationGrant | null;
  readonly scope: unknown;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange, body: unknown) {
    super(exchange);
    this.body = body;
    this.grant = exchange.grant;
    this.scope = exchange.scope;
    this.#exchange = exchange;
  }

  get audit(): AuditNotes {
    return new ExchangeNotes(this.#exchange);
  }
}

class ExchangeNotes implements AuditNotes {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Ids of a database are often objects that only look like text: what they say now is what goes on record. */
  object(type: unknown, id: unknown): void {
    this.#exchange.objectType = String(type);
    this.#exchange.objectKey = String(id);
  }

  changes(properties: readonly unknown[]): void {
    this.#exchange.changes = Array.from(properties, (name) => this.#exchange.redacted(String(name)));
  }
}
