import { shortDigest } from './digest.js';

const LONGEST = 100;

/** Device names no file of Windows may have, with whatever extension. */
const DEVICES = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/** Gives out file names without extension: kebab-case ASCII, unique also where case does not count. */
export class FileNames {
  readonly #taken: Set<string>;
  readonly #suffix: string;

  /**
   * @param suffix what a name gets that is not allowed alone, such as `tag`
   * @param taken names that are in use already
   */
  constructor(suffix: string, taken: Iterable<string> = []) {
    this.#suffix = suffix;
    this.#taken = new Set(taken);
  }

  /** Takes a name that was given before, if it is one of a file and free. */
  claim(name: string): boolean {
    const fits = /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && name.length <= LONGEST && !DEVICES.test(name);
    if (!fits || this.#taken.has(name)) return false;
    this.#taken.add(name);
    return true;
  }

  /** A name for `text`; the same text gives the same name unless it is taken. */
  give(text: string): string {
    const kebab = kebabCase(text);
    const lossy = /[^\x20-\x7e]/.test(text);
    let name =
      kebab === '' || DEVICES.test(kebab) || (kebab === 'index' && !lossy)
        ? joined(kebab, this.#suffix)
        : kebab;
    if (lossy || name.length > LONGEST) name = `${name.slice(0, LONGEST - 7)}-${shortDigest(text)}`;
    if (this.#taken.has(name)) name = `${name.slice(0, LONGEST - 7)}-${shortDigest(text)}`;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${name.slice(0, LONGEST - 4)}-${count}`;
    this.#taken.add(name);
    return name;
  }
}

function joined(name: string, suffix: string): string {
  return name === '' ? suffix : `${name}-${suffix}`;
}

/** `listPetsByURL` and `List pets: by URL` become `list-pets-by-url`. What is not ASCII is left out. */
function kebabCase(text: string): string {
  return text
    .slice(0, 4 * LONGEST)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join('-');
}
