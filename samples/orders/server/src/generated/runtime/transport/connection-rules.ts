// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Peer } from '../core/raw-message.js';
import type { Refusal } from '../core/refusal.js';
import { AddressRanges, localRanges } from './address-ranges.js';
import { isLoopbackAuthority, normalizeAuthority } from './authority.js';
import { normalizeAddress } from './client-address.js';
import { type ForwardedHop, parseForwarded, parseXForwarded } from './forwarded.js';
import type { Trust } from './trust.js';

/** The header fields that forwarding reads. */
interface Fields {
  /** A header's lines joined by `, `; `name` in lower case. */
  get(name: string): string | undefined;
  /** A header's lines, one by one. */
  values(name: string): readonly string[];
}

/** Who is really speaking, how, and to whom. */
export interface Connection {
  readonly scheme: 'http' | 'https';
  /** Lower case, default port dropped. */
  readonly authority: string;
  /** Client address; the empty string where no door knew it. */
  readonly address: string;
  /** Development mode admits a loopback authority that no server of the document names. */
  readonly local: boolean;
  /** A trusted proxy stands at the other end of the connection. */
  readonly proxied: boolean;
  readonly refusal: Refusal | null;
}

const NO_HTTPS: Refusal = { stage: 2, code: 'https-required', reason: 'plain-http' };
const OTHER_HOST: Refusal = { stage: 2, code: 'misdirected-request', reason: 'host-not-allowed' };
const NO_PEER: Refusal = { stage: 0, code: 'malformed-request', reason: 'peer-unknown', close: true };
const BAD_HOST: Refusal = { stage: 0, code: 'malformed-request', reason: 'host-malformed', close: true };

/** What was judged before, and of what: everything the judgement rests on but the client's address field. */
interface Judged {
  readonly peer: string;
  readonly host: string;
  readonly proto: string | undefined;
  readonly forwardedHost: string | undefined;
  readonly connection: Connection;
}

const MAX_REMEMBERED = 4096;
/** Of a field that names one client. Longer ones are rare, and are not kept for whoever sent them. */
const MAX_REMEMBERED_LENGTH = 64;

/** Stage 2 of semantics §1: the effective scheme is https, and the host is one this server answers to. */
export class ConnectionRules {
  readonly #authorities: ReadonlySet<string>;
  readonly #trust: Trust | null;
  readonly #proxies: AddressRanges | null;
  readonly #local: AddressRanges | null;
  readonly #normalized = new Map<string, string>();
  /** By the field that names the client, as sent: clients come again and again. */
  readonly #judged = new Map<string, Judged>();

  /**
   * @param options.authorities Lower case, default port dropped.
   * @param options.development Admits local peers over plain HTTP with a loopback host.
   */
  constructor(options: {
    readonly authorities: ReadonlySet<string>;
    readonly trust: Trust | null;
    readonly development: boolean;
  }) {
    this.#authorities = options.authorities;
    this.#trust = options.trust;
    this.#proxies =
      options.trust !== null && isRangeList(options.trust.proxies)
        ? new AddressRanges(options.trust.proxies)
        : null;
    this.#local = options.development ? new AddressRanges(localRanges) : null;
  }

