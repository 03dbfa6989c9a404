// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { RequestMediaType } from '../core/definition.js';
import type { InputIssue } from '../core/refusal.js';

/**
 * Decodes an `application/x-www-form-urlencoded` body. Stands apart from `form.ts`, which the generated `index.ts`
 * hands in, so that an API without forms does not carry it. Never throws.
 */
export type FormDecoder = (bytes: Uint8Array, media: RequestMediaType, limits: FormLimits) => DecodedForm;

export interface FormLimits {
  /** Levels of `name[a][b]`, and of JSON fields. */
  readonly depth: number;
  /** Pairs, and values in a JSON field. */
  readonly nodes: number;
  /** How JSON fields hold integers of 64 bits. */
  readonly int64?: 'bigint' | undefined;
}

export type DecodedForm =
  | {
      readonly ok: true;
      /** A null-prototype record. */
      readonly value: Record<string, unknown>;
    }
  | {
      readonly ok: false;
      /** For the log. */
      readonly reason: string;
      /** What does not match the document; empty where the body is not well-formed. */
      readonly issues: readonly InputIssue[];
      /** The fields that were sent and that there are no issues of; empty where the body is not well-formed. */
      readonly value: Record<string, unknown>;
    };
