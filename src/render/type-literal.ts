import { docComment } from './comment-text.js';
import { propertyKey } from './identifier.js';

/** One `readonly key: type;` of a type literal or interface. */
export interface TypeMember {
  readonly name: string;
  readonly type: string;
  readonly optional?: boolean;
  /** For its documentation comment. */
  readonly description?: string | null;
}

/** Width of the files we write. */
export const WIDTH = 110;

/** `{ readonly a: X }` where that takes no more than `room` and needs no comment, else one member a line. */
export function typeLiteral(members: readonly TypeMember[], room = 80): string {
  if (members.length === 0) return '{}';
  const lines = members.map(memberText);
  const flat = `{ ${lines.join('; ')} }`;
  if (flat.length <= room && !flat.includes('\n')) return flat;
  return block(members);
}

/** The body of an interface, one member a line. */
export function block(members: readonly TypeMember[]): string {
  if (members.length === 0) return '{}';
  return `{\n${members.map((member) => indent(`${memberText(member)};`)).join('\n')}\n}`;
}

function memberText({ name, type, optional, description }: TypeMember): string {
  return `${docComment([description ?? null])}readonly ${propertyKey(name)}${optional === true ? '?' : ''}: ${type}`;
}

/** Every line but empty ones by two blanks. */
export function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
