// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * What comes of the role lists of properties. Generated guards name every property of a value that has lists,
 * following the alternatives that apply.
 */
import type { Caller, PropertyRule } from './property-rule.js';

/** A generated function: tells `found` of every property present that has role lists. */
export type Guard = (value: unknown, found: GuardedProperties) => void;

export interface GuardedProperties {
  property(object: Members, name: string, rule: PropertyRule): void;
}

/** A property present in a value, by the reference tokens that lead to it. */
export interface RestrictedProperty {
  readonly path: readonly string[];
  readonly rule: PropertyRule;
}

type Members = Record<string, unknown>;

/** Notes the properties that a caller does not meet the rule of. */
class Withheld implements GuardedProperties {
  readonly found: { readonly object: Members; readonly name: string; readonly rule: PropertyRule }[] = [];
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  property(object: Members, name: string, rule: PropertyRule): void {
    if (!this.#caller.meets(rule)) this.found.push({ object, name, rule });
  }
}

const NONE: readonly RestrictedProperty[] = [];

/** The properties of a valid request value that `caller` does not meet the rules of, outermost first. */
export function restrictedProperties(
  guard: Guard,
): (value: unknown, caller: Caller) => readonly RestrictedProperty[] {
  return (value, caller) => {
    const withheld = new Withheld(caller);
    guard(value, withheld);
    if (withheld.found.length === 0) return NONE;
    const paths = pathsIn(value);
    return withheld.found
      .map(({ object, name, rule }) => ({ path: [...(paths.get(object) ?? []), name], rule }))
      .sort((one, other) => one.path.length - other.path.length);
  };
}

/** Guards do not track where they are: only who sends what they may not needs to know. */
function pathsIn(root: unknown): ReadonlyMap<object, readonly string[]> {
  const paths = new Map<object, readonly string[]>();
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    paths.set(value, path);
    for (const [name, member] of Object.entries(value)) visit(member, [...path, name]);
  };
  visit(root, []);
  return paths;
}

/**
 * Removes from a value what `caller` may not see, in place. Less may be left of a value than its alternatives need to
 * be told apart, so that others apply: it is looked at again until nothing goes.
 */
export function conceal(guard: Guard, value: unknown, caller: Caller): void {
  for (;;) {
    const withheld = new Withheld(caller);
    guard(value, withheld);
    if (withheld.found.length === 0) return;
    for (const { object, name } of withheld.found) delete object[name];
  }
}
