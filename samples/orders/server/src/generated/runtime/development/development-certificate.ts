// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** The client certificate of `npm run dev`: made in memory, gone with the process, issued by itself. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface DevelopmentCertificate {
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string;
  /** `x5t#S256` (RFC 8705 §3.1). */
  readonly thumbprint: string;
  /** Value of `Client-Cert` (RFC 9440 §2.2). */
  readonly field: string;
}

/** A minute, for clocks that differ. */
const BEFORE_MS = 60_000;

const ED25519 = sequence(oid(0x2b, 0x65, 0x70));
const COMMON_NAME = oid(0x55, 0x04, 0x03);
const EXTENDED_KEY_USAGE = oid(0x55, 0x1d, 0x25);
const CLIENT_AUTHENTICATION = oid(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02);

/** @param commonName ASCII */
export function createDevelopmentCertificate(commonName: string, seconds: number): DevelopmentCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const name = sequence(element(0x31, sequence(COMMON_NAME, element(0x0c, Buffer.from(commonName)))));
  const now = Date.now();
  // RFC 5280 §4.1. A serial number is positive: its first bit is clear.
  const content = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    ED25519,
    name,
    sequence(utcTime(now - BEFORE_MS), utcTime(now + seconds * 1000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(sequence(EXTENDED_KEY_USAGE, element(0x04, sequence(CLIENT_AUTHENTICATION))))),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign(null, content, privateKey)]);
  const der = sequence(content, ED25519, element(0x03, signature));
  const digest = createHash('sha256').update(der).digest();
  return {
    fingerprint: digest.toString('hex'),
    thumbprint: digest.toString('base64url'),
    field: `:${der.toString('base64')}:`,
  };
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

function oid(...bytes: readonly number[]): Buffer {
  return element(0x06, Buffer.from(bytes));
}

/** `YYMMDDHHMMSSZ`: a day from now is before 2050. */
function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[^0-9]/g, '');
  return element(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
}

/** DER (X.690): tag, length, content of less than 64 KiB. */
function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}
