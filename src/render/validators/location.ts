/**
 * A place in a value with every schema that applies there: references followed, `allOf` spread. What generated code
 * does with a value depends on all of them together.
 */
import type { Json } from '../../load/json.js';
import { inPlace, type Definition, type JsonType, type KeywordNode, type SchemaNode } from './schema-node.js';

export interface Location {
  /** Equal for locations where the same schemas apply. */
  readonly key: string;
  /** Schemas that apply for certain; the combinators in them that are not decided are in `choices`. */
  readonly parts: readonly KeywordNode[];
  readonly choices: readonly Choice[];
  /** No value is valid here. */
  readonly never: boolean;
  readonly decided: ReadonlySet<Choice>;
}

/** A combinator whose outcome depends on the value. One object each: identity counts. */
export type Choice =
  | { readonly kind: 'oneOf' | 'anyOf'; readonly owner: KeywordNode; readonly branches: SchemaNode[] }
  | { readonly kind: 'if'; readonly owner: KeywordNode }
  | {
      readonly kind: 'present';
      readonly owner: KeywordNode;
      readonly name: string;
      readonly node: SchemaNode;
    };

/** Types as JavaScript tells them apart. */
export type ValueType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export const valueTypes: readonly ValueType[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

export class Locations {
  readonly #ids = new WeakMap<object, number>();
  #nextId = 1;
  readonly #choices = new WeakMap<KeywordNode, readonly Choice[]>();
  readonly #definitions = new WeakMap<KeywordNode, Definition>();

  /** The place where all of `nodes` apply and the choices `decided` have been made. */
  at(nodes: readonly SchemaNode[], decided: ReadonlySet<Choice> = new Set()): Location {
    const seen = new Set<KeywordNode>();
    let never = false;
    const add = (node: SchemaNode): void => {
      if (node === false) never = true;
      if (typeof node === 'boolean' || seen.has(node)) return;
      seen.add(node);
      if (node.ref) {
        if (typeof node.ref.node === 'object') this.#definitions.set(node.ref.node, node.ref);
        add(node.ref.node);
      }
      node.allOf?.forEach(add);
    };
    nodes.forEach(add);
    const choices = [...seen]
      .flatMap((node) => this.#choicesOf(node))
      .filter((choice) => !decided.has(choice));
    const undecided = new Set(choices.map(({ owner }) => owner));
    // A schema that only led to others is not part of what applies: places reached in several ways are the same.
    const parts = [...seen].filter((node) => undecided.has(node) || saysSomething(node));
    // An owner that says nothing itself is no part, and still leads to its choice again.
    const made = [...decided].filter(({ owner }) => seen.has(owner));
    const key = `${String(never)} ${this.#idsOf(parts)} ${this.#idsOf(made)}`;
    return { key, parts, choices, never, decided: new Set(made) };
  }

  /** The definition that the place consists of; `null` where several schemas apply or an unnamed one. */
  definitionOf({ parts, decided }: Location): Definition | null {
    const [only] = parts;
    return parts.length === 1 && only && decided.size === 0 ? (this.#definitions.get(only) ?? null) : null;
  }

  /** The place once a choice has been made: `nodes` apply too. */
  decide(location: Location, choice: Choice, nodes: readonly SchemaNode[]): Location {
    return this.at([...location.parts, ...nodes], new Set([...location.decided, choice]));
  }

  #choicesOf(node: KeywordNode): readonly Choice[] {
    const present = this.#choices.get(node);
    if (present) return present;
    const list: Choice[] = [];
    if (node.anyOf) list.push({ kind: 'anyOf', owner: node, branches: node.anyOf });
    if (node.oneOf) list.push({ kind: 'oneOf', owner: node, branches: node.oneOf });
    if (node.if !== undefined) list.push({ kind: 'if', owner: node });
    for (const [name, part] of node.dependentSchemas ?? []) {
      list.push({ kind: 'present', owner: node, name, node: part });
    }
    this.#choices.set(node, list);
    return list;
  }

  #idsOf(values: readonly object[]): string {
    return values
      .map((value) => this.#id(value))
      .sort((a, b) => a - b)
      .join();
  }

  #id(value: object): number {
    const present = this.#ids.get(value);
    if (present !== undefined) return present;
    const id = this.#nextId++;
    this.#ids.set(value, id);
    return id;
  }
}

/** Keywords that only lead to other schemas, once the choices they offer are made. */
const leadingKeywords: ReadonlySet<string> = new Set<keyof KeywordNode>([
  'ref',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'default',
  'roles',
  'sensitive',
]);

function saysSomething(node: KeywordNode): boolean {
  return Object.keys(node).some((keyword) => !leadingKeywords.has(keyword));
}

/** Whether a value of the type can be valid, as far as types and listed values say. */
export function accepts(node: SchemaNode, type: ValueType): boolean {
  if (typeof node === 'boolean') return node;
  if (node.type && !node.type.some((name) => valueType(name) === type)) return false;
  if (node.enum && !node.enum.some((value) => typeOf(value) === type)) return false;
  if (node.ref && !accepts(node.ref.node, type)) return false;
  if (node.allOf && !node.allOf.every((part) => accepts(part, type))) return false;
  if (node.anyOf && !node.anyOf.some((part) => accepts(part, type))) return false;
  return !node.oneOf || node.oneOf.some((part) => accepts(part, type));
}

/** Whether a value of the type can be valid at the location. */
export function locationAccepts(location: Location, type: ValueType): boolean {
  return !location.never && location.parts.every((part) => accepts(part, type));
}

function valueType(type: JsonType): ValueType {
  return type === 'integer' ? 'number' : type;
}

export function typeOf(value: Json): ValueType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object';
}

/** Whether a schema says anything about what an object or array consists of: names, items, or below them. */
export function describesContent(node: SchemaNode, type: 'array' | 'object'): boolean {
  if (typeof node === 'boolean') return false;
  if (type === 'object' ? describesProperties(node) : describesItems(node)) return true;
  if (node.ref && describesContent(node.ref.node, type)) return true;
  for (const part of inPlace(node)) if (part !== node.not && describesContent(part, type)) return true;
  return false;
}

/** Whether a schema names or constrains properties: where none does, an object is free-form (semantics §6). */
export function describesProperties(node: KeywordNode): boolean {
  return (
    (node.properties !== undefined && node.properties.size > 0) ||
    node.patternProperties !== undefined ||
    node.additionalProperties !== undefined ||
    node.unevaluatedProperties !== undefined
  );
}

/** The same of items. */
export function describesItems(node: KeywordNode): boolean {
  return (
    node.items !== undefined ||
    (node.prefixItems !== undefined && node.prefixItems.length > 0) ||
    node.unevaluatedItems !== undefined
  );
}

/** The default of a property's schema, wherever in it. */
export function defaultOf(node: SchemaNode): { readonly value: Json } | null {
  if (typeof node === 'boolean') return null;
  if (node.default) return node.default;
  const parts = [...(node.ref ? [node.ref.node] : []), ...(node.allOf ?? [])];
  for (const part of parts) {
    const found = defaultOf(part);
    if (found) return found;
  }
  return null;
}
