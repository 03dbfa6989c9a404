import type { AST } from '@eslint-community/regexpp';
import { charSetOf, overlap, type CharSet } from './char-set.js';

/** What a JSON string cannot hold as it is (RFC 8259 §7), and lone surrogates, which `JSON.stringify` escapes. */
const escaped: CharSet = [
  [0x00, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0xd800, 0xdfff],
];

/**
 * Whether a pattern describes its texts from end to end, and none of them holds anything that JSON escapes.
 *
 * @param tree Of a pattern with the flag `u`: without it a class may match half a character.
 */
export function matchesPlainTexts({ alternatives: [only, ...others] }: AST.Pattern): boolean {
  if (only === undefined || others.length > 0) return false;
  const { elements } = only;
  return isEnd(elements[0], 'start') && isEnd(elements.at(-1), 'end') && elements.every(isPlain);
}

function isEnd(element: AST.Element | undefined, kind: 'start' | 'end'): boolean {
  return element?.type === 'Assertion' && element.kind === kind;
}

function isPlain(element: AST.Element): boolean {
  switch (element.type) {
    // Takes nothing.
    case 'Assertion':
      return true;
    case 'Quantifier':
      return isPlain(element.element);
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives.every(({ elements }) => elements.every(isPlain));
    default: {
      const set = charSetOf(element);
      return set !== null && !overlap(set, escaped);
    }
  }
}
