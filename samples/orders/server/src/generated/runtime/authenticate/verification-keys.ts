// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** A JSON Web Key Set (RFC 7517) as keys to verify with: each fits the algorithms it may be used for, or is left out. */
import {
  createHmac,
  createPublicKey,
  createSecretKey,
  hash,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { compactVerify } from 'jose';
import { isSymmetric, keyFit } from './algorithms.js';
import { type CompactJws, isRecord, own } from './compact-jws.js';
import { isRocaModulus } from './roca.js';

const MIN_RSA_BITS = 2048;

export interface VerificationKey {
  readonly key: KeyObject;
  /** Names the key material: two sets hold the same key when it is equal. */
  readonly thumbprint: string;
}

/** `key`, or why there is none: only an unknown `kid` is worth asking the issuer again. */
export type KeyChoice =
  | { readonly kind: 'key'; readonly key: VerificationKey }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

let generations = 0;

export class VerificationKeys {
  /** Unique in the process: what was verified under another generation must find its key again. */
  readonly generation = ++generations;
  /** Members that can verify nothing, and why; without key material. */
  readonly rejected: readonly string[];
  readonly #all: readonly Member[];
  readonly #byKid: ReadonlyMap<string | null, readonly Member[]>;

  /** @param algorithms The scheme's allow-list. */
  constructor(jwks: readonly unknown[], algorithms: readonly string[]) {
    const rejected: string[] = [];
    const members: Member[] = [];
    for (const [index, jwk] of jwks.entries()) {
      const member = readMember(jwk, algorithms);
      const fault = typeof member === 'string' ? member : member.key;
      if (typeof fault === 'string') rejected.push(`keys[${index}]: ${fault}`);
      if (typeof member !== 'string') members.push(member);
    }
    this.rejected = rejected;
    this.#all = members;
    this.#byKid = groupByKid(members);
  }

  /** Keys that can verify something. */
  get size(): number {
    return this.#all.filter(({ key }) => typeof key !== 'string').length;
  }

  /**
   * The one key for a token. Without `kid` the set must hold exactly one that fits. Several candidates are never tried
   * in turn: which of them signed would then be the token's choice. A key with bad material counts as a candidate, so
   * that its `kid` does not fall to another.
   */
  choose(alg: string, kid: string | null): KeyChoice {
    const named = kid === null ? this.#all : this.#byKid.get(kid);
    if (named === undefined) return { kind: 'unknown', reason: 'kid-unknown' };
    const fitting = named.filter(({ algorithms }) => algorithms.includes(alg));
    const [member] = fitting;
    if (member === undefined) return { kind: 'refused', reason: 'key-does-not-fit-alg' };
    if (fitting.length > 1) return { kind: 'refused', reason: 'key-ambiguous' };
    const { key } = member;
    return typeof key === 'string'
      ? { kind: 'refused', reason: 'key-unusable' }
      : { kind: 'key', key: { key, thumbprint: member.thumbprint } };
  }
}

/** A member of the set that claims to verify one of the algorithms. */
interface Member {
  readonly kid: string | null;
  readonly algorithms: readonly string[];
  readonly thumbprint: string;
  /** Or why its material cannot be used. */
  readonly key: KeyObject | string;
}

function groupByKid(members: readonly Member[]): ReadonlyMap<string | null, readonly Member[]> {
  const groups = new Map<string | null, Member[]>();
  for (const member of members) {
    const group = groups.get(member.kid);
    if (group === undefined) groups.set(member.kid, [member]);
    else group.push(member);
  }
  return groups;
}

/**
 * Whether the signature is the key's. HMAC is computed at once, which a forged token must not make dearer; everything
 * else is `jose`'s.
 */
export function verifySignature(
  token: string,
  { alg, signingInput, signature }: CompactJws,
  { key }: VerificationKey,
): boolean | Promise<boolean> {
  const mac = keyFit(alg)?.hmac ?? null;
  if (mac !== null) {
    const expected = createHmac(mac.digest, key).update(signingInput).digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }
  return compactVerify(token, key, { algorithms: [alg] }).then(
    () => true,
    () => false,
  );
}

/** The member, or why it is none for these algorithms. */
function readMember(jwk: unknown, algorithms: readonly string[]): Member | string {
  if (!isRecord(jwk)) return 'not an object';
  const kid = own(jwk, 'kid');
  const use = own(jwk, 'use');
  const alg = own(jwk, 'alg');
  if (kid !== undefined && typeof kid !== 'string') return 'kid is not a string';
  if (use !== undefined && use !== 'sig') return "use is not 'sig'";
  const operations = own(jwk, 'key_ops');
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return "key_ops does not list 'verify'";
  }
  const usable = algorithms.filter(
    (candidate) => (alg === undefined || alg === candidate) && fits(jwk, candidate),
  );
  if (usable.length === 0) return 'kty, crv and alg fit none of the accepted algorithms';
  const key = isSymmetric(usable[0]!) ? secretKey(jwk, usable[0]!) : publicKey(jwk);
  return {
    kid: kid ?? null,
    algorithms: usable,
    thumbprint: typeof key === 'string' ? '' : thumbprint(key),
    key,
  };
}

function fits(jwk: Readonly<Record<string, unknown>>, alg: string): boolean {
  const fit = keyFit(alg);
  return (
    fit !== undefined && own(jwk, 'kty') === fit.kty && (fit.crv === null || own(jwk, 'crv') === fit.crv)
  );
}

function secretKey(jwk: Readonly<Record<string, unknown>>, alg: string): KeyObject | string {
  const k = own(jwk, 'k');
  if (typeof k !== 'string') return 'k is missing';
  const bytes = Buffer.from(k, 'base64url');
  if (bytes.toString('base64url') !== k) return 'k is not canonical base64url';
  const minBytes = keyFit(alg)?.hmac?.minBytes ?? Infinity;
  if (bytes.length < minBytes) return `k is shorter than ${minBytes * 8} bits, the least for ${alg}`;
  return createSecretKey(bytes);
}

/** Only public members are read, whatever else the set publishes. */
function publicKey(jwk: Readonly<Record<string, unknown>>): KeyObject | string {
  const members: Record<string, string> = {};
  for (const name of ['kty', 'crv', 'x', 'y', 'n', 'e']) {
    const value = own(jwk, name);
    if (typeof value === 'string') members[name] = value;
  }
  let key: KeyObject;
  try {
    key = createPublicKey({ key: members, format: 'jwk' });
  } catch {
    return 'the key material is not a valid public key';
  }
  if (key.asymmetricKeyType === 'rsa') {
    const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
    if (modulusLength < MIN_RSA_BITS) return `the RSA modulus is shorter than ${MIN_RSA_BITS} bits`;
    // With exponent 1 a signature is the padded message itself; even exponents have no inverse.
    if (publicExponent < 3n || publicExponent % 2n === 0n) return 'the RSA exponent is not odd and above 1';
    if (isRocaModulus(String(members['n']))) return 'the RSA modulus can be factored (CVE-2017-15361)';
  }
  return key;
}

function thumbprint(key: KeyObject): string {
  const material = key.type === 'secret' ? key.export() : key.export({ format: 'der', type: 'spki' });
  return hash('sha256', material, 'base64');
}
