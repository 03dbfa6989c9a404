// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { normalizeAuthority } from '../transport/authority.js';
import type { ApiDefinition, OperationDefinition, ServerDefinition } from './definition.js';

/** Authorities the whole API answers to: the `hosts` option, else those of every server of the document. */
export function servedAuthorities(
  { servers, operations }: ApiDefinition,
  hosts: readonly string[] | undefined,
): ReadonlySet<string> {
  if (hosts !== undefined) return new Set(hosts.map((host) => normalizeAuthority(host, 'https') ?? host));
  const authorities = new Set<string>();
  for (const { servers: own } of [{ servers }, ...operations]) {
    for (const server of own ?? []) for (const authority of server.authorities) authorities.add(authority);
  }
  return authorities;
}

/** A mount prefix with the authorities that serve it; `null` where every authority of the API does. */
export interface Mount {
  readonly basePath: string;
  readonly authorities: ReadonlySet<string> | null;
}

/**
 * Where an operation is served. Servers of its own are rechecked after routing (semantics §1, stage 2); relative ones
 * belong to any host, and so does everything once the `hosts` option replaces the document's.
 */
export function serversOf(
  definition: ApiDefinition,
  { servers }: Pick<OperationDefinition, 'servers'>,
  hostsOverridden: boolean,
): readonly Mount[] {
  const byPath = new Map<string, ServerDefinition[]>();
  for (const server of servers ?? definition.servers) {
    const same = byPath.get(server.basePath);
    if (same === undefined) byPath.set(server.basePath, [server]);
    else same.push(server);
  }
  return [...byPath].map(([basePath, same]) => {
    const open = hostsOverridden || same.some(({ authorities }) => authorities.length === 0);
    return { basePath, authorities: open ? null : new Set(same.flatMap(({ authorities }) => authorities)) };
  });
}
