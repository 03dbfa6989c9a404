// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Readable } from 'node:stream';
import type { AuditOutcome, AuditSubject } from '../audit/auditor.js';
import type { CredentialSource } from '../authenticate/authentication.js';
import type { Scheme } from '../authenticate/scheme.js';
import type { CreationGrant, Grant } from '../authorize/decision.js';
import type { SentProperty } from '../authorize/property-level.js';
import type { ReadMultipart } from '../decode/multipart-decoder.js';
import type { ParameterSource } from '../decode/parameters.js';
import type { LimitSubject } from '../limit/limiter-key.js';
import type { LimitVerdict } from '../limit/limit-verdict.js';
import type { ReservedFailure } from '../limit/login-guard.js';
import { limiterAddress } from '../transport/client-address.js';
import { Caller } from '../validate/property-rule.js';
import type { CorsPolicy } from '../transport/cors.js';
import type { CompiledOperation } from './compiled-operation.js';
import type { OpenContext } from './context.js';
import type { RequestMediaType } from './definition.js';
import type { ListPolicyRequest, OperationInput } from './handler.js';
import { HeaderFields } from './header-fields.js';
import type { Logger } from './logger.js';
import type { Principal } from './principal.js';
import type { PeerCertificate, RawReply, RawRequest } from './raw-message.js';
import { RedactingLogger } from './redacting-logger.js';
import type { InputIssue, Refusal } from './refusal.js';
import type { Route } from './route.js';
import type { PathMatch } from './router.js';
import type { Runtime } from './runtime.js';
import { sensitiveText } from './sensitive-values.js';
import { formatTraceparent, mintTraceId, parseTraceId } from './trace-context.js';
import { uuidV7 } from './uuid-v7.js';

/**
 * One request on its way through the stages, with what they found out. It is handed as it is to authentication,
 * parameter decoding and audit, which read it through their own narrow interfaces.
 *
 * Every field is set here, so that all exchanges share one hidden class.
 */
export class Exchange implements CredentialSource, ParameterSource, LimitSubject, AuditSubject {
  readonly runtime: Runtime;
  readonly raw: RawRequest;
  readonly fields: HeaderFields;
  /** `null` where the framing says there is no body (RFC 9112 §6.3). */
  readonly body: Readable | null;
  /** Milliseconds since the epoch: when the request arrived. */
  readonly now: number;
  readonly requestId: string;

  // Stage 2.
  scheme: 'http' | 'https' = 'http';
  /** Effective host: lower case, default port dropped; `null` until stage 2 allowed it. */
  authority: string | null = null;
  /** Whether `authority` is a loopback one that only development mode admits. */
  local = false;
  /** Whether a trusted proxy handed the request on. */
  proxied = false;
  /** Client address, in full. */
  address = '';
  /** Client address as limiters see it. */
  ip = '';

  // Stages 3 to 6.
  path = '';
  query = '';
  match: PathMatch<Route> | null = null;
  pathValues: readonly string[] = [];
  parameterNames: readonly string[] = [];
  operation: CompiledOperation | null = null;
  /** Whose pages may read the reply: the root's until an operation is matched. */
  cors: CorsPolicy | null;
  /** A HEAD request served by a GET operation. */
  head = false;

  // Stages 4 and 8 to 10.
  verdict: LimitVerdict | null = null;
  principal: Principal | null = null;
  /** What browsers send unasked and the principal rests on. */
  sentUnasked: Scheme['sentUnasked'] = null;
  /** What authentication found missing; stage 11 refuses with it. */
  deferred: Refusal | null = null;

  // Stages 12 to 14.
  media: RequestMediaType | null = null;
  /** Index of `media` in the operation's request body. */
  mediaIndex = -1;
  /** `boundary` parameter of the request's Content-Type. */
  boundary: string | null = null;
  /** What the body says; where there are `contentIssues`, the fields that have none. */
  content: unknown = undefined;
  contentIssues: readonly InputIssue[] | null = null;
  multipart: ReadMultipart | null = null;
  /** The body that a handler reads by itself. */
  upload: Readable | null = null;
  input: OperationInput = NO_INPUT;
  /** Properties that were sent and that the caller's roles alone do not allow. */
  restricted: readonly SentProperty[] = NOTHING_RESTRICTED;

  // Stages 15 to 18.
  /** What policy and handler share; `null` without `options.context`. */
  context: OpenContext | null = null;
  contextSettled = false;
  grant: Grant<unknown> | CreationGrant | null = null;
  /** What a list policy lets the caller see. */
  scope: unknown = undefined;
  /** What the list policy was asked with, to ask it about each item later. */
  listRequest: ListPolicyRequest | null = null;
  /** What stage 16 took, until the status of the answer says whether it stays taken. */
  reservedFailure: ReservedFailure | null = null;
  reservedCost: LimitVerdict | null = null;
  /** An intent has been recorded: an outcome must follow. */
  intended = false;
  result: unknown = undefined;
  reply: RawReply | null = null;
  answered = false;
  /** A client that waited to be told has been told to send its body. */
  continued = false;

