/**
 * The one intermediate representation: what will be enforced, decided and named. Nothing after the model reads the
 * OpenAPI document. Enforced data uses the runtime's own types, so that the generator cannot say something else.
 */
import type { GivenNames } from './given-names.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { DocumentVersion } from '../load/document-version.js';
import type { JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { Schema } from '../normalize/normalized-document.js';
import type {
  ApiDefinition,
  FieldDefinition,
  OperationDefinition,
  ParameterDefinition,
  PartHeaderDefinition,
  ReplyHeaderDefinition,
  ReplyMediaType,
  RequestMediaType,
  SchemeDefinition,
  WireShape,
} from '../runtime/core/definition.js';

export interface Api extends Omit<ApiDefinition, 'operations' | 'schemes'> {
  readonly description: string | null;
  readonly sourceVersion: DocumentVersion;
  readonly schemes: readonly SchemeModel[];
  readonly operations: readonly Operation[];
  /** Named schemas, document order. References in any schema of the model are `#/components/schemas/<name>`. */
  readonly schemas: ReadonlyMap<string, Schema>;
  /** Whether any schema has `x-security`. */
  readonly hasSchemaPolicies: boolean;
  readonly tags: readonly Tag[];
  /** Names for the next run to keep; types are named when they are written. */
  readonly given: Omit<GivenNames, 'types'>;
  /** Every object policy, by its name. */
  readonly policies: readonly PolicyModel[];
  /** The normalized tree, for `openapi.effective.yaml` only. */
  readonly document: JsonObject;
  readonly origins: Origins;
}

export type SchemeModel = SchemeDefinition & {
  /** TypeScript property key of `credentials` is `name` itself, quoted where needed. */
  readonly description: string | null;
  readonly origin: Location;
};

export interface Tag {
  /** As written in the document. */
  readonly name: string;
  /** Kebab-case, unique on case-insensitive disks, without extension. */
  readonly fileName: string;
}

export interface PolicyModel {
  readonly name: string;
  /** Whether it decides about one object, or scopes a list and re-checks its items. */
  readonly kind: 'object' | 'list';
  readonly type: string;
  /** File name (without extension) of the tag of the first operation that uses it. */
  readonly fileName: string;
  /** Names of the operations that use it, document order. */
  readonly operations: readonly string[];
}

export interface Operation extends Omit<
  OperationDefinition,
  'validators' | 'parameters' | 'requestBody' | 'replies'
> {
  /** `GET /orders/{id}#twin`: method and path key as written, under which the name is remembered. */
  readonly key: string;
  /** Name in PascalCase, unique: prefix of its generated types. */
  readonly typeName: string;
  /** Kebab-case, unique on case-insensitive disks, without extension: its validators' file. */
  readonly fileName: string;
  readonly tag: Tag;
  readonly summary: string | null;
  readonly description: string | null;
  readonly deprecated: boolean;
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody | null;
  readonly replies: readonly Reply[];
  readonly because: string | null;
  readonly bounds: SchemaBounds;
  readonly int64: Int64Form;
  /** Where each member of its policy is written, by dotted path (`access.roles`); what is missing is a default. */
  readonly places: ReadonlyMap<string, Location>;
  readonly origin: Location;
  /** The operation's node in `Api.document`, for `openapi.effective.yaml` only. */
  readonly node: JsonObject;
}

/** `validation.maxLength` and `maxItems`: bounds of schemas that declare none. */
export interface SchemaBounds {
  readonly maxLength: number | null;
  readonly maxItems: number | null;
}

/** `validation.int64`: what integers with `format: int64` are in handlers and policies. */
export type Int64Form = 'number' | 'bigint';

export interface Parameter extends ParameterDefinition {
  readonly schema: Schema;
  readonly description: string | null;
  readonly deprecated: boolean;
  readonly origin: Location;
}

export interface RequestBody {
  readonly required: boolean;
  readonly description: string | null;
  readonly content: readonly RequestContent[];
}

export interface RequestContent extends Omit<RequestMediaType, 'fields'> {
  /** `null` where the media type declares none. */
  readonly schema: Schema | null;
  readonly fields: readonly Field[];
  readonly origin: Location;
}

export interface Field extends Omit<FieldDefinition, 'headers'> {
  readonly schema: Schema;
  readonly headers?: readonly PartHeader[];
}

export type PartHeader = PartHeaderDefinition & { readonly schema: Schema };

export interface Reply {
  readonly status: string;
  readonly description: string | null;
  readonly content: readonly ReplyContent[];
  readonly headers: readonly ReplyHeader[];
}

export interface ReplyContent extends ReplyMediaType {
  readonly schema: Schema | null;
  readonly origin: Location;
}

export interface ReplyHeader extends ReplyHeaderDefinition {
  readonly schema: Schema | null;
  readonly description: string | null;
}

export type { WireShape };
