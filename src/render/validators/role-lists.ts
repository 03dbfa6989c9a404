import { constant, runtimeImport, type LocalConstant } from './constant.js';
import { children, inPlace, type KeywordNode, type SchemaNode } from './schema-node.js';

/**
 * The role lists that hold for a property to whose value all of `nodes` apply. Alternatives count whether they apply or
 * not: who may touch a property does not depend on what is in it.
 */
export function roleListsOf(nodes: readonly SchemaNode[]): readonly (readonly string[])[] {
  const lists = new Map<string, readonly string[]>();
  const seen = new Set(nodes);
  for (const node of seen) {
    if (typeof node === 'boolean') continue;
    if (node.roles) lists.set(JSON.stringify(node.roles), node.roles);
    if (node.ref) seen.add(node.ref.node);
    for (const part of inPlace(node)) if (part !== node.not) seen.add(part);
  }
  return [...lists.values()];
}

/** The rule that code asks a caller about. */
export function ruleConstant(lists: readonly (readonly string[])[]): LocalConstant {
  const text = lists.map((list) => JSON.stringify(list)).join(', ');
  return constant('rule', `propertyRule(${text})`, [runtimeImport('property-rule', 'propertyRule')]);
}

/** Answers whether something at or below a schema is of a kind. */
export class SchemaSearch {
  readonly #isWanted: (node: KeywordNode) => boolean;
  readonly #known = new Map<KeywordNode, boolean>();

  constructor(isWanted: (node: KeywordNode) => boolean) {
    this.#isWanted = isWanted;
  }

  finds(start: SchemaNode): boolean {
    if (typeof start === 'boolean') return false;
    const known = this.#known.get(start);
    if (known !== undefined) return known;
    const seen = new Set<SchemaNode>([start]);
    let found = false;
    for (const node of seen) {
      if (typeof node === 'boolean' || this.#known.get(node) === false) continue;
      if (this.#known.get(node) === true || this.#isWanted(node)) {
        found = true;
        break;
      }
      if (node.ref) seen.add(node.ref.node);
      for (const part of inPlace(node)) seen.add(part);
      for (const child of children(node)) seen.add(child);
    }
    // Where nothing was found, nothing is below any schema on the way; where something was, only the start is known.
    if (found) this.#known.set(start, true);
    else for (const node of seen) if (typeof node !== 'boolean') this.#known.set(node, false);
    return found;
  }
}

/** Whether the schema has properties with role lists. */
export function restrictsProperties(node: KeywordNode): boolean {
  const { properties, patternProperties = [], additionalProperties } = node;
  const values = [
    ...(properties?.values() ?? []),
    ...patternProperties.map((pattern) => pattern.node),
    ...(additionalProperties === undefined ? [] : [additionalProperties]),
  ];
  return values.some((value) => roleListsOf([value]).length > 0);
}
