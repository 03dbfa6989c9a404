import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TemplateLibrary, TemplateSource } from './template-source.js';

const FOLDER = fileURLToPath(new URL('../../templates', import.meta.url));

/** Names oasgard's own templates always have, also where one of the user's stands in their place. */
const OWN = 'oasgard/';

/** The templates of oasgard, and those of the user in front of them. */
export class Templates implements TemplateLibrary {
  readonly #custom: ReadonlyMap<string, TemplateSource>;
  readonly #own = new Map<string, TemplateSource>();

  constructor(custom: ReadonlyMap<string, TemplateSource> = new Map()) {
    this.#custom = custom;
  }

  find(name: string): TemplateSource | null {
    if (name.startsWith(OWN)) return this.#builtIn(name.slice(OWN.length));
    return this.#custom.get(name) ?? this.#builtIn(name);
  }

  get names(): readonly string[] {
    return [...new Set([...this.#custom.keys(), ...builtInNames()])].sort();
  }

  get customized(): boolean {
    return this.#custom.size > 0;
  }

  #builtIn(name: string): TemplateSource | null {
    const known = this.#own.get(name);
    if (known !== undefined) return known;
    if (!builtInNames().includes(name)) return null;
    const file = path.join(FOLDER, `${name}.hbs`);
    const text = readFileSync(file, 'utf8');
    const source: TemplateSource = { name, file, text, body: 0, frontMatter: null, custom: false };
    this.#own.set(name, source);
    return source;
  }
}

let listed: readonly string[] | null = null;

/** Names of oasgard's own templates, sorted. */
export function builtInNames(): readonly string[] {
  listed ??= readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => file.split(path.sep).join('/').slice(0, -'.hbs'.length))
    .sort();
  return listed;
}