  // What the audit record says.
  objectType: string | null = null;
  /** Id of the object in question, as it is; records have {@link objectId}. */
  objectKey: string | null = null;
  changes: readonly string[] | null = null;
  outcome: AuditOutcome = 'allowed';
  stage = 19;
  reason: string | null = null;
  status = 0;
  credentialExposed = false;

  #caller: Caller | null = null;
  #traceId: string | null = null;
  #abort: AbortController | null = null;
  #aborted = false;
  #watched = false;

  constructor(runtime: Runtime, raw: RawRequest) {
    this.runtime = runtime;
    this.raw = raw;
    this.cors = runtime.cors;
    this.now = Date.now();
    this.fields = new HeaderFields(raw.rawHeaders);
    const { requestId, requestIdLines, contentLength, transferEncoding } = this.fields;
    const hasBody =
      transferEncoding !== undefined || (contentLength !== undefined && Number(contentLength) !== 0);
    this.body = hasBody ? raw.body : null;
    this.requestId =
      requestId !== undefined && requestIdLines === 1 && REQUEST_ID.test(requestId)
        ? requestId
        : uuidV7(this.now);
  }

  get time(): number {
    return this.now;
  }

  get cookie(): string | undefined {
    return this.fields.cookie;
  }

  get host(): string | null {
    return this.authority ?? this.fields.host ?? null;
  }

  get userAgent(): string | null {
    const agent = this.fields.get('user-agent');
    return agent === undefined ? null : this.redacted(agent);
  }

  get objectId(): string | null {
    return this.objectKey === null ? null : this.redacted(this.objectKey);
  }

  /** The log of this request. */
  get log(): Logger {
    const { operation, runtime } = this;
    return operation?.definition.sensitive === true ? new RedactingLogger(runtime.log, this) : runtime.log;
  }

  /** Text for a record or an error, without the request's sensitive values. */
  redacted(text: string): string {
    return this.operation?.definition.sensitive === true ? sensitiveText(this).redact(text) : text;
  }

  /** Who may send and see what. Not to be asked before stage 15 has settled who owns the object. */
  get caller(): Caller {
    return (this.#caller ??= new Caller(this.principal?.roles ?? [], this.grant?.as ?? null));
  }

  /** Continues the caller's trace, or starts one. */
  get traceId(): string {
    const { traceparent, traceparentLines } = this.fields;
    this.#traceId ??= (traceparentLines === 1 ? parseTraceId(traceparent!) : null) ?? mintTraceId(this.now);
    return this.#traceId;
  }

  get traceparent(): string {
    const { traceId } = this;
    const continued = this.fields.traceparent?.includes(traceId) === true;
    return formatTraceparent(traceId, continued ? this.fields.traceparent! : null);
  }

  /** Made when somebody asks for it: most handlers never do. */
  get signal(): AbortSignal {
    if (this.#abort === null) {
      this.#abort = new AbortController();
      if (this.#aborted) this.#abort.abort();
      else this.watch();
    }
    return this.#abort.signal;
  }

  /** From here on `aborted` says whether the client has gone away. */
  watch(): void {
    if (this.#watched) return;
    this.#watched = true;
    this.raw.onAbort?.(() => this.abort());
  }

  /** Tells a client that asked (`Expect: 100-continue`) to send its body. */
  continueBody(): void {
    if (this.continued || this.raw.awaitsContinue !== true) return;
    this.continued = true;
    this.raw.continue?.();
  }

  /** The request is over: lets go of what was held for it. */
  release(): void {
    this.multipart?.close();
  }

  /** The deadline has passed, or the client is known to have gone away. */
  get aborted(): boolean {
    return this.#aborted;
  }

  abort(): void {
    this.#aborted = true;
    this.#abort?.abort();
  }

  headerValues(name: string): readonly string[] {
    return this.fields.values(name);
  }

  peerCertificate(): PeerCertificate | null {
    return this.raw.peerCertificate?.() ?? null;
  }

  /** Text of a path parameter, still percent-encoded. */
  pathValue(name: string): string {
    return this.pathValues[this.parameterNames.indexOf(name)] ?? '';
  }

  setAddress(address: string): void {
    this.address = address;
    this.ip = limiterAddress(address);
  }
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

const NOTHING_RESTRICTED: readonly SentProperty[] = [];

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze(
  Object.create(null) as Record<string, unknown>,
);

const NO_INPUT: OperationInput = Object.freeze({
  path: NOTHING,
  query: NOTHING,
  headers: NOTHING,
  cookies: NOTHING,
  body: undefined,
});
