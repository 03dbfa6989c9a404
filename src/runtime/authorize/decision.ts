/**
 * Answers of an object policy (semantics §4). Only these functions make them, so that no other value can allow.
 */

/** Proof that a policy allowed one object. The handler gets it in place of the object's id. */
export interface Grant<T, Id extends string | number = string | number> {
  /** The object's id, taken out of the handler's input. */
  readonly id: Id;
  readonly object: T;
  /** What the caller is to the object, `$owner` for instance; `null` when the policy did not say. */
  readonly as: string | null;
}

declare const brand: unique symbol;

export type ObjectDecision<T> = (
  | { readonly kind: 'allow'; readonly object: T; readonly as: string | null }
  | { readonly kind: 'deny' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'undecided' }
) & { readonly [brand]: true };

const made = new WeakSet<object>();

function make<T>(value: object): ObjectDecision<T> {
  const decision = Object.freeze(value);
  made.add(decision);
  return decision as ObjectDecision<T>;
}

const DENY = make<never>({ kind: 'deny' });
const ABSENT = make<never>({ kind: 'absent' });
const UNDECIDED = make<never>({ kind: 'undecided' });

/** The caller may reach `object`; `as` names what they are to it. */
export function allow<T>(object: T, as: string | null = null): ObjectDecision<T> {
  return make<T>({ kind: 'allow', object, as });
}

/** The caller may not reach the object. Answers exactly like {@link absent} unless the document says `deny: 403`. */
export function deny(): ObjectDecision<never> {
  return DENY;
}

/** There is no such object. */
export function absent(): ObjectDecision<never> {
  return ABSENT;
}

/** What a generated policy stub answers: 403 `policy-undecided`, so that nobody mistakes it for broken routing. */
export function undecided(): ObjectDecision<never> {
  return UNDECIDED;
}

/** Whether `value` was made by one of the functions above. Anything else is a programming error and denies. */
export function isObjectDecision(value: unknown): value is ObjectDecision<unknown> {
  return typeof value === 'object' && value !== null && made.has(value);
}
