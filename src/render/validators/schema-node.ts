/**
 * A schema as one direction of traffic sees it: JSON Schema 2020-12 with references as pointers, `readOnly` and
 * `writeOnly` decided, bounds applied, annotations gone. Everything generated for a schema comes from here.
 */
import type { Json } from '../../load/json.js';
import type { UrlRule } from '../../runtime/url/url-rule.js';
import type { Pattern } from './pattern.js';

export type SchemaNode = boolean | KeywordNode;

/** A schema that gets functions of its own: a component, or a part that several functions speak of. */
export interface Definition {
  /** Unique and stable: what its functions are named after. Pascal case. */
  readonly name: string;
  node: SchemaNode;
}

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** Keywords are absent where the schema has none of that name. Maps keep the order of the document. */
export interface KeywordNode {
  ref?: Definition;
  type?: readonly JsonType[];
  /** `const` is an `enum` of one. */
  enum?: readonly Json[];

  multipleOf?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  minimum?: number;
  exclusiveMinimum?: number;

  /** Numbers may be bigints: what the keywords of numbers, and lists with numbers, take as well. */
  exact?: true;

  maxLength?: number;
  minLength?: number;
  pattern?: Pattern;
  /** Only formats that are checked. */
  format?: string;

  maxItems?: number;
  minItems?: number;
  uniqueItems?: true;
  prefixItems?: SchemaNode[];
  items?: SchemaNode;
  contains?: SchemaNode;
  minContains?: number;
  maxContains?: number;
  unevaluatedItems?: SchemaNode;
  /** ajv would lose sight of what other keywords evaluate. */
  untrackedItems?: true;

  maxProperties?: number;
  minProperties?: number;
  required?: readonly string[];
  properties?: ReadonlyMap<string, SchemaNode>;
  patternProperties?: readonly PatternProperty[];
  additionalProperties?: SchemaNode;
  propertyNames?: SchemaNode;
  unevaluatedProperties?: SchemaNode;
  dependentRequired?: ReadonlyMap<string, readonly string[]>;
  dependentSchemas?: ReadonlyMap<string, SchemaNode>;

  allOf?: SchemaNode[];
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  not?: SchemaNode;
  if?: SchemaNode;
  then?: SchemaNode;
  else?: SchemaNode;

  default?: { readonly value: Json };
  /** Properties that are not checked and never handed on: `readOnly` of a PUT, `writeOnly` of a reply. */
  dropped?: ReadonlySet<string>;
  /** Properties a request must not hold: `readOnly`. */
  refused?: ReadonlySet<string>;
  /** A request must not hold any value here: `readOnly` of names that are not declared one by one. */
  serverOnly?: true;
  /** Who may send or see a property with this schema: `write` of a request, `read` of a reply. */
  roles?: readonly string[];
  /** In requests: the URLs a string may be. */
  url?: UrlRule;
  /** No log, audit record or error may hold the value. */
  sensitive?: true;
}

export interface PatternProperty {
  readonly pattern: Pattern;
  readonly node: SchemaNode;
}

/** The schemas inside `node` that apply to the same value. */
export function* inPlace(node: KeywordNode): Generator<SchemaNode> {
  yield* node.allOf ?? [];
  yield* node.anyOf ?? [];
  yield* node.oneOf ?? [];
  for (const part of [node.not, node.if, node.then, node.else]) if (part !== undefined) yield part;
  yield* node.dependentSchemas?.values() ?? [];
}

/** The schemas inside `node` that apply to items, properties and property names of the value. */
export function* children(node: KeywordNode): Generator<SchemaNode> {
  yield* node.prefixItems ?? [];
  yield* node.properties?.values() ?? [];
  for (const { node: property } of node.patternProperties ?? []) yield property;
  const single = [
    node.items,
    node.contains,
    node.unevaluatedItems,
    node.additionalProperties,
    node.propertyNames,
    node.unevaluatedProperties,
  ];
  for (const part of single) if (part !== undefined) yield part;
}
