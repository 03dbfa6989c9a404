// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { type LimitFields, retryAfter } from './limit-headers.js';
import type { GuardedDecision } from './store-guard.js';
import type { LimiterEntry, LimiterRule, LimiterSettlement, LimiterState } from './store.js';

export interface LimitVerdict {
  readonly outcome: 'allowed' | 'limited' | 'unavailable';
  /** Names of the limiters that refused. */
  readonly violated: readonly string[];
  /** Field lines for the reply: what everything decided so far says of itself, earlier stages included. */
  readonly lines: string;
  /** What must be settled to give back this verdict's own charges. From now on the lines say so too. */
  refund(): readonly LimiterSettlement[];
  /** See {@link GuardedDecision.isLocal}. */
  readonly isLocal: boolean;
}

const NONE: readonly never[] = [];

/** Where no limiter counts the caller. */
export const allowedWithout: LimitVerdict = {
  outcome: 'allowed',
  violated: NONE,
  lines: '',
  refund: () => NONE,
  isLocal: false,
};

/** The verdict where a limiter that must be asked could not be. */
export function unavailable(previous: LimitVerdict | null): LimitVerdict {
  return {
    outcome: 'unavailable',
    violated: NONE,
    get lines() {
      return `${previous?.lines ?? ''}Retry-After: ${1 + Math.floor(Math.random() * 4)}\r\n`;
    },
    refund: () => NONE,
    isLocal: false,
  };
}

export function limitVerdict(
  entries: readonly LimiterEntry[],
  decision: GuardedDecision,
  fields: LimitFields,
  now: number,
  previous: LimitVerdict | null,
): LimitVerdict {
  return new Decided(entries, decision, fields, now, previous instanceof Decided ? previous : null);
}

/** The usual verdict. Its lines are written when they are asked for: those of stage 4 rarely are. */
class Decided implements LimitVerdict {
  readonly outcome: 'allowed' | 'limited';
  readonly isLocal: boolean;
  readonly #entries: readonly LimiterEntry[];
  #states: readonly LimiterState[];
  /** Of earlier stages too. */
  readonly #fields: LimitFields;
  readonly #now: number;
  readonly #previous: Decided | null;

  constructor(
    entries: readonly LimiterEntry[],
    { allowed, states, isLocal = false }: GuardedDecision,
    fields: LimitFields,
    now: number,
    previous: Decided | null,
  ) {
    this.outcome = allowed ? 'allowed' : 'limited';
    this.isLocal = isLocal;
    this.#entries = entries;
    this.#states = states;
    this.#fields = previous === null ? fields : fields.after(previous.#fields);
    this.#now = now;
    this.#previous = previous;
  }

  get violated(): readonly string[] {
    if (this.outcome === 'allowed') return NONE;
    return this.#entries.flatMap(({ rule }, index) => (this.#states[index]!.allowed ? [] : [rule.name]));
  }

  get lines(): string {
    const states = this.#allStates();
    const lines = this.#fields.lines(states, this.#now);
    if (this.outcome === 'allowed') return lines;
    let waitMs = 0;
    for (const { retryMs } of states) if (retryMs > waitMs) waitMs = retryMs;
    return `${lines}Retry-After: ${retryAfter(waitMs)}\r\n`;
  }

  refund(): readonly LimiterSettlement[] {
    if (this.outcome !== 'allowed') return NONE;
    const charged = this.#states;
    this.#states = charged.map((state, index) => withRefund(state, this.#entries[index]!));
    return this.#entries.map((entry, index): LimiterSettlement => {
      const wholeAt = this.#now + charged[index]!.resetMs;
      return { entry, how: 'refund', chargedAt: this.#now, wholeAt };
    });
  }

  #allStates(): readonly LimiterState[] {
    return this.#previous === null ? this.#states : this.#previous.#allStates().concat(this.#states);
  }
}

function withRefund(state: LimiterState, { rule, cost }: LimiterEntry): LimiterState {
  const remaining = Math.min(rule.burst, state.remaining + cost);
  return { ...state, remaining, resetMs: remaining === rule.burst ? 0 : resetAfter(state, rule, cost) };
}

/** Units that flow back are back sooner; a window of the calendar ends when it ends. */
function resetAfter({ resetMs }: LimiterState, rule: LimiterRule, cost: number): number {
  return rule.algorithm === 'gcra' ? Math.max(0, resetMs - cost * (rule.windowMs / rule.count)) : resetMs;
}
