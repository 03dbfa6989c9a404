import { isJsonArray, isJsonObject, type JsonObject } from '../load/json.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import type { UrlRule } from '../runtime/url/url-rule.js';
import type { SchemaView } from './schema-view.js';
import { applying } from './subschemas.js';

/** `x-security` of a schema, which `src/policy` has checked. */
export interface SchemaPolicy {
  /** Roles that see a property with this schema; `[]` is nobody, `null` everybody. */
  readonly read: readonly string[] | null;
  /** Roles that may send it. */
  readonly write: readonly string[] | null;
  readonly sensitive: true | 'pii' | 'secret' | null;
  /** Which URLs requests may hold there. */
  readonly url: UrlRule | null;
}

/** Which of the two role lists counts: requests are written, replies are read. */
export type PropertyRight = 'read' | 'write';

/** Stands in role lists for whoever the object policy says owns the object. */
export const OWNER = '$owner';

/** `null` for a schema that says nothing of the kind. */
export function schemaPolicy(schema: SchemaObject): SchemaPolicy | null {
  const keyword = schema['x-security'];
  if (!isJsonObject(keyword)) return null;
  const { sensitive, url } = keyword;
  return {
    read: rolesIn(keyword, 'read'),
    write: rolesIn(keyword, 'write'),
    sensitive: sensitive === true || sensitive === 'pii' || sensitive === 'secret' ? sensitive : null,
    url: isJsonObject(url) ? urlRule(url) : null,
  };
}

/**
 * Every role list that holds for a property with the schema; who may send or see it has a role of each. They hold
 * wherever they stand in what applies to the value, alternatives included: whether a caller may touch a property must
 * not depend on what they put into it.
 */
export function roleLists(
  schema: Schema,
  right: PropertyRight,
  view: SchemaView,
): readonly (readonly string[])[] {
  const lists = new Map<string, readonly string[]>();
  for (const part of applying(schema, view)) {
    const list = schemaPolicy(part)?.[right] ?? null;
    if (list !== null) lists.set(JSON.stringify(list), list);
  }
  return [...lists.values()];
}

function urlRule({ schemes, hosts, ports }: JsonObject): UrlRule {
  return {
    schemes: (schemes as UrlRule['schemes'] | undefined) ?? ['https'],
    hosts: (hosts as UrlRule['hosts'] | undefined) ?? null,
    ports: (ports as UrlRule['ports'] | undefined) ?? null,
  };
}

function rolesIn(keyword: JsonObject, right: PropertyRight): readonly string[] | null {
  const list = keyword[right];
  if (list === undefined || !isJsonArray(list)) return null;
  return list.filter((role): role is string => typeof role === 'string');
}
