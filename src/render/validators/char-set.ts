import type { AST } from '@eslint-community/regexpp';

/** Code points as inclusive ranges, sorted, apart from each other. */
export type CharSet = readonly (readonly [first: number, last: number])[];

const MAX = 0x10ffff;
export const everything: CharSet = [[0, MAX]];
const lineTerminators: CharSet = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
const digits: CharSet = [[0x30, 0x39]];
const wordCharacters: CharSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** `WhiteSpace` and `LineTerminator` of ECMA-262. */
const spaces: CharSet = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/**
 * The code points an element of one character matches; `null` for what the `v` flag adds.
 *
 * @param ignoresCase Letters of ASCII match in either case, also where a class is negated.
 */
export function charSetOf(node: AST.Node, ignoresCase = false): CharSet | null {
  const cased = ignoresCase ? inEitherCase : (set: CharSet): CharSet => set;
  switch (node.type) {
    case 'Character':
      return cased([[node.value, node.value]]);
    case 'CharacterClassRange':
      return cased([[node.min.value, node.max.value]]);
    case 'CharacterSet':
      return setOf(node);
    case 'CharacterClass': {
      const sets = node.elements.map((element) => charSetOf(element, ignoresCase));
      if (sets.includes(null)) return null;
      const set = union(sets.flatMap((each) => each ?? []));
      return node.negate ? complement(set) : set;
    }
    default:
      return null;
  }
}

function setOf(node: AST.CharacterSet): CharSet | null {
  switch (node.kind) {
    case 'any':
      return complement(lineTerminators);
    case 'digit':
      return node.negate ? complement(digits) : digits;
    case 'space':
      return node.negate ? complement(spaces) : spaces;
    case 'word':
      return node.negate ? complement(wordCharacters) : wordCharacters;
    case 'property':
      return node.strings ? null : propertySet(node.raw);
  }
}

const CASE_DISTANCE = 0x20;

function inEitherCase(set: CharSet): CharSet {
  const part = (first: number, last: number, distance: number): CharSet =>
    set.flatMap(([from, to]) => {
      const [low, high] = [Math.max(first, from), Math.min(last, to)];
      return low <= high ? [[low + distance, high + distance] as const] : [];
    });
  return union([...set, ...part(0x41, 0x5a, CASE_DISTANCE), ...part(0x61, 0x7a, -CASE_DISTANCE)]);
}

const properties = new Map<string, CharSet>();

/** A Unicode property, as this engine knows it. */
function propertySet(raw: string): CharSet {
  const known = properties.get(raw);
  if (known) return known;
  const pattern = new RegExp(`^${raw}$`, 'u');
  const ranges: [number, number][] = [];
  for (let point = 0; point <= MAX; point++) {
    if (!pattern.test(String.fromCodePoint(point))) continue;
    const last = ranges.at(-1);
    if (last && last[1] === point - 1) last[1] = point;
    else ranges.push([point, point]);
  }
  properties.set(raw, ranges);
  return ranges;
}

function union(ranges: CharSet): CharSet {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

function complement(set: CharSet): CharSet {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) rest.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= MAX) rest.push([next, MAX]);
  return rest;
}

export function overlap(left: CharSet, right: CharSet): boolean {
  let i = 0;
  let j = 0;
  for (;;) {
    const a = left[i];
    const b = right[j];
    if (!a || !b) return false;
    if (a[0] <= b[1] && b[0] <= a[1]) return true;
    if (a[1] < b[1]) i++;
    else j++;
  }
}
