// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Formats of addresses: `email`, `ipv4`, `ipv6` (JSON Schema validation §7.3.2 and §7.3.4). */
import { isIPv4, isIPv6 } from 'node:net';

const IPV4_OCTET = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/u;

/** Dotted decimal without leading zeros (RFC 2673 §3.2). */
export function isIpv4(text: string): boolean {
  return isIPv4(text) && text.split('.').every((octet) => IPV4_OCTET.test(octet));
}

/** RFC 4291 §2.2; zone identifiers are not part of an address. */
export function isIpv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/u;

/** RFC 5321 §4.1.2, `Domain`. */
export function isDomainName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => LABEL.test(label));
}

const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/u;
const QUOTED = /^"(?:[ !#-[\]-~]|\\[ -~])*"$/u;

/** A `Mailbox` of RFC 5321 §4.1.2. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64) return false;
  const local = text.slice(0, at);
  return (
    (QUOTED.test(local) || local.split('.').every((atom) => ATOM.test(atom))) &&
    isMailDomain(text.slice(at + 1))
  );
}

function isMailDomain(text: string): boolean {
  if (!text.startsWith('[')) return isDomainName(text);
  const literal = text.endsWith(']') ? text.slice(1, -1) : '';
  return literal.startsWith('IPv6:') ? isIpv6(literal.slice(5)) : isIpv4(literal);
}
