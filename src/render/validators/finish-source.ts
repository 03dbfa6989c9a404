import type { Json } from '../../load/json.js';
import type { Choice, Location } from './location.js';
import type { Definition, KeywordNode, SchemaNode } from './schema-node.js';
import type { Tag } from './tag.js';

/** What writes the functions that the code of a finisher calls. */
export interface FinishSource {
  /**
   * The name of the function for values to which all of `nodes` apply; `null` where there is nothing to do.
   *
   * @param united whether others apply too, each with a function of its own: then it tells what its schemas describe
   */
  finisher(nodes: readonly SchemaNode[], hint: string, united: boolean): string | null;
  /** The function for a location once a choice in it has been made. */
  decided(
    location: Location,
    choice: Choice,
    nodes: readonly SchemaNode[],
    hint: string,
    united: boolean,
  ): string | null;
  decide(location: Location, choice: Choice, nodes: readonly SchemaNode[]): Location;
  /** What fills a property in that is absent. */
  defaultOf(nodes: readonly SchemaNode[]): { readonly value: Json } | null;
  tagOf(branches: readonly SchemaNode[]): Tag | null;
  /** The check of one branch of a combinator. */
  check(list: SchemaNode[], index: number, hint: string): Definition;
  /** The check of the condition of `if`. */
  conditionCheck(owner: KeywordNode, hint: string): Definition;
}
