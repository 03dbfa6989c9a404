/**
 * `unevaluatedItems` where ajv loses sight of what other keywords evaluate (`contains`, `if` without `then`, `items` in
 * a branch), written as schemas that need no such knowledge: one for each way the branches can come out.
 */
import type { AjvSchema } from './ajv-schema.js';
import type { KeywordNode, SchemaNode } from './schema-node.js';

/** Branches after which there would be too many ways. */
const MAX_BRANCHES = 4;

/** Items that a schema evaluates where all of its conditions hold. */
interface Source {
  readonly conditions: readonly Condition[];
  /** Items from the first on. */
  readonly first: number;
  readonly all: boolean;
  /** Those that match. */
  readonly matching: SchemaNode | null;
}

interface Condition {
  readonly node: SchemaNode;
  readonly holds: boolean;
}

/** Whether {@link unevaluatedItems} can write a schema's `unevaluatedItems`. */
export function isEnumerable(node: KeywordNode): boolean {
  return branchesOf(sourcesOf(node)).length <= MAX_BRANCHES;
}

/** Schemas that all must hold in place of the `unevaluatedItems` of `node`. */
export function unevaluatedItems(
  node: KeywordNode,
  translate: (part: SchemaNode) => AjvSchema,
): readonly AjvSchema[] {
  const sources = sourcesOf(node);
  const branches = branchesOf(sources);
  const schemas: AjvSchema[] = [];
  for (let way = 0; way < 1 << branches.length; way++) {
    const holds = (condition: Condition): boolean =>
      ((way >> branches.indexOf(condition.node)) & 1) === (condition.holds ? 1 : 0);
    const active = sources.filter(({ conditions }) => conditions.every(holds));
    if (active.some(({ all }) => all)) continue;
    const matching = active.flatMap((source) => (source.matching === null ? [] : [source.matching]));
    const rest: AjvSchema = { anyOf: [...matching, node.unevaluatedItems ?? true].map(translate) };
    const first = Math.max(0, ...active.map((source) => source.first));
    const items: AjvSchema =
      first === 0 ? { items: rest } : { prefixItems: Array.from({ length: first }, () => true), items: rest };
    if (branches.length === 0) schemas.push(items);
    else {
      const outcome = branches.map((branch, index) => {
        const schema = translate(branch);
        return ((way >> index) & 1) === 1 ? schema : { not: schema };
      });
      schemas.push(
        Object.fromEntries(new Map<string, unknown>().set('if', { allOf: outcome }).set('then', items)),
      );
    }
  }
  return schemas;
}

function branchesOf(sources: readonly Source[]): readonly SchemaNode[] {
  return [...new Set(sources.flatMap(({ conditions }) => conditions.map(({ node }) => node)))];
}

function sourcesOf(node: KeywordNode): readonly Source[] {
  const sources: Source[] = [];
  const add = (
    part: SchemaNode,
    conditions: readonly Condition[],
    open: ReadonlySet<SchemaNode>,
    isRoot: boolean,
  ): void => {
    if (typeof part === 'boolean' || open.has(part)) return;
    const within = new Set(open).add(part);
    const also = (branch: SchemaNode, ...more: readonly Condition[]): void =>
      add(branch, [...conditions, ...more], within, false);
    const all = part.items !== undefined || (!isRoot && part.unevaluatedItems !== undefined);
    const first = part.prefixItems?.length ?? 0;
    const matching = part.contains ?? null;
    if (all || first > 0 || matching !== null) sources.push({ conditions, first, all, matching });
    if (part.ref !== undefined) also(part.ref.node);
    part.allOf?.forEach((branch) => also(branch));
    for (const branch of [...(part.anyOf ?? []), ...(part.oneOf ?? [])])
      also(branch, { node: branch, holds: true });
    if (part.if !== undefined) {
      also(part.if, { node: part.if, holds: true });
      also(part.then ?? true, { node: part.if, holds: true });
      also(part.else ?? true, { node: part.if, holds: false });
    }
    // `dependentSchemas` asks about objects, `not` evaluates nothing.
  };
  add(node, [], new Set(), true);
  return sources;
}
