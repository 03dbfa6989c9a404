import type { RoleDefinition } from '../runtime/core/definition.js';

/** A condition on roles: the caller presents one of these. */
export type RoleClause = ReadonlySet<string>;

/** Which roles a caller may present to have a given one: itself, and all that imply it. */
export class RoleAdmission {
  readonly #presented = new Map<string, Set<string>>();

  constructor(roles: readonly RoleDefinition[] | null) {
    for (const { name, implies } of roles ?? []) {
      for (const implied of implies) this.#of(implied).add(name);
    }
  }

  /** One of these roles is asked for. */
  any(roles: readonly string[]): RoleClause {
    return new Set(roles.flatMap((role) => [...this.#of(role)]));
  }

  #of(role: string): Set<string> {
    let presented = this.#presented.get(role);
    if (presented === undefined) this.#presented.set(role, (presented = new Set([role])));
    return presented;
  }
}

/** Whether whoever meets all of `strict` meets all of `loose` too. */
export function meetsAll(strict: readonly RoleClause[], loose: readonly RoleClause[]): boolean {
  return loose.every((clause) => strict.some((asked) => isSubset(asked, clause)));
}

export function isSubset<T>(part: Iterable<T>, whole: ReadonlySet<T>): boolean {
  for (const member of part) if (!whole.has(member)) return false;
  return true;
}
