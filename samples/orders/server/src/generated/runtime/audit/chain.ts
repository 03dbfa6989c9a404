// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * The hash chain of an audit trail (semantics §7): `hash = SHA-256(prev ‖ JCS(record))`, with both hashes as 64
 * lower-case hex digits, so that a shell can check it. Each line carries its place as a last member `chain`, which is no
 * part of what is hashed.
 */
import { hash, randomBytes } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** How far a trail goes: number and hash of its last record. */
export interface ChainHead {
  readonly seq: number;
  /** 64 lower-case hex digits. */
  readonly hash: string;
}

/** The start of a chain of its own: what stands before the first record is random, so that no two chains share a line. */
export function newChain(): ChainHead {
  return { seq: 0, hash: randomBytes(32).toString('hex') };
}

/** @param canonical The record as RFC 8785 writes it, without `chain`. */
export function chainHash(previous: string, canonical: string): string {
  return hash('sha256', previous + canonical, 'hex');
}

/**
 * Puts a record into the chain.
 *
 * @param line The record as it is to be printed: canonical JSON, but for escapes of invisible characters.
 */
export function sealRecord(
  line: string,
  previous: ChainHead,
): { readonly line: string; readonly head: ChainHead } {
  // Escapes that RFC 8785 would not write are the only difference, and rare.
  const canonical = line.includes('\\u') ? canonicalJson(JSON.parse(line)) : line;
  const head = { seq: previous.seq + 1, hash: chainHash(previous.hash, canonical) };
  return { line: `${line.slice(0, -1)},"chain":{"hash":"${head.hash}","seq":${head.seq}}}`, head };
}

/** The `chain` member of a parsed line; `null` where it has none, or no usable one. */
export function chainOf(record: object): ChainHead | null {
  const chain: unknown = 'chain' in record ? record.chain : null;
  return isHead(chain) ? chain : null;
}

export function isHead(value: unknown): value is ChainHead {
  if (typeof value !== 'object' || value === null || !('seq' in value) || !('hash' in value)) return false;
  const { seq, hash: digest } = value;
  return Number.isSafeInteger(seq) && (seq as number) >= 0 && typeof digest === 'string' && HASH.test(digest);
}

const HASH = /^[0-9a-f]{64}$/;
