import type { HelperDelegate } from 'handlebars';
import { Code } from './code.js';
import { commentLine, commentText } from './comment-text.js';
import { isIdentifier, propertyKey } from './identifier.js';
import { stringLiteral } from './string-literal.js';

/**
 * What a template may write as `{{helper value}}`. Bare `{{value}}` is `{{literal value}}`. The syntax pass adds the
 * hash: `indent`, the blanks that open the template's line, and `prefix`, its comment marker.
 */
export const helpers: Readonly<Record<string, HelperDelegate>> = {
  literal(value: unknown): string {
    if (typeof value === 'string') return stringLiteral(value);
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'number' && Number.isFinite(value))
      return Object.is(value, -0) ? '-0' : String(value);
    throw new TypeError(`{{x}} prints a string, number or boolean, not ${kind(value)}${hint(value)}`);
  },

  ident(value: unknown): string {
    if (typeof value !== 'string' || !isIdentifier(value)) {
      throw new TypeError(`{{ident x}} prints a TypeScript identifier, not ${kind(value)}`);
    }
    return value;
  },

  key(value: unknown): string {
    if (typeof value !== 'string') throw new TypeError(`{{key x}} prints a property key, not ${kind(value)}`);
    return propertyKey(value);
  },

  comment(value: unknown, { hash }: Layout): string {
    if (typeof value !== 'string') throw new TypeError(`{{comment x}} prints text, not ${kind(value)}`);
    // Where the line is more than a comment marker, a second line would fall out of the comment.
    if (hash.prefix === '') return commentLine(value);
    return commentText(value).replaceAll(/\n(?=(.?))/g, (_, next: string) => {
      return `\n${next === '' || next === '\n' ? hash.prefix.trimEnd() : hash.prefix}`;
    });
  },

  json(value: unknown): string {
    const isScalar = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
    if (!isScalar) throw new TypeError(`{{json x}} prints a string, number or boolean, not ${kind(value)}`);
    return JSON.stringify(value);
  },

  markdown(value: unknown): string {
    if (typeof value !== 'string') throw new TypeError(`{{markdown x}} prints text, not ${kind(value)}`);
    return commentLine(value).replaceAll(/[\\`*_{}[\]<>()#+!|~&]/g, '\\$&');
  },

  code(value: unknown, { hash }: Layout): string {
    if (!(value instanceof Code)) {
      throw new TypeError(`{{code x}} prints code made by a renderer, not ${kind(value)}`);
    }
    if (hash.indent === '') return value.text;
    return value.text.replaceAll(/\n(?=[^\n])/g, `\n${hash.indent}`);
  },
};

interface Layout {
  readonly hash: { readonly indent: string; readonly prefix: string };
}

function kind(value: unknown): string {
  if (value instanceof Code) return 'code';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function hint(value: unknown): string {
  return value instanceof Code ? ': write {{code x}}' : '';
}
