import { flatText } from '../core/flat-text.js';
import { uuidV7 } from '../core/uuid-v7.js';
import type { AuditDefinition } from '../core/definition.js';
import type { Logger } from '../core/logger.js';
import type { Principal } from '../core/principal.js';
import { DenialFloods } from './denial-floods.js';
import { jsonString } from './json-string.js';
import type { AuditSink } from './sink.js';

/** What a record is made from. The exchange implements it, so that recording allocates nothing but the line. */
export interface AuditSubject {
  /** Letters, digits, `.`, `_` and `-` only: written as it is. */
  readonly requestId: string;
  /** W3C trace id, 32 hex digits: written as it is. */
  readonly traceId: string;
  /** Milliseconds since the epoch: when the request arrived. */
  readonly time: number;
  readonly operation: {
    readonly name: string;
    readonly method: string;
    readonly path: string;
    readonly audit: AuditDefinition;
  } | null;
  readonly principal: Principal | null;
  /** The client's address in full; limiters see less of an IPv6 one. */
  readonly address: string;
  readonly userAgent: string | null;
  readonly host: string | null;
  readonly objectType: string | null;
  readonly objectId: string | null;
  /** Names of changed properties, never values. */
  readonly changes: readonly string[] | null;
  readonly outcome: AuditOutcome;
  /** Stage of semantics §1 that decided. */
  readonly stage: number;
  readonly reason: string | null;
  readonly status: number;
  /** A credential arrived over plain HTTP and must be replaced. */
  readonly credentialExposed: boolean;
}

export type AuditOutcome = 'allowed' | 'denied' | 'failed' | 'unknown';

type Kind = 'decision' | 'intent' | 'outcome';

/**
 * Writes audit records (semantics §7): one `decision` per denial, an `intent` before and an `outcome` after the handler
 * of every unsafe operation, an `alarm` where auditing itself suffers. Records hold no parameter, header or body value.
 *
 * A record is canonical JSON (RFC 8785), its invisible characters escaped: members are appended in the order of their
 * names, which costs a third of `JSON.stringify`; every text that somebody else chose passes through `jsonString`.
 */
export class Auditor {
  readonly #sink: AuditSink;
  readonly #log: Logger;
  readonly #service: string;
  /** The host of the last record, and how it ended. */
  #host: string | null | undefined = undefined;
  #where = '';
  /** The client of the last record, and what stands for it. */
  #address: string | null = null;
  #userAgent: string | null = null;
  #source = '';
  readonly #floods: DenialFloods;
  #dropped = 0;
  #droppedSince = 0;

  /** @param options.service Name of this service in `where.service`. */
  constructor(options: { readonly sink: AuditSink; readonly service: string; readonly log: Logger }) {
    this.#sink = options.sink;
    this.#log = options.log;
    this.#service = jsonString(options.service);
    this.#floods = new DenialFloods((subject, count) => {
      this.#append(this.#record('decision', subject, count));
    });
  }

  get sink(): AuditSink {
    return this.#sink;
  }

  /** Records that have been lost since start-up because the sink did not take them. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Records a denial, or an allowed safe request where the document asks for it. Identical denials beyond a hundred a
   * minute from one key are counted, and recorded together.
   */
  decision(subject: AuditSubject): void {
    if (subject.outcome !== 'denied' || this.#floods.admits(subject)) {
      this.#append(this.#record('decision', subject, 1));
    }
  }

  /**
   * Records that an unsafe operation is about to run. Rejects when the record cannot be kept: the handler must then
   * not run.
   */
  intent(subject: AuditSubject): Promise<void> | undefined {
    if (!this.#append(this.#record('intent', subject, 1))) {
      return Promise.reject(new Error(`The audit sink (${this.#sink.name}) does not take records`));
    }
    return this.#sink.commit();
  }

  /** Records how an unsafe operation ended. */
  outcome(subject: AuditSubject): void {
    this.#append(this.#record('outcome', subject, 1));
  }

  /**
   * Records that a guard does not work as it should.
   *
   * @param reason A slug, as in `records-dropped`.
   * @param count How many things it concerns.
   */
  alarm(reason: string, count: number): void {
    this.#append(alarmRecord(reason, count));
  }

  /** Writes what is still counted or in memory. */
  close(): Promise<void> {
    this.#floods.flush();
    return this.#sink.close();
  }

  #append(line: string): boolean {
    if (!this.#take(line)) {
      this.#dropped += 1;
      this.#droppedSince += 1;
      if (this.#droppedSince === 1)
        this.#log.error('The audit sink does not take records', { sink: this.#sink.name });
      return false;
    }
    if (this.#droppedSince > 0) {
      const count = this.#droppedSince;
      this.#droppedSince = 0;
      this.#take(alarmRecord('records-dropped', count));
      this.#log.error('Audit records were dropped', { sink: this.#sink.name, count });
    }
    return true;
  }

  /** A sink of somebody else's may throw: what it was asked by must not end with it. */
  #take(line: string): boolean {
    try {
      return this.#sink.append(line);
    } catch (error) {
      if (this.#droppedSince === 0)
        this.#log.error('The audit sink failed', { sink: this.#sink.name, error });
      return false;
    }
  }

  /** @param count Denials this record stands for. */
  #record(kind: Kind, subject: AuditSubject, count: number): string {
    const { operation } = subject;
    const now = Date.now();
    const fixed = operation === null ? NO_OPERATION : operationTexts(operation);
    const isRare = subject.changes !== null || count !== 1 || subject.credentialExposed;
    const actor = subject.principal === null ? 'null' : actorText(subject.principal);
    // Each piece goes up to the quote that the next value opens: few pieces are put together sooner.
    return (
      `${fixed.toActor}${actor}${isRare ? rarities(subject, count) : ''},"id":"${uuidV7(now)}` +
      `${KIND_TEXTS[kind]}${objectText(subject)}${decidedText(fixed, kind, subject)}${subject.requestId}` +
      `${count === 1 ? '' : `","since":"${isoTime(subject.time)}`}${this.#sourceText(subject)}` +
      (kind === 'intent' ? '' : stageText(subject.stage, subject.status)) +
      `${timeText(now)}${subject.traceId}${this.#whereText(subject.host)}`
    );
  }

  /** Clients that ask again and again do so from one address. */
  #sourceText({ address, userAgent }: AuditSubject): string {
    if (address !== this.#address || userAgent !== this.#userAgent) {
      this.#address = address;
      this.#userAgent = userAgent;
      this.#source = `","source":{"ip":${jsonString(address)},"userAgent":${nullable(userAgent)}}`;
    }
    return this.#source;
  }

  /** Servers have few hosts, and most requests name the one of the request before. */
  #whereText(host: string | null): string {
    if (host !== this.#host) {
      this.#host = host;
      this.#where = flatText(`","where":{"host":${nullable(host)},"service":${this.#service}}}`);
    }
    return this.#where;
  }
}

