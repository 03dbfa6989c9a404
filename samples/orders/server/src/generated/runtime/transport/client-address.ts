// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { isIP } from 'node:net';

/**
 * An address in the one form that is logged: IPv4-mapped IPv6 becomes IPv4, a zone is dropped; `null` where the text
 * is no address.
 */
export function normalizeAddress(text: string): string | null {
  const kind = isIP(text);
  if (kind === 4) return text;
  if (kind === 0) return null;
  const percent = text.indexOf('%');
  const address = percent < 0 ? text : text.slice(0, percent);
  if (!address.startsWith('::')) return address;
  const groups = ipv6Groups(address);
  if (groups[5] !== 0xffff || groups[0] || groups[1] || groups[2] || groups[3] || groups[4]) return address;
  const [high, low] = [groups[6]!, groups[7]!];
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}

/** What limiters count: an IPv4 address, or the /64 that one IPv6 customer holds (semantics §5). */
export function limiterAddress(address: string): string {
  if (!address.includes(':')) return address;
  const [a, b, c, d] = ipv6Groups(address);
  return `${a!.toString(16)}:${b!.toString(16)}:${c!.toString(16)}:${d!.toString(16)}::/64`;
}

/** The eight groups of a valid IPv6 address. */
function ipv6Groups(address: string): number[] {
  const gap = address.indexOf('::');
  if (gap < 0) return groupsOf(address);
  const head = groupsOf(address.slice(0, gap));
  const tail = groupsOf(address.slice(gap + 2));
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a, b, c, d] = group.split('.').map(Number);
    return [(a! << 8) | b!, (c! << 8) | d!];
  });
}
