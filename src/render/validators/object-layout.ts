import { describesProperties, type Location } from './location.js';
import { matchesPattern, type Pattern } from './pattern.js';
import type { KeywordNode, SchemaNode } from './schema-node.js';

/** What all schemas of a location together say about an object's properties. */
export interface ObjectLayout {
  /** Declared names with the schemas that apply to their values. */
  readonly properties: ReadonlyMap<string, readonly SchemaNode[]>;
  /** Schemas of names that match a pattern. */
  readonly patterns: readonly { readonly pattern: Pattern; readonly node: SchemaNode }[];
  /** Schemas of names that are neither declared nor matched; `[]` where nothing is said of them. */
  readonly additional: readonly SchemaNode[];
  /**
   * What becomes of a name that no schema evaluates: `strip` where some schema names properties, `keep` where one
   * allows more or none names any (the object is free-form), `closed` where a valid object has no such name.
   */
  readonly others: 'strip' | 'keep' | 'closed';
  readonly freeForm: boolean;
  readonly required: readonly string[];
  readonly dropped: ReadonlySet<string>;
}

/** The layout of a location whose choices are decided or say nothing about objects. */
export function objectLayout({ parts }: Location): ObjectLayout {
  const names = new Set(parts.flatMap((part) => [...(part.properties?.keys() ?? [])]));
  const dropped = new Set(parts.flatMap((part) => [...(part.dropped ?? [])]));
  const properties = new Map<string, readonly SchemaNode[]>();
  for (const name of names)
    properties.set(
      name,
      parts.flatMap((part) => schemasOf(part, name)),
    );
  return {
    properties,
    patterns: parts.flatMap((part) => part.patternProperties ?? []),
    additional: parts.flatMap(additionalOf),
    others: othersOf(parts),
    freeForm: !parts.some(describesProperties),
    required: [...new Set(parts.flatMap((part) => part.required ?? []))].filter((name) => !dropped.has(name)),
    dropped,
  };
}

function schemasOf(part: KeywordNode, name: string): readonly SchemaNode[] {
  const declared = part.properties?.get(name);
  const matched = (part.patternProperties ?? []).filter(({ pattern }) => matchesPattern(pattern, name));
  const found = [...(declared === undefined ? [] : [declared]), ...matched.map(({ node }) => node)];
  return found.length > 0 ? found : additionalOf(part);
}

function additionalOf(part: KeywordNode): readonly SchemaNode[] {
  return part.additionalProperties === undefined ? [] : [part.additionalProperties];
}

function othersOf(parts: readonly KeywordNode[]): ObjectLayout['others'] {
  const rests = parts.flatMap((part) => [part.additionalProperties, part.unevaluatedProperties]);
  if (rests.includes(false)) return 'closed';
  if (rests.some((rest) => rest !== undefined) || !parts.some(describesProperties)) return 'keep';
  return 'strip';
}
