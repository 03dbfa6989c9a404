// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Which tokens were taken back (semantics §3, Revocation): a denylist of token ids, and a time per subject. */
import { hash } from 'node:crypto';

type MaybePromise<T> = T | Promise<T>;

/**
 * Where revocations are kept. A rejected promise, a throw or five seconds of silence means that the store is down, and
 * answers 503: a token nobody can check is never let through.
 */
export interface RevocationStore {
  readonly name: string;
  /** Whether several processes see the same revocations, and they outlive each of them. */
  readonly shared: boolean;
  /** Whether a token id is on the denylist. `expiresAt` is in seconds since the epoch. */
  isRevoked(
    jti: string,
    token: { readonly subject: string; readonly expiresAt: number },
  ): MaybePromise<boolean>;
  /** Seconds since the epoch: tokens of the subject issued before are void; `null` where it never changed. */
  credentialsChangedAt(subject: string): MaybePromise<number | null>;
}

/** A store of one process, with what fills it. */
export interface MemoryRevocationStore extends RevocationStore {
  isRevoked(jti: string, token: { readonly expiresAt: number }): boolean;
  credentialsChangedAt(subject: string): number | null;
  /**
   * Takes one token back (logout).
   *
   * @param expiresAt Seconds since the epoch: the token's `exp`, until which the id is kept.
   * @throws RangeError Where `expiresAt` is no such time.
   */
  revoke(jti: string, expiresAt: number): void;
  /**
   * Voids every token of a subject issued before (password change, logout everywhere).
   *
   * @param at Seconds since the epoch. Default: now, rounded up, so that no token of this second survives.
   * @throws RangeError Where `at` is no such time.
   */
  changeCredentials(subject: string, at?: number): void;
}

export interface MemoryRevocationOptions {
  /** Token ids kept at most. Default: 100,000. */
  readonly maxTokens?: number;
  /** Subjects kept at most. Default: 100,000. */
  readonly maxSubjects?: number;
}

/** A full table gives up one in sixteen of its entries. */
const SHARE_GIVEN_UP = 1 / 16;

/** Above it a time must be in milliseconds: year 5138. */
const LATEST_SECONDS = 1e11;

/**
 * Revocations in the memory of this process: other processes do not see them, and a restart forgets them. For more than
 * one process, or tokens that live long, implement {@link RevocationStore} over a store they share.
 *
 * Memory is bounded and nothing revoked ever comes back: a full table gives up what ends first, and refuses from then on
 * every token that could have been among it. Honest clients then renew a token early.
 */
export function memoryRevocationStore(options: MemoryRevocationOptions = {}): MemoryRevocationStore {
  const tokens = new FloorTable(options.maxTokens ?? 100_000);
  const subjects = new FloorTable(options.maxSubjects ?? 100_000);
  return {
    name: 'memory',
    shared: false,
    isRevoked: (jti, { expiresAt }) => tokens.get(jti) !== undefined || expiresAt <= tokens.floor,
    credentialsChangedAt: (subject) => {
      const changedAt = Math.max(subjects.get(subject) ?? 0, subjects.floor);
      return changedAt === 0 ? null : changedAt;
    },
    revoke: (jti, expiresAt) => tokens.raise(jti, inSeconds(expiresAt)),
    changeCredentials: (subject, at = Math.ceil(Date.now() / 1000)) => subjects.raise(subject, inSeconds(at)),
  };
}

function inSeconds(time: number): number {
  if (Number.isFinite(time) && time > 0 && time < LATEST_SECONDS) return time;
  throw new RangeError('The time is not in seconds since the epoch');
}

/** Times by key, bounded: what was given up is remembered as one time that it lay at or below. */
class FloorTable {
  readonly #times = new Map<string, number>();
  readonly #capacity: number;
  #floor = 0;

  constructor(capacity: number) {
    this.#capacity = Math.max(1, capacity);
  }

  /** No time that was given up is later. */
  get floor(): number {
    return this.#floor;
  }

  get(key: string): number | undefined {
    return this.#times.get(short(key));
  }

  raise(name: string, time: number): void {
    const key = short(name);
    const known = this.#times.get(key);
    if (known !== undefined) {
      if (time > known) this.#times.set(key, time);
      return;
    }
    if (this.#times.size >= this.#capacity) this.#makeRoom();
    this.#times.set(key, time);
  }

  /** Tokens that have expired lie earliest: where they are enough, the floor is in the past and concerns nobody. */
  #makeRoom(): void {
    const count = Math.max(1, Math.floor(this.#capacity * SHARE_GIVEN_UP));
    const earliest = [...this.#times].sort(([, a], [, b]) => a - b).slice(0, count);
    for (const [key, time] of earliest) {
      this.#times.delete(key);
      this.#floor = Math.max(this.#floor, time);
    }
  }
}

/** Memory is bounded in bytes too: ids are as long as their issuer likes. */
function short(key: string): string {
  return key.length > 64 ? `#${hash('sha256', key, 'base64url')}` : key;
}
