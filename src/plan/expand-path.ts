import { suggestion } from '../policy/nearest-name.js';

/** Why a pattern gives no path. */
export interface PathFault {
  /** 0-based, into the pattern. */
  readonly offset: number;
  readonly message: string;
  readonly help: string | null;
}

/**
 * Fills the placeholders of a path pattern: `src/{tag}/{operation.camel}.ts`.
 *
 * @param names kebab-case, safe as file names, by placeholder; each also as `.camel`, `.pascal` and `.snake`
 * @returns a relative path with `/` between segments, or what is wrong
 */
export function expandPath(pattern: string, names: ReadonlyMap<string, string>): string | PathFault {
  const known = [...names.keys()].flatMap((name) => [
    name,
    ...[...STYLES.keys()].map((style) => `${name}.${style}`),
  ]);
  let wrong: PathFault | null = null;
  const path = pattern.replaceAll(/\{([^{}]*)\}/g, (_, placeholder: string, offset: number) => {
    const [name = '', style] = placeholder.split('.', 2);
    const value = names.get(name);
    const written = style === undefined ? (kebab: string): string => kebab : STYLES.get(style);
    if (value !== undefined && written !== undefined && known.includes(placeholder)) return written(value);
    const message = `There is no placeholder ${JSON.stringify(`{${placeholder}}`)} here.`;
    wrong ??= { offset, message, help: suggestion(placeholder, known) };
    return '';
  });
  if (wrong !== null) return wrong;
  const fault = unsafe(path);
  return fault === null ? path : { offset: 0, message: fault, help: null };
}

const STYLES: ReadonlyMap<string, (kebab: string) => string> = new Map([
  ['camel', (kebab) => kebab.replaceAll(/-(.)/g, (_, next: string) => next.toUpperCase())],
  ['pascal', (kebab) => kebab.replaceAll(/(?:^|-)(.)/g, (_, next: string) => next.toUpperCase())],
  ['snake', (kebab) => kebab.replaceAll('-', '_')],
]);

/** Folders that belong to somebody else. */
const TAKEN = /^(?:\.oasgard|\.git|node_modules|src\/generated)(?:\/|$)/i;
const NODE_MODULES = /(?:^|\/)(?:node_modules|\.git)(?:\/|$)/i;
const DEVICES = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

function unsafe(path: string): string | null {
  const shown = JSON.stringify(path);
  for (const segment of path.split('/')) {
    if (segment === '') return `The path ${shown} is not relative, or has an empty segment.`;
    if (segment === '.' || segment === '..') return `The path ${shown} may not go up or stay.`;
    // What some disks do not take, and what hides a name from its reader.
    if (!/^[\w@+.()[\] -]+$/.test(segment) || /^ |[ .]$/.test(segment))
      return `The path ${shown} has a character that is not safe in file names everywhere.`;
    if (DEVICES.test(segment)) return `The path ${shown} has the name of a device of Windows.`;
  }
  if (TAKEN.test(path) || NODE_MODULES.test(path))
    return `The path ${shown} is in a folder that templates do not write to.`;
  return null;
}
