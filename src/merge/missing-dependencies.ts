import type { Dependency } from '../render/rendered-project.js';
import { isJsonObject } from '../load/json.js';
import type { Disk } from './disk.js';
import { parseManifest } from './package-manifest.js';

/**
 * What an existing `package.json` of the user's does not name yet; oasgard never edits it. `[]` where there is none, or
 * none that can be read.
 */
export function missingDependencies(disk: Disk, dependencies: readonly Dependency[]): readonly Dependency[] {
  const manifest = parseManifest(disk.read('package.json'));
  if (manifest === null) return [];
  const named = new Set(
    ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((key) => {
      const group = manifest[key];
      return isJsonObject(group) ? Object.keys(group) : [];
    }),
  );
  return dependencies.filter(({ name }) => !named.has(name));
}
