// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { FailureTable } from './failure-table.js';
import { windowEnd } from './fixed-window.js';
import { pace, unitsInUse, waitFor, wholeAgain } from './gcra.js';
import type {
  LimiterDecision,
  LimiterEntry,
  LimiterRule,
  LimiterSettlement,
  LimiterState,
  LimiterStore,
} from './store.js';

/** Keys looked at for removal with every new key: more than one, so that the table shrinks while keys arrive. */
const SWEEP = 4;
/** The same when the table is full. */
const FULL_SWEEP = 64;
/** How long a key that no longer counts is kept: callers come back, and to forget them costs more than to know them. */
const LINGER_MS = 10_000;
/** Room for keys at first; it doubles as they come. */
const FIRST_ROOM = 1024;

/**
 * Limiters of one process, in bounded memory. A key that still counts is never evicted, since eviction would reset
 * its limit: when the table is full of such keys, new ones share one overflow key per limiter, and new keys of login
 * guards are refused.
 *
 * Numbers stand in typed arrays by slot, keys in maps by space: deciding about a known key allocates nothing but the
 * answer.
 */
export class MemoryStore implements LimiterStore {
  readonly name = 'memory';
  readonly shared = false;
  readonly #maxKeys: number;
  readonly #spaces = new Map<string, Map<string, number>>();
  readonly #overflow = new Map<string, number>();
  readonly #failures: FailureTable;

  // By slot. The first number says until when the key counts: when it is whole again or its window ends. The second
  // is its pace or the units used, as the algorithm has it.
  #until = new Float64Array(FIRST_ROOM);
  #amount = new Float64Array(FIRST_ROOM);
  /** The space of the slot's key; `null` where the slot is free or an overflow key's. */
  readonly #space: (Map<string, number> | null)[] = [];
  readonly #key: string[] = [];
  readonly #free: number[] = [];
  #size = 0;
  #cursor = 0;

  // Of the decision at hand.
  readonly #slots: number[] = [];
  readonly #used: number[] = [];

  /**
   * @param options.maxKeys Keys of limiters held at most. Default: 250,000, about 30 MB.
   * @param options.maxFailureKeys Accounts and addresses of login guards held at most. Default: 100,000, about 25 MB.
   */
  constructor(options: { readonly maxKeys?: number; readonly maxFailureKeys?: number } = {}) {
    this.#maxKeys = options.maxKeys ?? 250_000;
    this.#failures = new FailureTable(options.maxFailureKeys ?? 100_000);
  }

  /** Keys held, those that no longer count included. */
  get size(): number {
    return this.#size + this.#failures.size;
  }

