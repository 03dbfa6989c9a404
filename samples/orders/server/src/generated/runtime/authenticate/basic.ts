// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** http basic (RFC 7617; semantics §3). */
import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { BasicSchemeDefinition } from '../core/definition.js';
import { LoginGuard, type LoginVerdict } from '../limit/login-guard.js';
import { MemoryStore } from '../limit/memory-store.js';
import { StoreGuard } from '../limit/store-guard.js';
import { accountPrincipal } from './account-principal.js';
import { decodeBasicCredentials } from './basic-credentials.js';
import type { ChallengeKind } from './challenge.js';
import { authorizationCredentials, type CredentialSource, type Presented } from './credential-source.js';
import type { Account, BasicCredentials } from './credentials.js';
import { consult } from './dependency.js';
import { HashQueue } from './hash-queue.js';
import { defaultPasswordHash, parsePasswordHash, type PasswordHash } from './password-hash.js';
import { RecentMap } from './recent-map.js';
import {
  invalid,
  type Scheme,
  type SchemeContext,
  type SchemeFactory,
  unavailable,
  type Verdict,
} from './scheme.js';

export { hashPassword } from './password-hash.js';

/** How long a checked password saves the next hash. */
const CACHE_MS = 60_000;
const CACHE_ENTRIES = 10_000;
/** Two hashes hold about 270 MB; sixteen more wait about two and a half seconds. */
const CONCURRENT_HASHES = 2;
const WAITING_HASHES = 16;

/** Wrong passwords of a user from one address, and of an address (semantics §5, Login guard). */
const FAILURES = {
  perAccount: { count: 10, windowSeconds: 900 },
  perIp: { count: 50, windowSeconds: 3600 },
};

const MALFORMED = invalid('basic-malformed');
/** One reason for both: nobody who reads the log needs to know which names exist. */
const MISMATCH = invalid('user-or-password-wrong');
const OVERLOADED = unavailable('password-queue-full', 'overloaded');
const NOT_COUNTED = unavailable('login-guard-unavailable');

type BasicAccount = Account & { readonly passwordHash: string };

/** One queue for the process: memory is shared by all schemes. */
const hashes = new HashQueue(CONCURRENT_HASHES, WAITING_HASHES);

export const basicScheme: SchemeFactory<BasicSchemeDefinition, BasicCredentials> = (
  { name },
  { lookup },
  context,
) => {
  if (typeof lookup !== 'function') {
    context.problem(
      'Nothing looks up the users of this scheme.',
      `Set credentials.${name}.lookup in src/credentials.ts.`,
    );
    return null;
  }
  return new BasicScheme(name, lookup, context);
};

class BasicScheme implements Scheme {
  readonly name: string;
  readonly challenge: ChallengeKind = { scheme: 'Basic' };
  readonly sentUnasked = null;
  readonly #lookup: BasicCredentials['lookup'];
  readonly #context: SchemeContext;
  /** Of this process: machines send Basic with every request, and it is not the place to wait for a store. */
  readonly #guard: LoginGuard;
  readonly #secret: KeyObject = createSecretKey(randomBytes(32));
  /** When a password was checked, by an HMAC of user, password and stored hash: a new hash misses. */
  readonly #checked = new RecentMap<number>(CACHE_ENTRIES);
  /** Checks under way, by the same key: requests that come together with one name and password share a hash. */
  readonly #running = new Map<string, Promise<Verdict>>();
  /** What an unknown user costs: as much as the last known one did. */
  #usual: PasswordHash = defaultPasswordHash;

  constructor(name: string, lookup: BasicCredentials['lookup'], context: SchemeContext) {
    this.name = name;
    this.#lookup = lookup;
    this.#context = context;
    const counts = new StoreGuard(new MemoryStore(), context.log, () => undefined);
    this.#guard = new LoginGuard(name, FAILURES, counts, (space, key) => this.#hide(`${space}\0${key}`));
  }

  read(source: CredentialSource): Presented {
    return authorizationCredentials(source, 'basic');
  }

  verify(credential: string, source: CredentialSource): Verdict | Promise<Verdict> {
    const decoded = decodeBasicCredentials(credential);
    if (decoded === null) return MALFORMED;
    const { username, password } = decoded;
    return consult(
      this.name,
      this.#context.log,
      () => this.#lookup(username),
      (account) => this.#judge(account ?? null, username, password, source),
    );
  }

  #judge(
    account: BasicAccount | null,
    username: string,
    password: string,
    { ip, now }: CredentialSource,
  ): Verdict | Promise<Verdict> {
    const stored = account === null ? null : parsePasswordHash(account.passwordHash);
    const cacheKey = this.#cacheKey(username, password, account?.passwordHash ?? '');
    if (account !== null && this.#isFresh(cacheKey, account, now)) return this.#admit(account);
    // Unknown users share as well: guesses that come together would tell them apart otherwise.
    const running = this.#running.get(cacheKey);
    if (running !== undefined) {
      return running.then((verdict) =>
        verdict.kind === 'valid' && account !== null ? this.#admit(account) : verdict,
      );
    }
    // By user and address: whoever guesses must not lock out the machine that knows the password.
    const attempt = this.#guard.reserve(ip, `${ip} ${username}`, now);
    const check = (verdict: LoginVerdict): Verdict | Promise<Verdict> =>
      this.#check(verdict, account, stored, cacheKey, password, now);
    return attempt instanceof Promise ? attempt.then(check) : check(attempt);
  }

  #check(
    attempt: LoginVerdict,
    account: BasicAccount | null,
    stored: PasswordHash | null,
    cacheKey: string,
    password: string,
    now: number,
  ): Verdict | Promise<Verdict> {
    if (attempt.outcome === 'unavailable') return NOT_COUNTED;
    if (attempt.outcome === 'limited') {
      const { retryAfterSeconds } = attempt;
      return { kind: 'limited', reason: 'too-many-wrong-passwords', retryAfterSeconds };
    }
    const { reserved } = attempt;
    const checking = hashes.run(() =>
      stored === null ? this.#usual.spend(password).then(() => false) : stored.verify(password),
    );
    if (checking === null) {
      reserved.release(now);
      return OVERLOADED;
    }
    const verdict = checking.then(
      (matches): Verdict => {
        if (stored !== null) this.#usual = stored;
        if (!matches || account === null) return MISMATCH;
        reserved.succeed(now);
        this.#checked.set(cacheKey, now);
        return this.#admit(account);
      },
      (error: unknown) => {
        reserved.release(now);
        throw error;
      },
    );
    this.#running.set(cacheKey, verdict);
    return verdict.finally(() => this.#running.delete(cacheKey));
  }

  /** A change in the very second of the check counts as after it. */
  #isFresh(cacheKey: string, { credentialsChangedAt }: BasicAccount, now: number): boolean {
    const checkedAt = this.#checked.get(cacheKey);
    if (checkedAt === undefined) return false;
    const changed =
      credentialsChangedAt !== undefined && credentialsChangedAt >= Math.floor(checkedAt / 1000);
    if (!changed && now - checkedAt < CACHE_MS) return true;
    this.#checked.delete(cacheKey);
    return false;
  }

  #cacheKey(username: string, password: string, passwordHash: string): string {
    return this.#hide(`${username.length}:${username}${password.length}:${password}${passwordHash}`);
  }

  #hide(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64');
  }

  #admit(account: BasicAccount): Verdict {
    return {
      kind: 'valid',
      principal: accountPrincipal(this.name, account, this.#context.expandRoles, null, null),
    };
  }
}
