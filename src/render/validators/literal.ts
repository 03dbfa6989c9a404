import type { Json } from '../../load/json.js';

/**
 * A JavaScript expression for a JSON value. Texts are JSON strings, which are JavaScript strings since ES2019; an
 * object is parsed, so that a member named `__proto__` is a member.
 */
export function literal(value: Json): string {
  if (typeof value === 'object' && value !== null) {
    const text = JSON.stringify(value);
    return text.includes('"__proto__"') ? `JSON.parse(${JSON.stringify(text)})` : text;
  }
  return Object.is(value, -0) ? '0' : JSON.stringify(value);
}

/** `.name` or `["name"]`. */
export function member(name: string): string {
  return /^[A-Za-z_$][\w$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** Names every object has from `Object.prototype`: to find them in a value takes a look at the value's own ones. */
export function isInheritedName(name: string): boolean {
  return name in Object.prototype;
}
