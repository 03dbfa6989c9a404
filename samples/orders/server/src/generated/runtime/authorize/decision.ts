// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Answers of the policies (semantics §4). Only these functions make them, so that no other value can allow.
 */

/** Proof that a policy allowed one object. The handler gets it in place of the object's id. */
export interface Grant<T, Id extends string | number | bigint = string | number | bigint> {
  /** The object's id, taken out of the handler's input. */
  readonly id: Id;
  readonly object: T;
  /** What the caller is to the object, `$owner` for instance; `null` when the policy did not say. */
  readonly as: string | null;
  readonly created: false;
}

/** Proof that a policy allowed to create an object under an id that is free. Only PUT comes with one. */
export interface CreationGrant<Id extends string | number | bigint = string | number | bigint> {
  /** The id of the object to create, taken out of the handler's input. */
  readonly id: Id;
  /** There is none yet. */
  readonly object: null;
  /** What the caller will be to the object; `null` when the policy did not say. */
  readonly as: string | null;
  readonly created: true;
}

declare const brand: unique symbol;

interface Made {
  readonly [brand]: true;
}

/** An answer that lets nobody through. */
export type Denial = Made & { readonly kind: 'deny' | 'absent' | 'undecided' };

/** Answer of an object policy. */
export type ObjectDecision<T> =
  (Made & { readonly kind: 'allow'; readonly value: T; readonly as: string | null }) | Denial;

/** What the policy of a PUT may answer as well. */
export type CreationDecision = Made & {
  readonly kind: 'create';
  readonly value: string | number | bigint;
  readonly as: string | null;
};

/** Answer of a list policy: what of the collection the caller may see. */
export type ListDecision<Scope> = (Made & { readonly kind: 'scope'; readonly value: Scope }) | Denial;

export type Decision = ObjectDecision<unknown> | CreationDecision | ListDecision<unknown>;

/** A private field marks what was made here: nothing else can carry it, and asking for it costs next to nothing. */
class MadeDecision {
  readonly kind: Decision['kind'];
  readonly value: unknown;
  readonly as: string | null;
  readonly #made = true;

  constructor(kind: Decision['kind'], value: unknown, as: string | null) {
    this.kind = kind;
    this.value = value;
    this.as = as;
  }

  static isMade(value: object): boolean {
    return #made in value && value.#made;
  }
}

function make<D extends Decision>(kind: D['kind'], value: unknown = null, as: string | null = null): D {
  return new MadeDecision(kind, value, as) as unknown as D;
}

const DENY = Object.freeze(make<Denial>('deny'));
const ABSENT = Object.freeze(make<Denial>('absent'));
const UNDECIDED = Object.freeze(make<Denial>('undecided'));

/** The caller may reach `object`; `as` names what they are to it. */
export function allow<T>(object: T, as: string | null = null): ObjectDecision<T> {
  return make<ObjectDecision<T>>('allow', object, as);
}

/**
 * There is no such object, and the caller may create it: for PUT only. `id` is the id the policy was asked about; `as`
 * names what the caller will be to the object.
 */
export function allowCreate(id: string | number | bigint, as: string | null = null): CreationDecision {
  return make<CreationDecision>('create', id, as);
}

/** The caller may see what `value` describes: the handler gets it as `scope` and narrows its query by it. */
export function scope<Scope>(value: Scope): ListDecision<Scope> {
  return make<ListDecision<Scope>>('scope', value);
}

/** The caller may not reach the object. Answers exactly like {@link absent} unless the document says `deny: 403`. */
export function deny(): Denial {
  return DENY;
}

/** There is no such object. */
export function absent(): Denial {
  return ABSENT;
}

/** What a generated policy stub answers: 403 `policy-undecided`, so that nobody mistakes it for broken routing. */
export function undecided(): Denial {
  return UNDECIDED;
}

/** Whether `value` was made by one of the functions above. Anything else is a programming error and denies. */
export function isDecision(value: unknown): value is Decision {
  return typeof value === 'object' && value !== null && MadeDecision.isMade(value);
}
