import type { Location } from '../diagnostics/diagnostic.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import { vocabulary, type Member } from './vocabulary.js';

/** The members that hold at one place, by dotted path, each with the place that says so. */
export type EffectiveMembers = ReadonlyMap<string, EffectiveMember>;

export interface EffectiveMember {
  readonly value: Json;
  readonly at: Location;
}

/**
 * What holds for an operation: the root's `x-security`, refined by the path's, refined by the operation's
 * (semantics §9.2). Objects merge member by member, scalars and arrays replace, `false` disables what is farther,
 * members annotated `own` (`because`) hold only where they stand. `null` is for a level that has none.
 */
export function inherit(
  root: JsonObject | null,
  path: JsonObject | null,
  operation: JsonObject | null,
  origins: Origins,
): EffectiveMembers {
  const effective = new Map<string, EffectiveMember>();
  if (root !== null) apply(root, vocabulary('root'), '', false, origins, effective);
  if (path !== null) apply(path, vocabulary('path'), '', false, origins, effective);
  if (operation !== null) apply(operation, vocabulary('operation'), '', true, origins, effective);
  return effective;
}

/** The root's own members, for what no operation inherits (`realm`, `roles`, `limiters`). */
export function rootMembers(root: JsonObject | null, origins: Origins): EffectiveMembers {
  const effective = new Map<string, EffectiveMember>();
  if (root !== null) apply(root, vocabulary('root'), '', true, origins, effective);
  return effective;
}

function apply(
  level: JsonObject,
  members: ReadonlyMap<string, Member>,
  prefix: string,
  nearest: boolean,
  origins: Origins,
  effective: Map<string, EffectiveMember>,
): void {
  for (const [name, value] of Object.entries(level)) {
    const member = members.get(name);
    if (member === undefined || (member.merge === 'own' && !nearest)) continue;
    const path = prefix + name;
    if (member.merge === 'members' && isJsonObject(value)) {
      effective.delete(path);
      apply(value, member.members, `${path}.`, nearest, origins, effective);
    } else {
      for (const key of effective.keys()) if (key.startsWith(`${path}.`)) effective.delete(key);
      effective.set(path, { value, at: origins.member(level, name) });
    }
  }
}
