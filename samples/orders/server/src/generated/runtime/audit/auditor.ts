// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { uuidV7 } from '../core/uuid-v7.js';
import type { AuditDefinition } from '../core/definition.js';
import type { Logger } from '../core/logger.js';
import type { Principal } from '../core/principal.js';
import { jsonString } from './json-string.js';
import type { AuditSink } from './sink.js';

/** What a record is made from. The exchange implements it, so that recording allocates nothing but the line. */
export interface AuditSubject {
  readonly requestId: string;
  /** W3C trace id, 32 hex digits. */
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

type Kind = 'decision' | 'intent' | 'outcome' | 'alarm';

/**
 * Writes audit records (semantics §7): one `decision` per denial, an `intent` before and an `outcome` after the handler
 * of every unsafe operation. Records hold no parameter, header or body value; control characters are escaped.
 */
export class Auditor {
  readonly #sink: AuditSink;
  readonly #log: Logger;
  readonly #where: string;
  #dropped = 0;
  #droppedSince = 0;

  /** @param options.service Name of this service in `where.service`. */
  constructor(options: { readonly sink: AuditSink; readonly service: string; readonly log: Logger }) {
    this.#sink = options.sink;
    this.#log = options.log;
    this.#where = `,"where":{"service":${jsonString(options.service)},"host":`;
  }

  get sink(): AuditSink {
    return this.#sink;
  }

  /** Records that have been lost since start-up because the sink did not take them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Records a denial, or an allowed safe request where the document asks for it. */
  decision(subject: AuditSubject): void {
    this.#append(this.#record('decision', subject));
  }

  /**
   * Records that an unsafe operation is about to run. Rejects when the record cannot be kept: the handler must then
   * not run.
   */
  intent(subject: AuditSubject): Promise<void> | undefined {
    if (!this.#append(this.#record('intent', subject))) {
      return Promise.reject(new Error(`The audit sink (${this.#sink.name}) does not take records`));
    }
    return this.#sink.commit();
  }

  /** Records how an unsafe operation ended. */
  outcome(subject: AuditSubject): void {
    this.#append(this.#record('outcome', subject));
  }

  close(): Promise<void> {
    return this.#sink.close();
  }

  #append(line: string): boolean {
    if (!this.#sink.append(line)) {
      this.#dropped += 1;
      this.#droppedSince += 1;
      if (this.#droppedSince === 1)
        this.#log.error('The audit sink does not take records', { sink: this.#sink.name });
      return false;
    }
    if (this.#droppedSince > 0) {
      const count = this.#droppedSince;
      this.#droppedSince = 0;
      const id = uuidV7(Date.now());
      const time = new Date().toISOString();
      this.#sink.append(
        `{"id":"${id}","time":"${time}","kind":"alarm","reason":"records-dropped","count":${count}}`,
      );
      this.#log.error('Audit records were dropped', { sink: this.#sink.name, count });
    }
    return true;
  }

  /** By concatenation: a third of the time of `JSON.stringify`, and every string passes through `jsonString`. */
  #record(kind: Kind, subject: AuditSubject): string {
    const { operation, principal } = subject;
    const now = Date.now();
    let line = `{"id":"${uuidV7(now)}","time":"${isoTime(now)}","kind":"${kind}","actor":`;
    line += principal === null ? 'null' : actor(principal);
    line += ',"action":';
    line += operation === null ? 'null' : jsonString(operation.audit.action);
    line += ',"operationId":';
    line += operation === null ? 'null' : jsonString(operation.name);
    line += ',"object":';
    if (subject.objectType === null) line += 'null';
    else line += `{"type":${jsonString(subject.objectType)},"id":${nullable(subject.objectId)}}`;
    line += `,"source":{"ip":${jsonString(subject.address)},"userAgent":${nullable(truncate(subject.userAgent))}}`;
    line += this.#where;
    line += `${nullable(truncate(subject.host))}}`;
    if (kind !== 'intent') {
      line += `,"outcome":"${subject.outcome}","stage":${subject.stage},"reason":${nullable(subject.reason)}`;
      line += `,"status":${subject.status}`;
    }
    line += `,"requestId":${jsonString(subject.requestId)},"traceId":${jsonString(subject.traceId)}`;
    if (subject.changes !== null) line += `,"changes":[${subject.changes.map(jsonString).join(',')}]`;
    if (subject.credentialExposed) line += ',"credentialExposed":true';
    return `${line}}`;
  }
}

function actor(principal: Principal): string {
  const roles = principal.roles.length === 0 ? '' : principal.roles.map(jsonString).join(',');
  return (
    `{"id":${jsonString(principal.id)},"client":${nullable(principal.client)}` +
    `,"scheme":${jsonString(principal.scheme)},"roles":[${roles}],"tenant":${nullable(principal.tenant)}}`
  );
}

function nullable(text: string | null): string {
  return text === null ? 'null' : jsonString(text);
}

/** Header values of the sender's are cut: a record's size is ours to decide. */
function truncate(text: string | null): string | null {
  return text !== null && text.length > 256 ? `${text.slice(0, 255)}…` : text;
}

let isoMs = -1;
let isoText = '';

/** `toISOString` once a millisecond. */
function isoTime(now: number): string {
  if (now !== isoMs) {
    isoMs = now;
    isoText = new Date(now).toISOString();
  }
  return isoText;
}
