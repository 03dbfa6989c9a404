import { shortDigest } from './digest.js';

const LONGEST = 80;

/** Reserved words of modules in strict mode (ECMA-262 §12.7.2), and names that strict mode forbids to bind. */
const RESERVED_WORDS =
  'arguments async await break case catch class const continue debugger default delete do else enum eval export ' +
  'extends false finally for function if implements import in instanceof interface let new null package private ' +
  'protected public return static super switch this throw true try type typeof undefined var void while with yield';

/** Values a module of the generated project relies on: a handler exported under such a name would hide them. */
const GLOBALS =
  'allow absent console createApi credentials deny exports fetch global globalThis handlers policies problem ' +
  'process queueMicrotask serve setImmediate setInterval setTimeout structuredClone undecided';

/** Names that mean something on every object, module or promise. */
const SPECIAL = ['then', 'prototype', ...Object.getOwnPropertyNames(Object.prototype)];

const reserved = new Set([...RESERVED_WORDS.split(' '), ...GLOBALS.split(' '), ...SPECIAL]);

/** Whether a name cannot be the key of a handler and the name of an exported function. */
export function isReserved(name: string): boolean {
  return reserved.has(name);
}

export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name.normalize('NFKC') === name;
}

/**
 * A camelCase identifier made of the letters and digits of `text`; `''` where it has none. `GetUser` and `get-user`
 * become `getUser`, `API_KEYS` becomes `apiKeys`. May start with a digit; longer than 80 characters is cut, with a
 * digest of the whole.
 */
export function camelCase(text: string): string {
  const [first = '', ...rest] = words(text);
  // Changing case may undo the normalization (ǰ has no capital of its own).
  const name = (lowerFirst(first) + rest.map(upperFirst).join('')).normalize('NFKC');
  return name.length <= LONGEST ? name : `${sliceWell(name, LONGEST - 6)}${shortDigest(text)}`;
}

/** PascalCase of an identifier: its first letter in upper case. */
export function upperFirst(word: string): string {
  const [first = ''] = word;
  return first.toUpperCase() + word.slice(first.length);
}

function words(text: string): readonly string[] {
  // Bidirectional controls and combining marks at the start of a word are no part of a readable name.
  const found = text.normalize('NFKC').match(/[\p{L}\p{Nd}][\p{L}\p{Nd}\p{Mn}\p{Mc}]*/gu) ?? [];
  const shouting = found.every((word) => word === word.toUpperCase());
  return shouting ? found.map((word) => word.toLowerCase()) : found;
}

/** Lower case for the capitals a word begins with: `URLList` becomes `urlList`, `ID` becomes `id`. */
function lowerFirst(word: string): string {
  const [capitals = ''] = /^\p{Lu}+/u.exec(word) ?? [];
  const rest = word.slice(capitals.length);
  if (capitals.length <= 1 || rest === '' || !/^\p{Ll}/u.test(rest)) return capitals.toLowerCase() + rest;
  return capitals.slice(0, -1).toLowerCase() + capitals.slice(-1) + rest;
}

/** A slice that does not cut a surrogate pair in two. */
function sliceWell(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
