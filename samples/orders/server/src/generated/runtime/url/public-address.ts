// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Which addresses and names are public: what a server may be asked to call by somebody else (OWASP API7). */
import { isIP } from 'node:net';
import { AddressRanges } from '../transport/address-ranges.js';

/**
 * IANA IPv4 Special-Purpose Address Registry (RFC 6890), whole, with multicast (RFC 5771) and the address of the hosts
 * that Azure's machines run on, which hands out their configuration.
 */
const specialIpv4 = new AddressRanges([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]);

/**
 * Global unicast (RFC 4291 §2.4, IANA's one allocation). Everything else is special: loopback, unique-local, link-local,
 * multicast, IPv4-mapped and -compatible addresses, the NAT64 prefixes.
 */
const globalIpv6 = new AddressRanges(['2000::/3']);

/** What the IANA IPv6 Special-Purpose Address Registry takes out of it; 6to4 and Teredo hold IPv4 addresses. */
const specialIpv6 = new AddressRanges([
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
]);

/** Whether text is an address, in its usual spelling and without a zone, of a host on the public internet. */
export function isPublicAddress(text: string): boolean {
  switch (isIP(text)) {
    case 4:
      return !specialIpv4.has(text);
    case 6:
      return !text.includes('%') && globalIpv6.has(text) && !specialIpv6.has(text);
    default:
      return false;
  }
}

/** Registered names that never lead to the public internet (RFC 6761, 6762, 7686, 8375, 9476; ICANN's `internal`). */
const SPECIAL_DOMAINS: readonly string[] = [
  'alt',
  'home.arpa',
  'internal',
  'invalid',
  'local',
  'localhost',
  'onion',
  'test',
];

/** Whether a name can be public: it has a domain, and not a special one. @param name Lower case, no trailing dot. */
export function isPublicName(name: string): boolean {
  return (
    name.includes('.') && !SPECIAL_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`))
  );
}
