import { Code } from './code.js';
import { commentLine } from './comment-text.js';
import { isIdentifier, propertyKey as keyText } from './identifier.js';
import { stringLiteral } from './string-literal.js';

/** What may stand in a {@link code} template. */
export type CodePart = string | number | boolean | Code | readonly Code[];

/**
 * Code for a template to print. What you write stands as it is; what you put in becomes an escaped literal, unless it is
 * code itself, so that no text of a document can become code:
 *
 * ```js
 * code`router.on(${operation.method}, ${operation.path})`; // router.on('GET', '/orders/{orderId}')
 * ```
 *
 * @throws {TypeError} for anything but text, finite numbers, booleans and code
 */
export function code(written: TemplateStringsArray, ...parts: readonly CodePart[]): Code {
  return new Code(
    written.map((text, index) => text + (index in parts ? partText(parts[index]!) : '')).join(''),
  );
}

function partText(part: CodePart): string {
  if (part instanceof Code) return part.text;
  if (typeof part === 'string') return stringLiteral(part);
  if (typeof part === 'boolean' || (typeof part === 'number' && Number.isFinite(part))) return String(part);
  if (Array.isArray(part)) return part.map(partText).join('');
  throw new TypeError('code`…` takes text, finite numbers, booleans and code');
}

/**
 * A name: of a variable, a function, a type.
 *
 * @throws {TypeError} where the text is no TypeScript identifier
 */
export function identifier(text: string): Code {
  if (!isIdentifier(text)) throw new TypeError(`${JSON.stringify(text)} is no identifier`);
  return new Code(text);
}

/** A property key: bare where it is a plain name, quoted otherwise. */
export function propertyKey(text: string): Code {
  return new Code(keyText(text));
}

/** Text inside a comment, on one line; it cannot end the comment. */
export function comment(text: string): Code {
  return new Code(commentLine(text));
}

/**
 * Code that you vouch for: it is printed as it is. Nothing of a document belongs in it, unless you escaped it for the
 * place where it will stand.
 */
export function trustedCode(text: string): Code {
  return new Code(text);
}
