/** Hands out identifiers that are unique in one run, in the order they are asked for. */
export class Identifiers {
  readonly #taken = new Set<string>();
  readonly #last = new Map<string, number>();

  /** Pascal case of any text; clashes get a number. */
  unique(text: string): string {
    const base = pascalCase(text);
    let name = base;
    let number = this.#last.get(base) ?? 1;
    while (this.#taken.has(name)) name = `${base}${++number}`;
    this.#last.set(base, number);
    this.#taken.add(name);
    return name;
  }
}

function pascalCase(text: string): string {
  const words = text.match(/[A-Za-z0-9]+/gu) ?? [];
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  // A leading digit is fine: every use puts a verb in front.
  return name === '' ? 'Schema' : name.slice(0, 60);
}
