/** Registered, so that code made by one copy of oasgard is code for another: helper modules import their own. */
const BRAND = Symbol.for('oasgard.code');

/**
 * TypeScript text a renderer vouches for. Templates print it with `{{code x}}`; a plain string there throws, so that
 * no string of a document, and no override written in a hurry, becomes code by accident.
 */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    Object.defineProperty(this, BRAND, { value: true });
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value && 'text' in value;
  }

  /** Refuses the silent way out of the brand: a template literal or `+` must say `.text`. */
  toString(): never {
    throw new TypeError('Code is printed with {{code}}');
  }
}
