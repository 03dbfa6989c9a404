// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { isIP } from 'node:net';
import { isDomainName } from '../validate/network-formats.js';
import { isUri } from '../validate/uri-formats.js';
import { isPublicAddress, isPublicName } from './public-address.js';

/** `url` of a schema: which URLs the server may be given to call. */
export interface UrlRule {
  readonly schemes: readonly ('https' | 'http')[];
  /** Lower case; `*.` in front stands for one or more labels. `null`: every public host. */
  readonly hosts: readonly string[] | null;
  /** `null`: the scheme's own. */
  readonly ports: readonly number[] | null;
}

/**
 * RFC 3986 §3.2 without user information, percent-encoding and whatever else parsers read differently. `\` in place of
 * `/`, blanks, controls and other letters than ASCII's are in nothing {@link isUri} accepts.
 */
const AUTHORITY = /^(https?):\/\/(?:([a-z0-9.-]+)|\[([0-9a-f:.]+)\])(?::([0-9]{1,5}))?(?=[/?#]|$)/i;

/**
 * Makes the check of a rule. There is one way to write a host that it accepts: numbers that only some parsers take for
 * an address (`0x7f.1`, `2130706433`), a trailing dot and names in other letters than ASCII's are refused, not decoded.
 */
export function urlRule({ schemes, hosts, ports }: UrlRule): (text: string) => boolean {
  return (text) => {
    const match = AUTHORITY.exec(text);
    if (match === null || !isUri(text) || !URL.canParse(text)) return false;
    const [, scheme = '', name, ipv6, port] = match;
    const protocol = scheme.toLowerCase();
    const host = (name ?? ipv6 ?? '').toLowerCase();
    // The parser that clients use has the last word on what the host is.
    const { hostname } = new URL(text);
    if (hostname !== (ipv6 === undefined ? host : `[${host}]`)) return false;
    const effectivePort = port === undefined ? defaultPort(protocol) : Number(port);
    return (
      schemes.some((allowed) => allowed === protocol) &&
      (ports === null ? effectivePort === defaultPort(protocol) : ports.includes(effectivePort)) &&
      isPublicHost(host) &&
      (hosts === null || hosts.some((allowed) => isHostOf(allowed, host)))
    );
  };
}

/** Whether a host, lower case and without brackets, is a public address or can be a public name. */
export function isPublicHost(host: string): boolean {
  return isIP(host) === 0 ? isDomainName(host) && isPublicName(host) : isPublicAddress(host);
}

function isHostOf(allowed: string, host: string): boolean {
  if (!allowed.startsWith('*.')) return allowed === host;
  const suffix = allowed.slice(1);
  return host.length > suffix.length && host.endsWith(suffix);
}

function defaultPort(protocol: string): number {
  return protocol === 'https' ? 443 : 80;
}