const KIND_TEXTS: Readonly<Record<Kind, string>> = {
  decision: '","kind":"decision","object":',
  intent: '","kind":"intent","object":',
  outcome: '","kind":"outcome","object":',
};

/** From the operation's id to the request's. */
function decidedText(fixed: OperationTexts, kind: Kind, { outcome, reason }: AuditSubject): string {
  if (kind === 'intent') return fixed.attempted;
  if (outcome === 'allowed' && reason === null) return fixed.allowed;
  return `${fixed.name},"outcome":"${outcome}","reason":${nullable(reason)},"requestId":"`;
}

/** Members that few records have, between `actor` and `id`. */
function rarities({ changes, credentialExposed }: AuditSubject, count: number): string {
  return (
    (changes === null ? '' : `,"changes":${names(changes)}`) +
    (count === 1 ? '' : `,"count":${count}`) +
    (credentialExposed ? ',"credentialExposed":true' : '')
  );
}

function objectText({ objectType, objectId }: AuditSubject): string {
  return objectType === null ? 'null' : `{"id":${nullable(objectId)},"type":${limited(objectType)}}`;
}

type AuditedOperation = NonNullable<AuditSubject['operation']>;

/** What records of one operation have in common. */
interface OperationTexts {
  /** Up to the caller. */
  readonly toActor: string;
  readonly name: string;
  /** The same up to the request's id, of an intent and of what was allowed. */
  readonly attempted: string;
  readonly allowed: string;
}

const NO_OPERATION = newTexts('null', 'null');

function newTexts(action: string, operationId: string): OperationTexts {
  const name = flatText(`,"operationId":${operationId}`);
  return {
    toActor: flatText(`{"action":${action},"actor":`),
    name,
    attempted: flatText(`${name},"requestId":"`),
    allowed: flatText(`${name},"outcome":"allowed","reason":null,"requestId":"`),
  };
}

const texts = new WeakMap<AuditedOperation, OperationTexts>();

function operationTexts(operation: AuditedOperation): OperationTexts {
  let known = texts.get(operation);
  if (known === undefined) {
    known = newTexts(jsonString(operation.audit.action), jsonString(operation.name));
    texts.set(operation, known);
  }
  return known;
}

/** By stage and status: few pairs, and both are numbers of ours. */
const stages: string[][] = [];

function stageText(stage: number, status: number): string {
  const texts = (stages[stage] ??= []);
  return (texts[status] ??= flatText(`,"stage":${stage},"status":${status}`));
}

function alarmRecord(reason: string, count: number): string {
  const now = Date.now();
  return `{"count":${count},"id":"${uuidV7(now)}","kind":"alarm","reason":${limited(reason)},"time":"${isoTime(now)}"}`;
}

/** Verified tokens are cached with their principal, so that most requests bring one that was written before. */
const actors = new WeakMap<Principal, string>();

function actorText(principal: Principal): string {
  const known = actors.get(principal);
  if (known !== undefined) return known;
  const { id, client, scheme, roles, tenant } = principal;
  const text = flatText(
    `{"client":${nullable(client)},"id":${limited(id)},"roles":${names(roles)}` +
      `,"scheme":${jsonString(scheme)},"tenant":${nullable(tenant)}}`,
  );
  actors.set(principal, text);
  return text;
}

/** What others choose is cut: a record's size is ours to decide. */
const MAX_TEXT = 256;
const MAX_NAMES = 100;

function limited(text: string): string {
  return jsonString(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);
}

function names(list: readonly string[]): string {
  if (list.length === 0) return '[]';
  const shown = list.length > MAX_NAMES ? [...list.slice(0, MAX_NAMES), '…'] : list;
  return `[${shown.map(limited).join(',')}]`;
}

function nullable(text: string | null): string {
  return text === null ? 'null' : limited(text);
}

function isoTime(now: number): string {
  return new Date(now).toISOString();
}

let timeMs = -1;
let time = '';

/** Up to the trace id; written once a millisecond. */
function timeText(now: number): string {
  if (now !== timeMs) {
    timeMs = now;
    time = flatText(`,"time":"${isoTime(now)}","traceId":"`);
  }
  return time;
}
