import type { AST } from '@eslint-community/regexpp';

import { charSetOf, type CharSet } from './char-set.js';

/**
 * The same language in the syntax of RE2, every character spelled out, so that no dialect's shorthand differs; `null`
 * for lookaround and back references, which no linear-time engine has.
 *
 * @param ignoresCase Letters of ASCII match in either case.
 */
export function re2Syntax(pattern: AST.Pattern, ignoresCase = false): string | null {
  return alternativesText(pattern.alternatives, ignoresCase);
}

function alternativesText(alternatives: readonly AST.Alternative[], ignoresCase: boolean): string | null {
  const texts: string[] = [];
  for (const { elements } of alternatives) {
    let text = '';
    for (const element of elements) {
      const part = elementText(element, ignoresCase);
      if (part === null) return null;
      text += part;
    }
    texts.push(text);
  }
  return texts.join('|');
}

function elementText(element: AST.Element, ignoresCase: boolean): string | null {
  switch (element.type) {
    case 'Assertion':
      return assertionText(element);
    case 'CapturingGroup':
    case 'Group': {
      const text = alternativesText(element.alternatives, ignoresCase);
      return text === null ? null : `(?:${text})`;
    }
    case 'Quantifier':
      return quantifierText(element, ignoresCase);
    default: {
      const set = charSetOf(element, ignoresCase);
      return set === null ? null : classText(set);
    }
  }
}

function assertionText(assertion: AST.Assertion): string | null {
  switch (assertion.kind) {
    case 'start':
      return '\\A';
    case 'end':
      return '\\z';
    case 'word':
      return assertion.negate ? '\\B' : '\\b';
    default:
      return null;
  }
}

/** Most repetitions RE2 takes. */
const MAX_REPEAT = 1000;

function quantifierText({ element, min, max }: AST.Quantifier, ignoresCase: boolean): string | null {
  if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT)) return null;
  const text = elementText(element, ignoresCase);
  if (text === null) return null;
  const unit = `(?:${text})`;
  if (max === Infinity) return min === 0 ? `${unit}*` : min === 1 ? `${unit}+` : `${unit}{${min},}`;
  return `${unit}{${min},${max}}`;
}

function classText(set: CharSet): string {
  if (set.length === 0) return '[^\\x{0}-\\x{10ffff}]';
  const ranges = set.map(([first, last]) =>
    first === last ? codePoint(first) : `${codePoint(first)}-${codePoint(last)}`,
  );
  return `[${ranges.join('')}]`;
}

function codePoint(point: number): string {
  const character = String.fromCodePoint(point);
  return /^[A-Za-z0-9]$/u.test(character) ? character : `\\x{${point.toString(16)}}`;
}
