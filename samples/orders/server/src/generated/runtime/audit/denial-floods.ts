// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { limiterAddress } from '../transport/client-address.js';
import type { AuditSubject } from './auditor.js';

const WINDOW_MS = 60_000;

/** Identical denials from one key that get a record of their own in a window (semantics §12). */
const SINGLE_RECORDS = 100;

/** Keys told apart in a window. Above it, denials of one kind count together, whoever they come from. */
const MAX_KEYS = 10_000;

/** An id longer than any honest one is cut: keys are kept. */
const MAX_ID = 256;

interface Tally {
  recorded: number;
  /** Denials that have no record of their own. */
  suppressed: number;
  /** The first of them, and what it stands for. */
  subject: AuditSubject | null;
  readonly shared: boolean;
}

/**
 * Keeps a flood of denials from flooding the audit trail: identical ones (operation, stage, reason) from one key
 * (principal, or address) are recorded one by one up to a hundred a minute; the others of that minute become one record
 * with their count. None is dropped, and memory is bounded.
 */
export class DenialFloods {
  readonly #writeCount: (subject: AuditSubject, count: number) => void;
  readonly #tallies = new Map<string, Tally>();
  readonly #shared = new Map<string, Tally>();
  #timer: NodeJS.Timeout | null = null;

  /** @param writeCount Writes the record of several denials; `subject` is the first, its time the start. */
  constructor(writeCount: (subject: AuditSubject, count: number) => void) {
    this.#writeCount = writeCount;
  }

  /** Whether a denial gets a record of its own; where it does not, it has been counted. */
  admits(subject: AuditSubject): boolean {
    const tally = this.#tallyOf(subject);
    if (tally.recorded < SINGLE_RECORDS) {
      tally.recorded += 1;
      return true;
    }
    tally.suppressed += 1;
    tally.subject ??= tally.shared ? withoutSource(subject) : snapshot(subject);
    return false;
  }

  /** Ends the window: writes what was counted. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const tallies of [this.#tallies, this.#shared]) {
      for (const { subject, suppressed } of tallies.values()) {
        if (subject !== null) this.#writeCount(subject, suppressed);
      }
      tallies.clear();
    }
  }

  #tallyOf(subject: AuditSubject): Tally {
    const { operation, principal, stage, reason, address, credentialExposed } = subject;
    const kind = `${stage} ${reason} ${credentialExposed} ${operation?.name ?? ''}`;
    const key =
      principal === null
        ? `${kind} ip ${limiterAddress(address)}`
        : `${kind} id ${principal.id.slice(0, MAX_ID)}`;
    const known = this.#tallies.get(key);
    if (known !== undefined) return known;
    this.#timer ??= setTimeout(() => this.flush(), WINDOW_MS).unref();
    const shared = this.#tallies.size >= MAX_KEYS;
    // Stages and reasons are few and fixed, which keeps the shared table small.
    const tallies = shared ? this.#shared : this.#tallies;
    const place = shared ? `${stage} ${reason} ${credentialExposed}` : key;
    const existing = tallies.get(place);
    if (existing !== undefined) return existing;
    const tally: Tally = { recorded: 0, suppressed: 0, subject: null, shared };
    tallies.set(place, tally);
    return tally;
  }
}

function snapshot(subject: AuditSubject): AuditSubject {
  return {
    requestId: subject.requestId,
    traceId: subject.traceId,
    time: subject.time,
    operation: subject.operation,
    principal: subject.principal,
    address: subject.address,
    userAgent: subject.userAgent,
    host: subject.host,
    objectType: subject.objectType,
    objectId: subject.objectId,
    changes: subject.changes,
    outcome: subject.outcome,
    stage: subject.stage,
    reason: subject.reason,
    status: subject.status,
    credentialExposed: subject.credentialExposed,
  };
}

/** Many sources: the record names none. */
function withoutSource(subject: AuditSubject): AuditSubject {
  return {
    ...snapshot(subject),
    operation: null,
    principal: null,
    address: '',
    userAgent: null,
    host: null,
    objectType: null,
    objectId: null,
  };
}
