// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Who a request speaks for, as its verified credentials say. */
export interface Principal {
  /** Subject: `sub` of a token, the user of Basic, the client of an API key. */
  readonly id: string;
  /** OAuth client or API key client; `null` where the scheme names none. */
  readonly client: string | null;
  /** Id of the API key; `null` for other schemes. */
  readonly apiKey: string | null;
  /** Scheme that gave `id`: the first of the satisfied requirement. */
  readonly scheme: string;
  readonly scopes: readonly string[];
  /** Roles with everything they imply. */
  readonly roles: readonly string[];
  readonly tenant: string | null;
  readonly plan: string | null;
  /** Verified claims of the token, or the attributes of the user or key record. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Who calls an operation that asks for a tenant. */
export interface TenantPrincipal extends Principal {
  readonly tenant: string;
}
