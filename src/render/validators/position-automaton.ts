import type { AST } from '@eslint-community/regexpp';

import { charSetOf, type CharSet } from './char-set.js';

/** One character of a pattern, with those that may follow it. */
export interface Position {
  readonly set: CharSet;
  readonly next: Set<Position>;
  /** Inside a repetition without bound. */
  inLoop: boolean;
}

/** Positions of a pattern at most, once bounded repetitions are written out: what follows is quadratic in them. */
const MAX_POSITIONS = 300;

interface Fragment {
  readonly first: readonly Position[];
  readonly last: readonly Position[];
  readonly nullable: boolean;
  readonly all: readonly Position[];
}

const empty: Fragment = { first: [], last: [], nullable: true, all: [] };

/** Says whether a lookaround may stand where it does; `isFirst` at the very start of the pattern. */
export type LookaroundRule = (
  lookaround: AST.LookaroundAssertion,
  isFirst: boolean,
) => { readonly loops: boolean } | null;

/** The position automaton of a pattern (Glushkov), bounded repetitions written out. */
export class Automaton {
  readonly positions: Position[] = [];
  loops = false;
  readonly #lookaroundRule: LookaroundRule;
  readonly #isSearch: boolean;
  /** Two ways to the same next position: one text matches in several ways. */
  #ambiguous = false;

  /** `isSearch`: nothing follows a match, so that the first one settles the matter. */
  constructor(isSearch: boolean, lookaroundRule: LookaroundRule) {
    this.#isSearch = isSearch;
    this.#lookaroundRule = lookaroundRule;
  }

  /** Positions a match may start with; `null` for patterns it cannot say anything of. */
  build(alternatives: readonly AST.Alternative[]): readonly Position[] | null {
    const whole = this.#alternatives(alternatives, true);
    return whole === null || this.#ambiguous ? null : whole.first;
  }

  #alternatives(alternatives: readonly AST.Alternative[], outermost: boolean): Fragment | null {
    const fragments: Fragment[] = [];
    for (const { elements } of alternatives) {
      const fragment = this.#sequence(elements, outermost);
      if (fragment === null) return null;
      fragments.push(fragment);
    }
    return {
      first: fragments.flatMap(({ first }) => first),
      last: fragments.flatMap(({ last }) => last),
      nullable: fragments.some(({ nullable }) => nullable),
      all: fragments.flatMap(({ all }) => all),
    };
  }

  #sequence(elements: readonly AST.Element[], outermost: boolean): Fragment | null {
    let whole = empty;
    for (const [index, element] of elements.entries()) {
      const isTail = this.#isSearch && outermost && index === elements.length - 1;
      const fragment = isLookaround(element)
        ? this.#lookaround(element, outermost && whole.all.length === 0)
        : this.#element(isTail ? shortestTail(element) : element);
      if (fragment === null) return null;
      whole = this.#concatenated(whole, fragment);
    }
    return whole;
  }

  #lookaround(element: AST.LookaroundAssertion, isFirst: boolean): Fragment | null {
    const allowed = this.#lookaroundRule(element, isFirst);
    if (allowed === null) return null;
    this.loops ||= allowed.loops;
    return empty;
  }

  #element(element: AST.Element | Repetition): Fragment | null {
    switch (element.type) {
      case 'Group':
      case 'CapturingGroup':
        return this.#alternatives(element.alternatives, false);
      case 'Quantifier':
        return this.#repetition(element);
      case 'Assertion':
        return isLookaround(element) ? this.#lookaround(element, false) : empty;
      default: {
        const set = charSetOf(element);
        return set === null ? null : this.#position(set);
      }
    }
  }

  #position(set: CharSet): Fragment | null {
    if (this.positions.length >= MAX_POSITIONS) return null;
    const position: Position = { set, next: new Set(), inLoop: false };
    this.positions.push(position);
    return { first: [position], last: [position], nullable: false, all: [position] };
  }

  #repetition({ element, min, max }: Repetition): Fragment | null {
    const bounded = max !== Infinity;
    let whole = empty;
    // The rounds a loop must make at least come before it, but for the last.
    for (let i = 0; i < (bounded ? min : min - 1); i++) {
      const copy = this.#element(element);
      if (copy === null) return null;
      whole = this.#concatenated(whole, copy);
    }
    const rest = bounded ? this.#optional(element, max - min) : this.#loop(element, min > 0);
    return rest === null ? null : this.#concatenated(whole, rest);
  }

  /** `(x(x(x)?)?)?`: one way for each length. */
  #optional(element: AST.Element, times: number): Fragment | null {
    const copies: Fragment[] = [];
    for (let i = 0; i < times; i++) {
      const copy = this.#element(element);
      if (copy === null) return null;
      copies.push(copy);
    }
    let whole = empty;
    for (const copy of copies.toReversed()) whole = { ...this.#concatenated(copy, whole), nullable: true };
    return whole;
  }

  #loop(element: AST.Element, atLeastOnce: boolean): Fragment | null {
    const body = this.#element(element);
    // An empty round would be another way to do nothing.
    if (body === null || body.nullable) return null;
    this.loops = true;
    for (const position of body.all) position.inLoop = true;
    this.#connect(body.last, body.first);
    return { ...body, nullable: !atLeastOnce };
  }

  #concatenated(left: Fragment, right: Fragment): Fragment {
    this.#connect(left.last, right.first);
    return {
      first: left.nullable ? [...left.first, ...right.first] : left.first,
      last: right.nullable ? [...left.last, ...right.last] : right.last,
      nullable: left.nullable && right.nullable,
      all: [...left.all, ...right.all],
    };
  }

  #connect(from: readonly Position[], to: readonly Position[]): void {
    for (const position of from) {
      for (const target of to) {
        if (position.next.has(target)) this.#ambiguous = true;
        position.next.add(target);
      }
    }
  }
}

type Repetition = Pick<AST.Quantifier, 'type' | 'element' | 'min' | 'max'>;

/**
 * A character repeated at the end of a pattern, with nothing after it that could fail: whether there is a match is
 * settled once it was repeated often enough.
 */
function shortestTail(element: AST.Element): AST.Element | Repetition {
  if (element.type !== 'Quantifier' || charSetOf(element.element) === null) return element;
  return { type: 'Quantifier', element: element.element, min: element.min, max: element.min };
}

function isLookaround(element: AST.Element | Repetition): element is AST.LookaroundAssertion {
  return element.type === 'Assertion' && (element.kind === 'lookahead' || element.kind === 'lookbehind');
}
