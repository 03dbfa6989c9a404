import type { JsonLimits } from '../../../../src/runtime/decode/json.js';

/**
 * Strict JSON the slow way: a recursive parser that keeps every object's keys in a Set of decoded strings and compares
 * numbers as exact decimals. Says what is wrong with a text, or `null`.
 */
export function referenceFault(text: string, limits: JsonLimits): string | null {
  let at = 0;
  let nodes = 0;
  try {
    blanks();
    value(1);
    blanks();
    if (at < text.length) return 'trailing text';
    return null;
  } catch (error) {
    // Anything else is an error of the reference itself and no verdict.
    if (error instanceof Fault) return error.message;
    throw error;
  }

  function blanks(): void {
    while (' \t\r\n'.includes(text[at] ?? 'x')) at++;
  }
  function value(depth: number): void {
    if (++nodes > limits.nodes) fail('nodes');
    const character = text[at];
    if (character === '{') return object(depth);
    if (character === '[') return array(depth);
    if (character === '"') return void string();
    for (const literal of ['true', 'false', 'null']) {
      if (text.startsWith(literal, at)) {
        at += literal.length;
        return;
      }
    }
    number();
  }
  function object(depth: number): void {
    if (depth > limits.depth) fail('depth');
    const keys = new Set<string>();
    at++;
    blanks();
    if (text[at] === '}') return void at++;
    for (;;) {
      if (text[at] !== '"') fail('key');
      const key = string();
      if (key === '__proto__' || keys.has(key)) fail('key');
      keys.add(key);
      blanks();
      if (text[at++] !== ':') fail('colon');
      blanks();
      value(depth + 1);
      blanks();
      const next = text[at++];
      if (next === '}') return;
      if (next !== ',') fail('comma');
      blanks();
    }
  }
  function array(depth: number): void {
    if (depth > limits.depth) fail('depth');
    at++;
    blanks();
    if (text[at] === ']') return void at++;
    for (;;) {
      value(depth + 1);
      blanks();
      const next = text[at++];
      if (next === ']') return;
      if (next !== ',') fail('comma');
      blanks();
    }
  }
  function string(): string {
    const match = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/.exec(text.slice(at));
    if (match === null) return fail('string');
    at += match[0].length;
    const decoded = JSON.parse(match[0]) as string;
    if (/\p{Cs}/u.test(decoded)) fail('surrogate');
    return decoded;
  }
  function number(): void {
    const match = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/.exec(text.slice(at));
    if (match === null) return fail('number');
    at += match[0].length;
    const value = Number(match[0]);
    const digits = `${match[1]}${match[2] ?? ''}`.replace('.', '').replace(/^0+|0+$/g, '');
    if (!Number.isFinite(value) || (value === 0 && digits !== '')) fail('lost');
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER && (match[3] === undefined || digits.length > 15))
      fail('lost');
  }
}

class Fault extends Error {}

function fail(reason: string): never {
  throw new Fault(reason);
}
