/**
 * Whether a backtracking engine decides a pattern in time linear in the text, for certain. The test is sound, not
 * complete: what it does not recognise runs on a linear-time engine instead.
 *
 * A pattern is taken as its position automaton (Glushkov). Where the next character leaves one way to go on, the engine
 * has nothing to come back to. Several ways outside of loops multiply the work by a constant. In a loop a second way is
 * harmless where no loop follows on it: each round then costs a little more, and no more than that.
 */
import type { AST } from '@eslint-community/regexpp';

import { overlap } from './char-set.js';
import { Automaton, type Position } from './position-automaton.js';

/** Steps a match may take beside one for each character of the text. */
const MAX_STEPS = 20_000;
/** Steps it may take for each character. */
const MAX_STEPS_PER_CHARACTER = 200;

/**
 * `quadratic`: linear from any one character on, but a search may start at every one. `unknown` may be exponential.
 */
export function searchTime({ alternatives }: AST.Pattern): 'linear' | 'quadratic' | 'unknown' {
  const cost = costOf(alternatives, false);
  if (cost === null || cost.ways > MAX_STEPS_PER_CHARACTER) {
    return cost !== null && !cost.loops && isAnchored(alternatives) && cost.steps <= MAX_STEPS
      ? 'linear'
      : 'unknown';
  }
  if (isAnchored(alternatives)) return 'linear';
  // A search tries every character of the text as the first.
  return !cost.loops && cost.steps <= MAX_STEPS_PER_CHARACTER ? 'linear' : 'quadratic';
}

function isAnchored(alternatives: readonly AST.Alternative[]): boolean {
  return alternatives.every(({ elements: [first] }) => first?.type === 'Assertion' && first.kind === 'start');
}

interface Cost {
  /** Ways through the pattern for one start. */
  readonly ways: number;
  /** Characters looked at for one start, where there is no loop. */
  readonly steps: number;
  readonly loops: boolean;
}

function costOf(alternatives: readonly AST.Alternative[], nested: boolean): Cost | null {
  const automaton = new Automaton(!nested, (lookaround, isFirst) => {
    const cost = costOf(lookaround.alternatives, true);
    if (cost === null) return null;
    if (!cost.loops) return cost.steps <= MAX_STEPS_PER_CHARACTER ? { loops: false } : null;
    // A scan of the text for every character of the text: only at the start of the pattern is it done once.
    return isFirst && !nested && lookaround.kind === 'lookahead' && cost.ways <= MAX_STEPS_PER_CHARACTER
      ? { loops: true }
      : null;
  });
  const first = automaton.build(alternatives);
  if (first === null) return null;
  const count = new WayCounter();
  const exits = Math.max(
    1,
    ...automaton.positions.filter(({ inLoop }) => inLoop).map((position) => count.exits(position)),
  );
  const ways = count.from(first) * exits;
  return { ways, steps: ways * Math.max(1, automaton.positions.length), loops: automaton.loops };
}

/** Counts the ways through an automaton, loops taken as one place each. */
class WayCounter {
  readonly #known = new Map<Position, number>();
  readonly #reachable = new Map<Position, ReadonlySet<Position>>();

  /** Ways from any of `positions` to the end, at most. */
  from(positions: readonly Position[]): number {
    return Math.max(
      1,
      together(positions, (position) => this.#through(position)),
    );
  }

  /** What one round of a loop may start at `position` beside the next round; infinite where that is another loop. */
  exits(position: Position): number {
    const next = [...position.next];
    const looping = next.filter((target) => this.#leadsToLoop(target));
    if (together(looping, () => 1) > 1) return Infinity;
    return (
      1 +
      together(
        next.filter((target) => !looping.includes(target)),
        (target) => this.#through(target),
      )
    );
  }

  #through(position: Position): number {
    const known = this.#known.get(position);
    if (known !== undefined) return known;
    const round = position.inLoop ? this.#loopOf(position) : new Set([position]);
    let ways = 1;
    for (const member of round) {
      ways = Math.max(ways, this.from([...member.next].filter((target) => !round.has(target))));
    }
    for (const member of round) this.#known.set(member, ways);
    return ways;
  }

  /** Positions that can be reached from `position` and lead back to it. */
  #loopOf(position: Position): ReadonlySet<Position> {
    const ahead = this.#ahead(position);
    return new Set([
      position,
      ...[...ahead].filter((other) => other.inLoop && this.#ahead(other).has(position)),
    ]);
  }

  #leadsToLoop(position: Position): boolean {
    return position.inLoop || [...this.#ahead(position)].some(({ inLoop }) => inLoop);
  }

  #ahead(position: Position): ReadonlySet<Position> {
    const known = this.#reachable.get(position);
    if (known) return known;
    const ahead = new Set(position.next);
    // A set iterates over what is added meanwhile.
    for (const reached of ahead) for (const target of reached.next) ahead.add(target);
    this.#reachable.set(position, ahead);
    return ahead;
  }
}

/** Sum over the positions that one character may lead to, for the character where it is largest. */
function together(positions: readonly Position[], count: (position: Position) => number): number {
  let most = 0;
  for (const { set } of positions) {
    let sum = 0;
    for (const other of positions) if (overlap(set, other.set)) sum += count(other);
    most = Math.max(most, sum);
  }
  return most;
}
