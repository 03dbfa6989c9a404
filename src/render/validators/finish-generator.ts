/**
 * Writes the functions of the second pass (semantics §6, Objects): they remove from a valid value what no schema that
 * accepted it evaluates, and fill defaults in. What applies is known when code is generated, except where it depends
 * on which branch of a combinator the value matches: there the code asks the branch's check.
 */
import type { Json } from '../../load/json.js';
import { FinishBody } from './finish-body.js';
import type { FinishSource } from './finish-source.js';
import { indented } from './generated-code.js';
import { FunctionScope, type GeneratedFunction } from './generated-function.js';
import { Identifiers } from './identifiers.js';
import { defaultOf, describesContent, type Choice, type Location, type Locations } from './location.js';
import { restrictsProperties, roleListsOf, SchemaSearch } from './role-lists.js';
import { children, inPlace, type Definition, type KeywordNode, type SchemaNode } from './schema-node.js';
import { tagOf, type Tag } from './tag.js';

export class FinishGenerator implements FinishSource {
  readonly #locations: Locations;
  readonly #functions: Map<string, GeneratedFunction>;
  readonly #definitionNames: Identifiers;
  readonly #names = new Identifiers();
  readonly #byLocation = new Map<string, string>();
  readonly #needs = new Map<KeywordNode, boolean>();
  readonly #restricted = new SchemaSearch(restrictsProperties);

  /** `definitionNames` names the branches that get a check of their own. */
  constructor(locations: Locations, functions: Map<string, GeneratedFunction>, definitionNames: Identifiers) {
    this.#locations = locations;
    this.#functions = functions;
    this.#definitionNames = definitionNames;
  }

  /** The name of the function for values to which all of `nodes` apply; `null` where there is nothing to do. */
  finisher(nodes: readonly SchemaNode[], hint: string, united = false): string | null {
    return this.#finisher(this.#locations.at(nodes), hint, united);
  }

  #finisher(location: Location, hint: string, united: boolean): string | null {
    const needed = united
      ? location.parts.some((part) => describesContent(part, 'object') || describesContent(part, 'array'))
      : location.parts.some((part) => this.#isNeeded(part));
    if (!needed) return null;
    const key = united ? `united ${location.key}` : location.key;
    const present = this.#byLocation.get(key);
    if (present !== undefined) return present;
    const base = this.#locations.definitionOf(location)?.name ?? hint;
    const name = `finish${this.#names.unique(united ? `${base}United` : base)}`;
    this.#byLocation.set(key, name);
    const scope = new FunctionScope();
    const body = new FinishBody(this, scope, base, united).of(location);
    this.#functions.set(name, {
      name,
      text: indented([`function ${name}(value, undeclared) {`, ...body, '}'].join('\n')),
      calls: scope.calls,
      constants: scope.constants,
    });
    return name;
  }

  /** The function for a location once a choice in it has been made. */
  decided(
    location: Location,
    choice: Choice,
    nodes: readonly SchemaNode[],
    hint: string,
    united: boolean,
  ): string | null {
    return this.#finisher(this.#locations.decide(location, choice, nodes), hint, united);
  }

  /**
   * The default of a property to whose value all of `nodes` apply. There is none where role lists say who may send it,
   * or something in it: whoever leaves the property out would set it.
   */
  defaultOf(nodes: readonly SchemaNode[]): { readonly value: Json } | null {
    const found = nodes.map(defaultOf).find((value) => value !== null);
    if (found === undefined || roleListsOf(nodes).length > 0) return null;
    const isFlat = typeof found.value !== 'object' || found.value === null;
    return isFlat || !nodes.some((node) => this.#restricted.finds(node)) ? found : null;
  }

  tagOf(branches: readonly SchemaNode[]): Tag | null {
    return tagOf(this.#locations, branches);
  }

  decide(location: Location, choice: Choice, nodes: readonly SchemaNode[]): Location {
    return this.#locations.decide(location, choice, nodes);
  }

  /** The check of one branch of a combinator, which gets a definition of its own where it is no reference. */
  check(list: SchemaNode[], index: number, hint: string): Definition {
    const node = list[index] ?? true;
    if (typeof node === 'object' && node.ref && Object.keys(node).length === 1) return node.ref;
    const definition = { name: this.#definitionNames.unique(`${hint}Branch`), node };
    list[index] = { ref: definition };
    return definition;
  }

  conditionCheck(owner: KeywordNode, hint: string): Definition {
    const list = [owner.if ?? true];
    const definition = this.check(list, 0, hint);
    owner.if = list[0] ?? true;
    return definition;
  }

  /** Whether anything at or below a schema may have to be removed or filled in. */
  #isNeeded(start: KeywordNode): boolean {
    const known = this.#needs.get(start);
    if (known !== undefined) return known;
    const seen = new Set<SchemaNode>([start]);
    let needed = false;
    for (const node of seen) {
      if (typeof node === 'boolean') continue;
      if (this.#needs.get(node) === true || isNeededHere(node)) {
        needed = true;
        break;
      }
      if (node.ref) seen.add(node.ref.node);
      for (const part of inPlace(node)) seen.add(part);
      for (const child of children(node)) seen.add(child);
    }
    this.#needs.set(start, needed);
    return needed;
  }
}

function isNeededHere(node: KeywordNode): boolean {
  const open = node.additionalProperties === undefined && node.unevaluatedProperties === undefined;
  const names = (node.properties?.size ?? 0) > 0 || node.patternProperties !== undefined;
  if ((names && open) || node.dropped !== undefined || truncatesItems(node)) return true;
  return [...(node.properties?.values() ?? [])].some((property) => defaultOf(property) !== null);
}

function truncatesItems(node: KeywordNode): boolean {
  return (
    node.prefixItems !== undefined &&
    node.prefixItems.length > 0 &&
    node.items === undefined &&
    node.unevaluatedItems === undefined &&
    node.contains === undefined
  );
}
