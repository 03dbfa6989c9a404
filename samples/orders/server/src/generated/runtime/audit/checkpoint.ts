// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Checkpoints of an audit trail: lines that say how far the chain goes, signed with Ed25519 where there is a key. Who
 * rewrites records before one would have to sign it anew.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalJson } from './canonical-json.js';
import { type ChainHead, isHead } from './chain.js';

/**
 * `begin`: first line of a file. `interval`: in between. `rotated`: last line of a file that another one follows.
 * `closed`: the writer ended in order.
 */
export type CheckpointReason = 'begin' | 'interval' | 'rotated' | 'closed';

export interface Checkpoint extends ChainHead {
  readonly kind: 'checkpoint';
  readonly reason: CheckpointReason;
  /** ISO 8601. */
  readonly time: string;
  /** Which key signed: see {@link keyId}; `null` where none did. */
  readonly key: string | null;
  /** Ed25519 over the canonical JSON of the other members, base64url. */
  readonly signature: string | null;
}

export interface SigningKey {
  readonly id: string;
  readonly privateKey: KeyObject;
}

/**
 * @param source An Ed25519 private key in PEM (PKCS #8), or the path of a file that holds one.
 * @throws Error That says what is wrong, never what was read.
 */
export function readSigningKey(source: string): SigningKey {
  const isText = source.includes('-----BEGIN');
  const pem = isText ? source : readFileSync(source, 'utf8');
  const privateKey = parseKey(() => createPrivateKey(pem), isText ? 'The signing key' : source, 'private');
  return { id: keyId(createPublicKey(privateKey)), privateKey };
}

/**
 * @param path A file with the Ed25519 public key in PEM (SPKI).
 * @throws Error That says what is wrong.
 */
export function readPublicKey(path: string): KeyObject {
  const pem = readFileSync(path, 'utf8');
  return parseKey(() => createPublicKey(pem), path, 'public');
}

function parseKey(parse: () => KeyObject, name: string, type: 'private' | 'public'): KeyObject {
  let key: KeyObject;
  try {
    key = parse();
  } catch {
    throw new Error(`${name} holds no ${type} key in PEM`);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${name} holds no Ed25519 key`);
  return key;
}

/** Base64url SHA-256 of the public key's SPKI. */
export function keyId(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

/** The line of a checkpoint, without its newline. */
export function checkpointLine(
  { seq, hash }: ChainHead,
  reason: CheckpointReason,
  key: SigningKey | null,
  now: number,
): string {
  const time = new Date(now).toISOString();
  const claim = { hash, key: key?.id ?? null, kind: 'checkpoint', reason, seq, time };
  const signature = key === null ? null : sign(null, Buffer.from(canonicalJson(claim)), key.privateKey);
  return canonicalJson({ ...claim, signature: signature?.toString('base64url') ?? null });
}

/** A parsed line as a checkpoint; `null` where it is none. */
export function checkpointOf(record: object): Checkpoint | null {
  if (!isHead(record)) return null;
  const { kind, reason, time, key, signature } = record as ChainHead & Readonly<Record<string, unknown>>;
  const isOurs = kind === 'checkpoint' && typeof time === 'string' && REASONS.has(reason as string);
  const isSigned = typeof key === 'string' && typeof signature === 'string';
  return isOurs && (isSigned || (key === null && signature === null)) ? (record as Checkpoint) : null;
}

const REASONS: ReadonlySet<string> = new Set<CheckpointReason>(['begin', 'interval', 'rotated', 'closed']);

/** Whether the signature is of this key. */
export function isSignedBy(checkpoint: Checkpoint, publicKey: KeyObject): boolean {
  const { signature, ...claim } = checkpoint;
  const bytes = Buffer.from(signature ?? '', 'base64url');
  // Decoding overlooks what it does not know; a signature has one spelling.
  if (bytes.toString('base64url') !== signature) return false;
  return verify(null, Buffer.from(canonicalJson(claim)), publicKey, bytes);
}
