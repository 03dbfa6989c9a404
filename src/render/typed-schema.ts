/**
 * The part of JSON Schema that says something about a TypeScript type, in the form openapi-typescript prints best.
 * Everything else of a schema (bounds, patterns, conditions) is the validators' business.
 */
export type TypedSchema =
  | { readonly $ref: string; readonly title?: string }
  | { readonly const: unknown; readonly title?: string }
  | { readonly type: 'string' | 'number' | 'boolean' | 'null'; readonly title?: string }
  /** `bigint`, or one of them */
  | { readonly type: 'number'; readonly bigint: true | number; readonly title?: string }
  /** `SafeUrl` */
  | { readonly type: 'string'; readonly format: 'safe-url'; readonly title?: string }
  | {
      readonly type: 'object';
      readonly title?: string;
      readonly properties?: Readonly<Record<string, TypedSchema>>;
      readonly required?: readonly string[];
      readonly additionalProperties?: TypedSchema | true;
    }
  | {
      readonly type: 'array';
      readonly title?: string;
      readonly items?: TypedSchema;
      readonly prefixItems?: readonly TypedSchema[];
    }
  | { readonly allOf: readonly TypedSchema[]; readonly required?: readonly string[]; readonly title?: string }
  | { readonly anyOf: readonly TypedSchema[]; readonly title?: string }
  /** `{}` is `unknown`, `{ enum: [] }` is `never`. */
  | { readonly enum?: readonly []; readonly title?: string };

/** Requests have defaults filled in and hold nothing `readOnly`; replies hold nothing `writeOnly`. */
export type Direction = 'request' | 'reply';

/** Stands for a line break in a `title`: openapi-typescript gives the comment one line, the printer lays it out. */
export const LINE_BREAK = '\u{f0000}';
