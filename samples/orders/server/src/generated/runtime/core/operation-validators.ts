// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { RestrictedProperty } from '../validate/guard.js';
import type { Caller } from '../validate/property-rule.js';

/** The compiled checks of one operation: what a generated `validators/<operation>.js` exports as `default`. */
export interface OperationValidators {
  /**
   * Checks `{ path, query, headers, cookies }` as decoded (header names lower case); `null` where nothing is declared.
   * Defaults are already filled.
   */
  readonly parameters: InputCheck | null;
  /** One per entry of `requestBody.content`, same order; `null` where there is no schema to check. */
  readonly bodies: readonly (InputCheck | null)[];
  /**
   * One per entry of `requestBody.content`: for each field whose part has declared headers, the check of their decoded
   * values by name in lower case. Absent where no part has any.
   */
  readonly parts?: readonly (ReadonlyMap<string, InputCheck> | null)[];
  /** One row per entry of `replies`, one cell per entry of its `content`; `null` where there is no schema. */
  readonly replies: readonly (readonly (ReplyCheck | null)[])[];
}

export interface InputCheck {
  /**
   * The errors of a value, at most 20 kept by the caller; `null` where it is valid. Never changes the value. Where
   * fields of it are `refused` already, errors that may be there for the want of them are left out, be it all.
   */
  readonly validate: (value: unknown, refused?: RefusedFields) => readonly SchemaError[] | null;
  /**
   * The second pass over a valid value (semantics §6, Objects): removes what no successful schema declared, fills
   * defaults. Works in place where it can and returns the value. In mode `reject` it returns the pointers of what it
   * would have removed instead.
   */
  readonly finish: (value: unknown, mode: 'strip' | 'reject' | 'keep') => FinishResult;
  /**
   * The properties of a valid value, as it was sent, that `caller` does not meet the `write` lists of; `null` where the
   * schema has no such lists.
   */
  readonly restricted: ((value: unknown, caller: Caller) => readonly RestrictedProperty[]) | null;
  /** Names what is `sensitive` in a value, valid or not; `null` where nothing is. */
  readonly sensitive: SensitiveCollector | null;
}

/** Fields of a form that do not fit or are missing, and so are not in its value. */
export interface RefusedFields {
  readonly names: ReadonlySet<string>;
  /** Whether there are more, whose names the document does not declare. */
  readonly unnamed: boolean;
}

export type FinishResult =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly undeclared: readonly string[];
      /** Pointers of integers beyond ±(2^53 - 1) that reach no schema with `format: int64`. */
      readonly inexact?: readonly string[];
    };

export interface ReplyCheck {
  /**
   * The JSON text of a reply with undeclared and `writeOnly` properties left out, and those that `caller` does not meet
   * the `read` lists of; `null` where the rest does not match its schema. `keep` leaves undeclared properties in.
   */
  readonly write: (value: unknown, mode: 'strip' | 'reject' | 'keep', caller: Caller) => string | null;
  /** Why `write` answered `null`, for the log. */
  readonly explain: (value: unknown, caller: Caller) => readonly SchemaError[];
  /** A copy of any value without what `caller` may not see; `null` where the schema has no `read` lists. */
  readonly conceal: ((value: unknown, caller: Caller) => unknown) | null;
  /** Names what is `sensitive` in a value, valid or not; `null` where nothing is. */
  readonly sensitive: SensitiveCollector | null;
}

/** Calls `found.value` with every sensitive value; what is in one is sensitive too. */
export type SensitiveCollector = (value: unknown, found: { value(sensitive: unknown): void }) => void;

/** One failed keyword, without the value that failed. */
export interface SchemaError {
  /** JSON Pointer (RFC 6901) of the failing value, `''` for the whole. */
  readonly pointer: string;
  readonly keyword: string;
  /** Fixed text naming only what the document declares (limits, property names it declares). */
  readonly detail: string;
}
