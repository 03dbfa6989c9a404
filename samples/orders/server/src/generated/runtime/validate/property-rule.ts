// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Property level (semantics §4): who may send a property, and who sees it.
 */

/** The role lists that hold for a property. Whoever has a role of each may. */
export interface PropertyRule {
  readonly lists: readonly (readonly string[])[];
  /** Where a {@link Caller} remembers the answer: rules of the same lists share one. */
  readonly index: number;
}

/** Stands in role lists for whoever the grant says owns the object. */
const OWNER = '$owner';

const indices = new Map<string, number>();

/** Made once per rule, when the validators of an operation load. */
export function propertyRule(...lists: readonly (readonly string[])[]): PropertyRule {
  const key = JSON.stringify(lists);
  const index = indices.get(key) ?? indices.size;
  indices.set(key, index);
  return { lists, index };
}

/** What rules ask of a caller. Each rule is decided once per request, however many properties it holds for. */
export class Caller {
  readonly #roles: readonly string[];
  readonly #isOwner: boolean;
  readonly #answers: (boolean | undefined)[] = [];

  /**
   * @param roles with everything they imply; none for anonymous callers
   * @param as what the caller is to the object, as the grant says
   */
  constructor(roles: readonly string[], as: string | null) {
    this.#roles = roles;
    this.#isOwner = as === OWNER;
  }

  meets({ lists, index }: PropertyRule): boolean {
    return (this.#answers[index] ??= lists.every((list) => this.#hasOneOf(list)));
  }

  #hasOneOf(list: readonly string[]): boolean {
    // A token may claim any role name, `$owner` too; only the grant makes an owner.
    return list.some((role) => (role === OWNER ? this.#isOwner : this.#roles.includes(role)));
  }
}

/** A caller without roles who owns nothing. */
export const ANYONE = new Caller([], null);
