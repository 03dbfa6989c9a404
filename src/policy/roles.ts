import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { RoleDefinition } from '../runtime/core/definition.js';
import { suggestion } from './nearest-name.js';

/** The roles a document declares. Names outside the set are errors, once per list that holds them. */
export class Roles {
  /** Every role with all it implies, itself first; `null` where the document declares none. */
  readonly definitions: readonly RoleDefinition[] | null;
  readonly #names: ReadonlySet<string> | null;
  readonly #checked = new WeakSet<object>();
  readonly #origins: Origins;
  readonly #diagnostics: Diagnostics;

  /**
   * @param declared the root's `roles`, as far as they are valid
   * @param names every name the document declares, `null` where it has no `roles`
   */
  constructor(
    declared: Json | undefined,
    names: readonly string[] | null,
    origins: Origins,
    diagnostics: Diagnostics,
  ) {
    this.#names = names === null ? null : new Set(names);
    this.#origins = origins;
    this.#diagnostics = diagnostics;
    if (names === null || !isJsonObject(declared)) {
      this.definitions = names === null ? null : [];
      return;
    }
    const direct = new Map<string, readonly string[]>();
    for (const [name, implied] of Object.entries(declared)) direct.set(name, this.check(implied));
    reportCycles(direct, declared, origins, diagnostics);
    this.definitions = [...direct.keys()].map((name) => ({ name, implies: closure(name, direct) }));
  }

  /** The role names in a list of the document, undefined ones reported. `$owner` is no role: a grant says who that is. */
  check(list: Json | undefined): readonly string[] {
    if (!Array.isArray(list)) return [];
    const roles = (list as readonly Json[]).filter((role): role is string => typeof role === 'string');
    if (this.#names === null || this.#checked.has(list)) return roles;
    this.#checked.add(list);
    for (const [index, role] of (list as readonly Json[]).entries()) {
      if (typeof role !== 'string' || role === '$owner' || this.#names.has(role)) continue;
      this.#diagnostics.report(
        'undefined-role',
        this.#origins.member(list, index),
        `There is no role ${quoted(role)}.`,
        { help: suggestion(role, this.#names) },
      );
    }
    return roles;
  }
}

function closure(name: string, direct: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const reached = new Set([name]);
  for (const role of reached) for (const implied of direct.get(role) ?? []) reached.add(implied);
  return [...reached];
}

/** One error per cycle, at the entry that closes it. */
function reportCycles(
  direct: ReadonlyMap<string, readonly string[]>,
  declared: JsonObject,
  origins: Origins,
  diagnostics: Diagnostics,
): void {
  const done = new Set<string>();
  for (const start of direct.keys()) {
    // Depth first with an own stack: a document may chain any number of roles.
    const chain: { readonly role: string; next: number }[] = [];
    const enter = (role: string): void => void chain.push({ role, next: 0 });
    if (!done.has(start)) enter(start);
    for (let top = chain.at(-1); top !== undefined; top = chain.at(-1)) {
      const implied = direct.get(top.role)?.[top.next];
      if (implied === undefined) {
        done.add(top.role);
        chain.pop();
        continue;
      }
      top.next += 1;
      const from = chain.findIndex(({ role }) => role === implied);
      if (from >= 0) {
        const cycle = [...chain.slice(from).map(({ role }) => role), implied];
        const list = declared[top.role];
        const at = Array.isArray(list)
          ? origins.member(list, list.indexOf(implied))
          : origins.member(declared, top.role);
        diagnostics.report('role-cycle', at, `Roles imply each other: ${cycle.join(' → ')}.`);
      } else if (!done.has(implied)) enter(implied);
    }
  }
}
