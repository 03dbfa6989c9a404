// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { trimBlanks } from './blanks.js';

/** One pair of a `Cookie` field, as sent. */
export interface CookiePair {
  readonly name: string;
  readonly value: string;
}

/**
 * Pairs of a `Cookie` field in order, duplicates kept (RFC 6265 §4.2.1): separated by `;`, blanks around them dropped,
 * split at the first `=`. A piece without `=` is no pair and is left out. Quotes are part of the value, as they are for
 * the browser that sends them.
 */
export function parseCookies(field: string): readonly CookiePair[] {
  const pairs: CookiePair[] = [];
  let from = 0;
  while (from < field.length) {
    const semicolon = field.indexOf(';', from);
    const end = semicolon === -1 ? field.length : semicolon;
    const equals = field.indexOf('=', from);
    if (equals !== -1 && equals < end) {
      pairs.push({
        name: trimBlanks(field.slice(from, equals)),
        value: trimBlanks(field.slice(equals + 1, end)),
      });
    }
    from = end + 1;
  }
  return pairs;
}
