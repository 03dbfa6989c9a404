// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
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

/** A private field marks what was made here: nothing else can carry it, and asking for it costs next to nothing. */
class Decision {
  readonly kind: 'allow' | 'deny' | 'absent' | 'undecided';
  readonly object: unknown;
  readonly as: string | null;
  readonly #made = true;

  constructor(kind: Decision['kind'], object: unknown, as: string | null) {
    this.kind = kind;
    this.object = object;
    this.as = as;
  }

  static isDecision(value: object): boolean {
    return #made in value && value.#made;
  }
}

function make<T>(
  kind: Decision['kind'],
  object: unknown = null,
  as: string | null = null,
): ObjectDecision<T> {
  return new Decision(kind, object, as) as unknown as ObjectDecision<T>;
}

const DENY = Object.freeze(make<never>('deny'));
const ABSENT = Object.freeze(make<never>('absent'));
const UNDECIDED = Object.freeze(make<never>('undecided'));

/** The caller may reach `object`; `as` names what they are to it. */
export function allow<T>(object: T, as: string | null = null): ObjectDecision<T> {
  return make<T>('allow', object, as);
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
  return typeof value === 'object' && value !== null && Decision.isDecision(value);
}
