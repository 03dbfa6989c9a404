import type { Definition, KeywordNode, SchemaNode } from './schema-node.js';

/**
 * Makes equal schemas the same node, so that what is generated for one serves all. Nodes come bottom up: those below
 * one have been interned before it.
 */
export class NodeInterner {
  readonly #known = new Map<string, KeywordNode>();
  readonly #ids = new WeakMap<object, number>();
  #nextId = 1;

  intern(node: KeywordNode): KeywordNode {
    const key = JSON.stringify(node, (keyword, value: unknown) => this.#keyPart(keyword, value));
    const present = this.#known.get(key);
    if (present) return present;
    this.#known.set(key, node);
    this.#ids.set(node, this.#nextId++);
    return node;
  }

  #keyPart(keyword: string, value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const id = this.#ids.get(value);
    if (id !== undefined) return { node: id };
    if (keyword === 'ref') return this.#definitionId(value as Definition);
    if (value instanceof Map) return { map: [...(value as Map<string, SchemaNode | readonly string[]>)] };
    if (value instanceof Set) return { set: [...(value as Set<string>)] };
    return value;
  }

  #definitionId(definition: Definition): unknown {
    const id = this.#ids.get(definition) ?? this.#nextId++;
    this.#ids.set(definition, id);
    return { definition: id };
  }
}
