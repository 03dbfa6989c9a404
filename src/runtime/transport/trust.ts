/** Which forwarding headers are believed, and from whom (semantics §8). */
export interface Trust {
  /** CIDR ranges of the proxies, or how many hops stand before this server. */
  readonly proxies: readonly string[] | { readonly hops: number };
  readonly header: 'x-forwarded-for' | 'forwarded';
  /** Whether the forwarded host is believed too. Default: false. */
  readonly host?: boolean;
  /** `header`: the forwarded protocol decides, and a missing one means http. `https`: the proxy speaks only https. */
  readonly proto: 'header' | 'https';
  /**
   * Whether the proxies check certificates of clients and name them in `Client-Cert` (RFC 9440). They must take the
   * field off requests whose clients sent it, and `proxies` must list addresses. Default: false, nobody is believed.
   */
  readonly clientCert?: boolean;
}
