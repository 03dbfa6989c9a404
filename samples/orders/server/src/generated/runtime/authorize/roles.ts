// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { RoleDefinition } from '../core/definition.js';

/** A principal's roles with everything they imply, each once. */
export type ExpandRoles = (roles: readonly string[]) => readonly string[];

const NONE: readonly string[] = Object.freeze([]);

/**
 * Implication as the document declares it. Declared roles are a closed set: others are dropped. Where the document
 * declares none (`null`), roles stand for themselves.
 */
export function compileRoles(definitions: readonly RoleDefinition[] | null): ExpandRoles {
  if (definitions === null) {
    return (roles) => (roles.length === 0 ? NONE : Object.freeze([...new Set(roles)]));
  }
  const implied = new Map(
    definitions.map((role) => [role.name, Object.freeze([...new Set([role.name, ...role.implies])])]),
  );
  return (roles) => {
    if (roles.length === 0) return NONE;
    if (roles.length === 1) return implied.get(roles[0]!) ?? NONE;
    const all = new Set<string>();
    for (const role of roles) for (const name of implied.get(role) ?? NONE) all.add(name);
    return Object.freeze([...all]);
  };
}
