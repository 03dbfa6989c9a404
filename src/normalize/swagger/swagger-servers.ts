import { isJsonArray, type Json, type JsonObject } from '../../load/json.js';
import type { Origins } from '../../load/origins.js';
import { madeList, madeNode } from './made-node.js';

/**
 * `host`, `basePath` and `schemes` as a list of servers (Swagger 2.0, Swagger Object). Without a host the document does
 * not say where the API is, and servers are relative; without schemes it is wherever the document was found, which for
 * us is behind TLS.
 *
 * @param owner the root, or an operation whose `schemes` replace the root's
 */
export function swaggerServers(owner: JsonObject, root: JsonObject, origins: Origins): Json | undefined {
  const host = hostOf(root['host']);
  const basePath = typeof root['basePath'] === 'string' ? root['basePath'] : '';
  const { schemes } = owner;
  const declared = isJsonArray(schemes)
    ? schemes.filter((scheme): scheme is string => typeof scheme === 'string')
    : [];
  if (host === null) {
    if (owner !== root || basePath === '') return undefined;
    return serverList(root, [{ url: basePath, member: 'basePath', holder: root }], origins);
  }
  const path = basePath.startsWith('/') || basePath === '' ? basePath : `/${basePath}`;
  const urls =
    declared.length === 0
      ? [{ url: `https://${host}${path}`, member: 'host', holder: root }]
      : declared.map((scheme) => ({ url: `${scheme}://${host}${path}`, member: 'schemes', holder: owner }));
  return serverList(owner, urls, origins);
}

/**
 * The host, where it is one: with the scheme and slashes that documents put around it dropped. Anything else was reported
 * when the document was checked, and says nothing about where the API is.
 */
function hostOf(host: Json | undefined): string | null {
  if (typeof host !== 'string') return null;
  const bare = host.replace(/^(?:https?|wss?):\/\//iu, '').replace(/\/+$/u, '');
  return /^[^{}/ :\\]+(?::\d+)?$/u.test(bare) ? bare : null;
}

function serverList(
  owner: JsonObject,
  urls: readonly { readonly url: string; readonly member: string; readonly holder: JsonObject }[],
  origins: Origins,
): Json {
  const servers = urls.map(({ url, member, holder }) => {
    const server = madeNode(owner, { url }, origins);
    origins.copyMember(server, 'url', holder, member);
    return server;
  });
  return madeList(owner, servers, origins);
}
