import { isIdentifier as isName } from '../model/identifier.js';
import { stringLiteral } from './string-literal.js';

/** Whether `text` may stand where TypeScript wants a binding name. */
export function isIdentifier(text: string): boolean {
  // Unicode admits invisible joiners in identifiers; readers would not see two names apart.
  return isName(text) && !/\p{Cf}/u.test(text) && !KEYWORDS.has(text);
}

/** A property key of a type or an object literal: bare where it is a plain name, quoted otherwise. */
export function propertyKey(name: string): string {
  // `{ __proto__: x }` and `{ '__proto__': x }` set the prototype; only the computed form makes a property.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}

/** Reserved words of modules in strict mode (ECMA-262 §12.7.2), and the two names strict mode forbids to bind. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export ' +
    'extends false finally for function if implements import in instanceof interface let new null package ' +
    'private protected public return static super switch this throw true try typeof var void while with yield'
  ).split(' '),
);
