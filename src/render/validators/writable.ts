/** Which places of a reply one walk can check and write. */
import type { GuardGenerator } from './guard-generator.js';
import {
  accepts,
  describesContent,
  describesProperties,
  locationAccepts,
  typeOf,
  type Choice,
  type Location,
  type Locations,
} from './location.js';
import { objectLayout } from './object-layout.js';
import type { KeywordNode, SchemaNode } from './schema-node.js';
import { tagOf } from './tag.js';

/** Choices after which a schema is checked by ajv: a schema of n choices must not make 2^n writers. */
const MAX_DECISIONS = 3;

const unwritable = [
  'prefixItems',
  'contains',
  'unevaluatedItems',
  'unevaluatedProperties',
  'not',
] as const satisfies readonly (keyof KeywordNode)[];

export class Writable {
  readonly #locations: Locations;
  readonly #guards: GuardGenerator;
  readonly #exact: boolean;
  readonly #known = new Map<string, boolean>();

  /** @param exact whether integers of 64 bits may be bigints */
  constructor(locations: Locations, guards: GuardGenerator, exact: boolean) {
    this.#locations = locations;
    this.#guards = guards;
    this.#exact = exact;
  }

  isWritable(location: Location): boolean {
    const known = this.#known.get(location.key);
    if (known !== undefined) return known;
    const writable =
      !location.parts.some(hasUnwritable) &&
      this.#namesAreSimple(location) &&
      this.#patternsAreSimple(location) &&
      this.#rulesAreSimple(location) &&
      this.#choicesAreSimple(location);
    this.#known.set(location.key, writable);
    return writable;
  }

  #patternsAreSimple({ parts }: Location): boolean {
    const patterns = parts.flatMap((part) => part.patternProperties ?? []);
    return patterns.length === 0 || (patterns.length === 1 && parts.length === 1);
  }

  #namesAreSimple({ parts }: Location): boolean {
    return parts.every(({ propertyNames }) => {
      if (propertyNames === undefined) return true;
      const place = this.#locations.at([propertyNames]);
      return place.choices.length === 0 && this.isWritable(place);
    });
  }

  /**
   * What a caller may not see goes before anything is checked (semantics §6, Responses). One walk checks on the way: it
   * must not count or compare what is withheld, nor ask alternatives that could change their mind without it.
   */
  #rulesAreSimple(location: Location): boolean {
    const { parts, choices } = location;
    if (!parts.some((part) => this.#guards.reaches(part))) return true;
    const compares = parts.some((part) => countsMembers(part) || part.uniqueItems === true);
    return !compares && choices.every((choice) => this.#isDecidedEarly(choice));
  }

  #isDecidedEarly(choice: Choice): boolean {
    if (choice.kind !== 'oneOf' && choice.kind !== 'anyOf') return false;
    const { branches } = choice;
    return (['object', 'array'] as const).every((type) => {
      const candidates = branches.filter((branch) => accepts(branch, type));
      if (candidates.length < 2 || !candidates.some((branch) => this.#guards.reaches(branch))) return true;
      return type === 'object' && tagOf(this.#locations, branches) !== null;
    });
  }

  #choicesAreSimple(location: Location): boolean {
    const [choice, ...others] = location.choices;
    if (choice === undefined) return true;
    if (others.length > 0 || location.decided.size >= MAX_DECISIONS) return false;
    if (choice.kind === 'oneOf') return true;
    return choice.kind === 'anyOf' && this.#branchesUnite(location, choice);
  }

  /**
   * Texts of several matching branches are put together member by member. That is what all of them declare unless
   * below one branch an object is free-form that another names the properties of. Branches that say nothing of the
   * content count only where no other matches.
   */
  #branchesUnite(location: Location, choice: BranchChoice): boolean {
    if (tagOf(this.#locations, choice.branches) !== null) return true;
    return (['object', 'array'] as const).every((type) => {
      const places = choice.branches
        .filter((branch) => accepts(branch, type) && describesContent(branch, type))
        .map((branch) => this.#locations.decide(location, choice, [branch]));
      // Texts are put together by reading them, which rounds.
      if (this.#exact && places.length > 1) return false;
      return places.every((left, index) =>
        places.slice(index + 1).every((right) => this.#unite(left, right, new Set())),
      );
    });
  }

  #unite(left: Location, right: Location, seen: Set<string>): boolean {
    const pair = `${left.key} | ${right.key}`;
    if (left.key === right.key || seen.has(pair)) return true;
    seen.add(pair);
    const both = (type: 'object' | 'array'): boolean =>
      locationAccepts(left, type) && locationAccepts(right, type);
    if (!both('object') && !both('array')) return true;
    for (const [place, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const [choice] = place.choices;
      if (choice === undefined) continue;
      if (choice.kind !== 'oneOf' && choice.kind !== 'anyOf') return false;
      return choice.branches.every((branch) =>
        this.#unite(this.#locations.decide(place, choice, [branch]), other, seen),
      );
    }
    return (
      (!both('array') || this.#itemsUnite(left, right, seen)) &&
      (!both('object') || this.#membersUnite(left, right, seen))
    );
  }

  #itemsUnite(left: Location, right: Location, seen: Set<string>): boolean {
    const [first, second] = [left, right].map(({ parts }) => parts.flatMap((part) => part.items ?? []));
    return this.#nodesUnite(first ?? [], second ?? [], seen);
  }

  #membersUnite(left: Location, right: Location, seen: Set<string>): boolean {
    if (left.parts.some(describesProperties) !== right.parts.some(describesProperties)) return false;
    const [first, second] = [objectLayout(left), objectLayout(right)];
    if (first.patterns.length > 0 || second.patterns.length > 0) return false;
    for (const name of new Set([...first.properties.keys(), ...second.properties.keys()])) {
      const nodes = first.properties.get(name) ?? first.additional;
      const others = second.properties.get(name) ?? second.additional;
      // Where only one branch knows the name, its text is the whole of it.
      if (nodes.length > 0 && others.length > 0 && !this.#nodesUnite(nodes, others, seen)) return false;
    }
    return (
      first.additional.length === 0 ||
      second.additional.length === 0 ||
      this.#nodesUnite(first.additional, second.additional, seen)
    );
  }

  #nodesUnite(left: readonly SchemaNode[], right: readonly SchemaNode[], seen: Set<string>): boolean {
    return this.#unite(this.#locations.at(left), this.#locations.at(right), seen);
  }
}

type BranchChoice = Choice & { readonly kind: 'oneOf' | 'anyOf' };

function countsMembers(part: KeywordNode): boolean {
  return (
    part.minProperties !== undefined ||
    part.maxProperties !== undefined ||
    part.propertyNames !== undefined ||
    part.dependentRequired !== undefined
  );
}

function hasUnwritable(part: KeywordNode): boolean {
  if (unwritable.some((keyword) => part[keyword] !== undefined)) return true;
  return part.enum?.some((value) => ['array', 'object'].includes(typeOf(value))) === true;
}
