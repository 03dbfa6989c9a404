import type { Dependency } from '../render/rendered-project.js';
import { isJsonObject } from '../load/json.js';
import type { Disk } from './disk.js';

/**
 * What an existing `package.json` of the user's does not name yet; oasgard never edits it. `[]` where there is none, or
 * none that can be read.
 */
export function missingDependencies(disk: Disk, dependencies: readonly Dependency[]): readonly Dependency[] {
  const manifest = parse(disk.read('package.json'));
  if (!isJsonObject(manifest)) return [];
  const named = new Set(
    ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((key) => {
      const group = manifest[key];
      return isJsonObject(group) ? Object.keys(group) : [];
    }),
  );
  return dependencies.filter(({ name }) => !named.has(name));
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    // Not ours to judge: npm will say so.
    return null;
  }
}