  /**
   * @param host The one `Host` line.
   * @returns What is known of the connection, with the reason to refuse it; its address is right in either case.
   */
  check(from: Peer, host: string, fields: Fields): Connection {
    const { encrypted } = from;
    const peer = this.peerAddress(from);
    const trust = this.#trust;
    if (trust === null) return this.#judge(encrypted ? 'https' : 'http', host, peer, peer, false);
    // A connection that was reset has no address any more: whether a proxy of ours stood there, nobody can tell.
    if (peer === '' && this.#proxies !== null) {
      return { scheme: 'http', authority: '', address: '', local: false, proxied: true, refusal: NO_PEER };
    }
    const client = fields.get('x-forwarded-for');
    const proto = fields.get('x-forwarded-proto');
    const forwardedHost = fields.get('x-forwarded-host');
    // Remembered of trusted peers only.
    const known = client === undefined ? undefined : this.#judged.get(client);
    if (
      known !== undefined &&
      known.peer === peer &&
      known.host === host &&
      known.proto === proto &&
      known.forwardedHost === forwardedHost
    ) {
      return known.connection;
    }
    if (!this.#isTrusted(peer)) return this.#judge(encrypted ? 'https' : 'http', host, peer, peer, false);
    if (trust.header === 'forwarded') {
      const hops = fields.values('forwarded').flatMap((line) => parseForwarded(line));
      return this.#forwarded(trust, hops, host, peer);
    }
    const hops = parseXForwarded({ for: client, proto, host: forwardedHost });
    const connection = this.#forwarded(trust, hops, host, peer);
    if (client !== undefined && client.length <= MAX_REMEMBERED_LENGTH && connection.refusal === null) {
      if (this.#judged.size >= MAX_REMEMBERED) this.#judged.clear();
      this.#judged.set(client, { peer, host, proto, forwardedHost, connection });
    }
    return connection;
  }

  /** Address at the other end of the connection, a proxy's or a client's; the empty string where no door knew it. */
  peerAddress({ address }: Peer): string {
    return address === null ? '' : this.#normalize(address);
  }

  #forwarded(trust: Trust, hops: readonly ForwardedHop[], host: string, peer: string): Connection {
    const client = this.#walk(trust, hops, peer);
    const scheme = trust.proto === 'https' || client.hop?.proto === 'https' ? 'https' : 'http';
    const effectiveHost = (trust.host === true ? client.hop?.host : null) ?? host;
    return this.#judge(scheme, effectiveHost, client.address, peer, true);
  }

  #judge(
    scheme: 'http' | 'https',
    host: string,
    address: string,
    peer: string,
    proxied: boolean,
  ): Connection {
    const authority = this.#authorities.has(host) ? host : normalizeAuthority(host, scheme);
    if (authority === null) {
      return { scheme, authority: '', address, local: false, proxied, refusal: BAD_HOST };
    }
    const local = this.#local !== null && this.#local.has(peer) && isLoopbackAuthority(authority);
    let refusal: Refusal | null = null;
    if (!local && scheme !== 'https') refusal = NO_HTTPS;
    else if (!local && !this.#authorities.has(authority)) refusal = OTHER_HOST;
    return { scheme, authority, address, local, proxied, refusal };
  }

  /** Peers come again and again; telling their family takes a regular expression each time. */
  #normalize(address: string): string {
    let normalized = this.#normalized.get(address);
    if (normalized === undefined) {
      normalized = normalizeAddress(address) ?? '';
      if (this.#normalized.size >= MAX_REMEMBERED) this.#normalized.clear();
      this.#normalized.set(address, normalized);
    }
    return normalized;
  }

  #isTrusted(address: string): boolean {
    return this.#proxies === null || (address !== '' && this.#proxies.has(address));
  }

  /**
   * From the nearest hop outward to the first address that is no proxy of ours: what stands left of it was written by
   * strangers. A hop that hides its peer ends the walk at the proxy that said so.
   */
  #walk(
    trust: Trust,
    hops: readonly ForwardedHop[],
    peer: string,
  ): { readonly address: string; readonly hop: ForwardedHop | null } {
    const limit = isRangeList(trust.proxies) ? hops.length : Math.min(trust.proxies.hops, hops.length);
    let address = peer;
    let hop: ForwardedHop | null = null;
    for (let distance = 1; distance <= limit; distance += 1) {
      hop = hops[hops.length - distance]!;
      if (hop.address === null) break;
      address = hop.address;
      if (this.#proxies !== null && !this.#proxies.has(address)) break;
    }
    return { address, hop };
  }
}

function isRangeList(proxies: Trust['proxies']): proxies is readonly string[] {
  return Array.isArray(proxies);
}