  decide(entries: readonly LimiterEntry[], now: number): LimiterDecision {
    const slots = this.#slots;
    const used = this.#used;
    const { length } = entries;
    // Slots found below stay whose they are: keys are forgotten before and after, never between.
    if (this.#size >= this.#maxKeys) this.#sweep(FULL_SWEEP, now);
    const before = this.#size;
    let allowed = true;
    for (let index = 0; index < length; index += 1) {
      const entry = entries[index]!;
      const { rule, cost } = entry;
      if (rule.algorithm === 'failures') {
        used[index] = this.#failures.wait(entry, now);
        if (used[index]! > 0) allowed = false;
        continue;
      }
      const slot = this.#find(entry);
      const units = slot < 0 ? 0 : this.#unitsInUse(rule, slot, now);
      slots[index] = slot;
      used[index] = units;
      if (!fits(rule, units + cost)) allowed = false;
    }
    if (length === 0) return NOTHING_ASKED;
    const states = [this.#settled(entries[0]!, 0, allowed, now)];
    for (let index = 1; index < length; index += 1) {
      states.push(this.#settled(entries[index]!, index, allowed, now));
    }
    if (this.#size > before) this.#sweep(SWEEP, now - LINGER_MS);
    return { allowed, states };
  }

  /** Takes the units of one entry of the decision at hand, where it is allowed. */
  #settled(entry: LimiterEntry, index: number, allowed: boolean, now: number): LimiterState {
    const { rule, cost } = entry;
    const units = this.#used[index]!;
    if (rule.algorithm === 'failures') {
      if (allowed) this.#failures.take(entry, now);
      return this.#failures.state(entry, units, now);
    }
    if (!allowed) return this.#unchargedState(entry, this.#slots[index]!, units, now);
    this.#write(entry, this.#slots[index]!, units + cost, now);
    return chargedState(rule, units + cost, now);
  }

  settle(settlements: readonly LimiterSettlement[], now: number): void {
    for (const settlement of settlements) {
      const { entry, how, wholeAt } = settlement;
      const { rule } = entry;
      if (rule.algorithm === 'failures') {
        this.#failures.settle(settlement);
        continue;
      }
      const slot = this.#find(entry);
      if (slot < 0) continue;
      if (how === 'clear') this.#until[slot] = 0;
      else if (rule.algorithm === 'gcra') {
        const held = Math.min(entry.cost, (wholeAt - now) / pace(rule));
        if (held > 0) this.#until[slot]! -= held * this.#amount[slot]!;
      } else if (this.#until[slot] === wholeAt) {
        this.#amount[slot] = Math.max(0, this.#amount[slot]! - entry.cost);
      }
    }
  }

  #unitsInUse(rule: LimiterRule, slot: number, now: number): number {
    const until = this.#until[slot]!;
    if (until <= now) return 0;
    return rule.algorithm === 'gcra' ? unitsInUse(until, this.#amount[slot]!, now) : this.#amount[slot]!;
  }

  /** What a key has when the decision charges none: why it refused, or what it would have had to give. */
  #unchargedState({ rule, cost }: LimiterEntry, slot: number, units: number, now: number): LimiterState {
    const allowed = fits(rule, units + cost);
    const whole = slot < 0 ? 0 : Math.max(0, this.#until[slot]! - now);
    const remaining = unitsLeft(rule, units);
    if (allowed) return { allowed, remaining, resetMs: whole, retryMs: 0 };
    if (rule.algorithm === 'fixed') {
      const retryMs = whole > 0 ? whole : windowEnd(rule, now) - now;
      return { allowed, remaining, resetMs: retryMs, retryMs };
    }
    const msPerUnit = units === 0 ? pace(rule) : this.#amount[slot]!;
    return { allowed, remaining, resetMs: whole, retryMs: waitFor(rule, units + cost, msPerUnit) };
  }

  /** Slot of a key, or of the overflow key that stands for it; -1 where there is none. */
  #find({ space, key, rule }: LimiterEntry): number {
    const slot = this.#spaces.get(space)?.get(key);
    if (slot !== undefined) return slot;
    return this.#size < this.#maxKeys ? -1 : (this.#overflow.get(rule.name) ?? -1);
  }

  #write(entry: LimiterEntry, found: number, units: number, now: number): void {
    const { rule } = entry;
    const slot = found < 0 ? this.#add(entry) : found;
    if (rule.algorithm === 'gcra') {
      this.#until[slot] = wholeAgain(rule, units, now);
      this.#amount[slot] = pace(rule);
    } else {
      this.#until[slot] = windowEnd(rule, now);
      this.#amount[slot] = units;
    }
  }

  #add({ space, key, rule }: LimiterEntry): number {
    if (this.#size >= this.#maxKeys) {
      const shared = this.#overflow.get(rule.name) ?? this.#takeSlot(null, '');
      this.#overflow.set(rule.name, shared);
      return shared;
    }
    let keys = this.#spaces.get(space);
    if (keys === undefined) this.#spaces.set(space, (keys = new Map()));
    const slot = this.#takeSlot(keys, key);
    keys.set(key, slot);
    this.#size += 1;
    return slot;
  }

  #takeSlot(space: Map<string, number> | null, key: string): number {
    const slot = this.#free.pop() ?? this.#key.length;
    this.#space[slot] = space;
    this.#key[slot] = key;
    if (slot >= this.#until.length) {
      this.#until = doubled(this.#until);
      this.#amount = doubled(this.#amount);
    }
    return slot;
  }

  /** Looks at the next few slots, round and round, and frees those whose keys stopped counting by then. */
  #sweep(steps: number, by: number): void {
    const { length } = this.#key;
    for (let step = 0; step < steps && step < length; step += 1) {
      this.#cursor = this.#cursor + 1 < length ? this.#cursor + 1 : 0;
      const slot = this.#cursor;
      const keys = this.#space[slot];
      if (keys === null || keys === undefined || this.#until[slot]! > by) continue;
      keys.delete(this.#key[slot]!);
      this.#space[slot] = null;
      this.#key[slot] = '';
      this.#free.push(slot);
      this.#size -= 1;
    }
  }
}

const NOTHING_ASKED: LimiterDecision = { allowed: true, states: [] };

function fits(rule: LimiterRule, units: number): boolean {
  return units <= rule.burst + rounding(rule);
}

function chargedState(rule: LimiterRule, units: number, now: number): LimiterState {
  const resetMs = rule.algorithm === 'gcra' ? units * pace(rule) : windowEnd(rule, now) - now;
  return { allowed: true, remaining: unitsLeft(rule, units), resetMs, retryMs: 0 };
}

function unitsLeft(rule: LimiterRule, units: number): number {
  return Math.max(0, Math.floor(rule.burst - units + rounding(rule)));
}

/** Units that a time since the epoch cannot tell apart: they must not refuse the last one of a burst. */
function rounding(rule: LimiterRule): number {
  return rule.algorithm === 'gcra' ? Math.min(0.5, 1e-6 + 5e-4 / pace(rule)) : 0;
}

function doubled(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
