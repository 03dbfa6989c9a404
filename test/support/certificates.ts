/** X.509 certificates of tests: any dates and names, also such as no authority would issue. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface TestCertificate {
  readonly der: Buffer;
  readonly pem: string;
  /** PEM of the private key. */
  readonly key: string;
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
  /** The same as `x5t#S256`. */
  readonly thumbprint: string;
  /** Value of `Client-Cert`. */
  readonly field: string;
  readonly issuer: { readonly name: Buffer; readonly key: KeyObject };
}

export interface CertificateOptions {
  /** Values by attribute, in the order they stand in the certificate. */
  readonly subject?: readonly (readonly ['CN' | 'O' | 'C', string])[];
  readonly dns?: readonly string[];
  readonly uri?: readonly string[];
  readonly email?: readonly string[];
  readonly ip?: readonly (readonly number[])[];
  /** Seconds from now. Default: an hour ago. */
  readonly from?: number;
  /** Seconds from now. Default: in an hour. */
  readonly until?: number;
  /** Default: itself. */
  readonly issuer?: TestCertificate;
  readonly isAuthority?: boolean;
  readonly usage?: 'client' | 'server';
}

const ATTRIBUTES = { C: [0x55, 4, 6], O: [0x55, 4, 10], CN: [0x55, 4, 3] } as const;
const ECDSA = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));

export function issueCertificate(options: CertificateOptions = {}): TestCertificate {
  const { subject = [['CN', 'test']], from = -3600, until = 3600, issuer, isAuthority, usage } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(
    ...subject.map(([attribute, text]) =>
      element(0x31, sequence(oid(...ATTRIBUTES[attribute]), element(0x0c, Buffer.from(text)))),
    ),
  );
  const names = [
    ...(options.email ?? []).map((text) => element(0x81, Buffer.from(text))),
    ...(options.dns ?? []).map((text) => element(0x82, Buffer.from(text))),
    ...(options.uri ?? []).map((text) => element(0x86, Buffer.from(text))),
    ...(options.ip ?? []).map((bytes) => element(0x87, Buffer.from(bytes))),
  ];
  const extensions = [
    ...(isAuthority === true ? [extension(19, sequence(element(1, Buffer.from([0xff]))))] : []),
    ...(names.length > 0 ? [extension(17, sequence(...names))] : []),
    ...(usage === undefined
      ? []
      : [extension(37, sequence(oid(0x2b, 6, 1, 5, 5, 7, 3, usage === 'client' ? 2 : 1)))]),
  ];
  const content = sequence(
    element(0xa0, element(2, Buffer.from([2]))),
    element(2, Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    ECDSA,
    issuer?.issuer.name ?? name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [element(0xa3, sequence(...extensions))] : []),
  );
  const signature = sign('sha256', content, issuer?.issuer.key ?? privateKey);
  const der = sequence(content, ECDSA, element(3, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  const digest = createHash('sha256').update(der).digest();
  return {
    der,
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    fingerprint: digest.toString('hex'),
    thumbprint: digest.toString('base64url'),
    field: `:${der.toString('base64')}:`,
    issuer: { name, key: privateKey },
  };
}

function extension(number: number, value: Buffer): Buffer {
  return sequence(oid(0x55, 0x1d, number), element(4, value));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

function oid(...bytes: readonly number[]): Buffer {
  return element(6, Buffer.from(bytes));
}

/** GeneralizedTime, which has four digits of the year. */
function time(seconds: number): Buffer {
  const digits = new Date(Date.now() + seconds * 1000).toISOString().replaceAll(/[^0-9]/g, '');
  return element(0x18, Buffer.from(`${digits.slice(0, 14)}Z`));
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
