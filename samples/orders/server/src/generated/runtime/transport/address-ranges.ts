// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { BlockList, isIP } from 'node:net';

/** How many verdicts are remembered: peers are few where proxies stand in front, and many where they do not. */
const CACHE = 4096;

/** A set of CIDR ranges. Verdicts are cached, since the few proxies in front ask with every request. */
export class AddressRanges {
  readonly #list = new BlockList();
  readonly #verdicts = new Map<string, boolean>();

  /** @param ranges Addresses or CIDR ranges; check them with {@link isAddressRange} first. */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const slash = range.indexOf('/');
      const address = slash < 0 ? range : range.slice(0, slash);
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (slash < 0) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(range.slice(slash + 1)), family);
    }
  }

  /** Whether a normalised address lies in one of the ranges. */
  has(address: string): boolean {
    const known = this.#verdicts.get(address);
    if (known !== undefined) return known;
    const verdict = this.#list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
    if (this.#verdicts.size >= CACHE) this.#verdicts.clear();
    this.#verdicts.set(address, verdict);
    return verdict;
  }
}

/** Whether `text` is an address or a CIDR range. */
export function isAddressRange(text: string): boolean {
  const slash = text.indexOf('/');
  const kind = isIP(slash < 0 ? text : text.slice(0, slash));
  if (kind === 0) return false;
  if (slash < 0) return true;
  const prefix = text.slice(slash + 1);
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (kind === 6 ? 128 : 32);
}

/** Loopback, private and link-local networks: the peers that development mode admits. */
export const localRanges: readonly string[] = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
];
