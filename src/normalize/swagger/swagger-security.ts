import { emptyObject, isJsonObject, type Json, type JsonObject } from '../../load/json.js';
import type { Origins } from '../../load/origins.js';
import { madeNode } from './made-node.js';

/** Names of flows in version 2.0, and since (Swagger 2.0, Security Scheme Object). */
const flowNames: ReadonlyMap<Json | undefined, string> = new Map([
  ['implicit', 'implicit'],
  ['password', 'password'],
  ['application', 'clientCredentials'],
  ['accessCode', 'authorizationCode'],
]);

const flowMembers: ReadonlySet<string> = new Set(['flow', 'authorizationUrl', 'tokenUrl', 'scopes']);

/**
 * `securityDefinitions` as `components.securitySchemes`. A type or flow nobody knows stays what it is: whoever reads
 * schemes reports it.
 */
export function swaggerSecuritySchemes(definitions: JsonObject, origins: Origins): JsonObject {
  const schemes = emptyObject();
  for (const [name, scheme] of Object.entries(definitions)) {
    schemes[name] = isJsonObject(scheme) ? rewritten(scheme, origins) : scheme;
  }
  origins.copy(definitions, schemes);
  return schemes;
}

function rewritten(scheme: JsonObject, origins: Origins): JsonObject {
  if (scheme['type'] === 'basic')
    return madeNode(scheme, { ...scheme, type: 'http', scheme: 'basic' }, origins);
  const flow = flowNames.get(scheme['flow']);
  if (scheme['type'] !== 'oauth2' || flow === undefined) return scheme;
  const { authorizationUrl, tokenUrl } = scheme;
  const scopes = scheme['scopes'] ?? madeNode(scheme, {}, origins);
  const flows = madeNode(
    scheme,
    { [flow]: madeNode(scheme, { authorizationUrl, tokenUrl, scopes }, origins) },
    origins,
  );
  const others = Object.entries(scheme).filter(([key]) => !flowMembers.has(key));
  return madeNode(scheme, { ...Object.fromEntries(others), flows }, origins);
}
