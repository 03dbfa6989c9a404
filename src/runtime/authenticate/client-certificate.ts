/** What a client's X.509 certificate says, in the form credentials are looked up by. */
import { createHash, type X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { ReadCertificate } from './certificate-finder.js';
import type { ClientCertificate } from './credentials.js';

/** Reads a certificate; a string says why it is none to look anybody up by. */
export function readCertificate(x509: X509Certificate): ReadCertificate | string {
  const notBefore = Date.parse(x509.validFrom);
  const notAfter = Date.parse(x509.validTo);
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) return 'certificate-dates-malformed';
  const subjectAltNames = alternativeNames(x509.subjectAltName);
  const [subject, issuer] = [distinguishedName(x509.subject), distinguishedName(x509.issuer)];
  if (subject === null || issuer === null || subjectAltNames === null) return 'certificate-name-malformed';
  const digest = createHash('sha256').update(x509.raw).digest();
  return {
    certificate: Object.freeze({
      fingerprint: digest.toString('hex'),
      subject,
      issuer,
      serialNumber: x509.serialNumber.toLowerCase(),
      subjectAltNames,
      der: x509.raw,
      expiresAt: Math.floor(notAfter / 1000),
    }),
    thumbprint: digest.toString('base64url'),
    notBefore,
    notAfter,
  };
}

/** Which time check fails at `now` (milliseconds); `null` for none. */
export function validityFault({ notBefore, notAfter }: ReadCertificate, now: number): string | null {
  if (now < notBefore) return 'certificate-not-yet-valid';
  return now > notAfter + LAST_SECOND_MS ? 'certificate-expired' : null;
}

/** `notAfter` is inclusive, and counts whole seconds (RFC 5280 §4.1.2.5). */
const LAST_SECOND_MS = 999;

/**
 * RFC 4514 text of what Node writes as a line per relative name, escaped as that RFC demands; empty where there is no
 * name. `null` where a control character stands in it: what reads names as C strings would see another one.
 */
function distinguishedName(text: string | undefined): string | null {
  const lines = (text ?? '').split('\n');
  if (lines.some((line) => CONTROL_ESCAPE.test(line.replaceAll('\\\\', '')))) return null;
  return lines.reverse().join(',').replaceAll(' + ', '+');
}

const CONTROL_ESCAPE = /\\(?:[01][0-9A-F]|7F)/;

/** Node's list is `Kind:value, Kind:value`; a value that could be mistaken for another entry is a JSON string. */
const ALTERNATIVE_NAME = /^([^:,"]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/;

const KINDS: Readonly<Record<string, keyof ClientCertificate['subjectAltNames']>> = {
  DNS: 'dns',
  URI: 'uri',
  email: 'email',
  'IP Address': 'ip',
};

/** @param text `null` where Node finds an extension that it cannot read, `undefined` where there is none. */
function alternativeNames(text: string | null | undefined): ClientCertificate['subjectAltNames'] | null {
  if (text === null) return null;
  const names = { dns: [] as string[], uri: [] as string[], email: [] as string[], ip: [] as string[] };
  let rest = text ?? '';
  while (rest !== '') {
    const entry = ALTERNATIVE_NAME.exec(rest);
    if (entry === null) return null;
    const [whole, kind, value] = entry as unknown as readonly [string, string, string];
    rest = rest.slice(whole.length);
    const name = value.startsWith('"') ? (JSON.parse(value) as string) : value;
    if (hasControl(name)) return null;
    if (!Object.hasOwn(KINDS, kind)) continue;
    const list = KINDS[kind]!;
    names[list].push(list === 'ip' ? canonicalAddress(name) : name);
  }
  for (const list of Object.values(names)) Object.freeze(list);
  return Object.freeze(names);
}

/** RFC 5952: Node writes every group out. */
function canonicalAddress(address: string): string {
  return isIPv6(address) ? new URL(`https://[${address}]`).hostname.slice(1, -1) : address;
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
