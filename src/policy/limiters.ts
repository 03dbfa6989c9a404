import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { LimiterDefinition, LimiterKey } from '../runtime/core/definition.js';
import type { EffectiveMembers } from './inheritance.js';
import { suggestion } from './nearest-name.js';
import { parseRate } from './quantities.js';
import { vocabulary } from './vocabulary.js';

/** The limiters that exist unless redefined (semantics §9.2). */
const BUILT_IN: readonly LimiterDefinition[] = [
  limiter('ip', ['ip'], 300),
  limiter('principal', ['principal'], 120),
];

function limiter(name: string, key: readonly LimiterKey[], perMinute: number): LimiterDefinition {
  return {
    name,
    key,
    count: perMinute,
    windowSeconds: 60,
    burst: perMinute,
    algorithm: 'gcra',
    unit: 'requests',
    onFailure: 'local',
  };
}

/** Declared limiters and those built in, by name, document order. */
export class Limiters {
  readonly #declared: JsonObject;
  readonly #definitions: ReadonlyMap<string, LimiterDefinition>;
  readonly #names: ReadonlySet<string>;
  readonly #bursts = new Map<string, number>();
  readonly #diagnostics: Diagnostics;
  readonly #origins: Origins;
  readonly #used = new Set<string>();
  /** An inherited list is read once per operation, and is wrong once. */
  readonly #checked = new WeakSet<object>();

  /**
   * @param declared the root's `limiters`, as far as they are valid
   * @param names every name the document declares, so that an invalid limiter is not called undefined too
   */
  constructor(
    declared: Json | undefined,
    names: Iterable<string>,
    origins: Origins,
    diagnostics: Diagnostics,
  ) {
    const definitions = new Map<string, LimiterDefinition>();
    this.#declared = isJsonObject(declared) ? declared : {};
    for (const [name, entry] of Object.entries(this.#declared)) {
      const definition = isJsonObject(entry) ? readLimiter(name, entry) : null;
      if (definition === null || !isJsonObject(entry)) continue;
      definitions.set(name, definition);
      if (typeof entry['burst'] !== 'number') continue;
      this.#bursts.set(name, entry['burst']);
      if (definition.algorithm !== 'fixed') continue;
      diagnostics.report(
        'burst-misfit',
        origins.member(entry, 'burst', 'key'),
        `${quoted(name)} follows the calendar: all of a window may be taken at once, and burst would be ignored.`,
      );
    }
    for (const definition of BUILT_IN) {
      if (!definitions.has(definition.name)) definitions.set(definition.name, definition);
    }
    this.#definitions = definitions;
    this.#names = new Set([...definitions.keys(), ...names]);
    this.#origins = origins;
    this.#diagnostics = diagnostics;
  }

  /** Names an operation is charged by; undefined ones are errors, once per list. */
  charged(members: EffectiveMembers): readonly string[] {
    const effective = members.get('rateLimit');
    if (effective?.value === false) return [];
    const list = effective?.value ?? vocabulary('root').get('rateLimit')?.default;
    if (!Array.isArray(list)) return [];
    const names = (list as readonly Json[]).filter(
      (name): name is string => typeof name === 'string' && this.#names.has(name),
    );
    for (const name of names) this.#used.add(name);
    if (!this.#checked.has(list)) {
      this.#checked.add(list);
      this.#check(list);
    }
    return names;
  }

  /** Whether the limiter counts requests by address alone: then stage 4 charges it where the root lists it. */
  isIpOnly(name: string): boolean {
    return this.counting(name, 'requests').some(({ key }) => key.length === 1 && key[0] === 'ip');
  }

  /** The limiter, if it counts that unit; `[]` otherwise. */
  counting(name: string, unit: LimiterDefinition['unit']): readonly LimiterDefinition[] {
    const limiter = this.#definitions.get(name);
    return limiter?.unit === unit ? [limiter] : [];
  }

  /** Every name that may be charged. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** The burst a limiter declares; `null` where it is that of the rate. */
  declaredBurst(name: string): number | null {
    return this.#bursts.get(name) ?? null;
  }

  /** Limiters that something charges, document order, built-in ones last. */
  get used(): readonly LimiterDefinition[] {
    return [...this.#definitions.values()].filter(({ name }) => this.#used.has(name));
  }

  /** Reports the declared limiters that nothing charges; comes after every `charged`. */
  reportUnused(): void {
    for (const name of Object.keys(this.#declared)) {
      if (this.#used.has(name)) continue;
      this.#diagnostics.report(
        'limiter-unused',
        this.#origins.member(this.#declared, name, 'key'),
        `No rateLimit names the limiter ${quoted(name)}.`,
      );
    }
  }

  #check(list: readonly Json[]): void {
    for (const [index, name] of list.entries()) {
      if (typeof name !== 'string' || this.#names.has(name)) continue;
      this.#diagnostics.report(
        'undefined-limiter',
        this.#origins.member(list, index),
        `There is no limiter ${quoted(name)}.`,
        { help: suggestion(name, this.#names) },
      );
    }
  }
}

function readLimiter(name: string, entry: JsonObject): LimiterDefinition | null {
  const { key, rate, burst, algorithm, unit, onFailure } = entry;
  if (typeof key !== 'string' || typeof rate !== 'string') return null;
  const { count, windowSeconds } = parseRate(rate);
  return {
    name,
    key: key.split('+') as LimiterKey[],
    count,
    windowSeconds,
    burst: typeof burst === 'number' ? burst : count,
    algorithm: algorithm === 'fixed' ? 'fixed' : 'gcra',
    unit: unit === 'cost' ? 'cost' : 'requests',
    onFailure: onFailure === 'open' || onFailure === 'closed' ? onFailure : 'local',
  };
}
