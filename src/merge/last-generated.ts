import type { GeneratedPaths } from '../plan/project-plan.js';
import type { LastGenerated, LastModule } from '../render/kept-exports.js';
import { fingerprint } from '../write/fingerprint.js';
import type { Manifest } from '../write/manifest.js';
import type { Disk } from './disk.js';
import type { GeneratedImports, GeneratedModule } from './generated-imports.js';

/** What the last run made that users' files may import; texts that were changed since then are not asked. */
export function lastGenerated(
  last: Manifest,
  paths: GeneratedPaths,
  imports: GeneratedImports,
  disk: Disk,
): LastGenerated {
  const moduleAt = (path: string, module: GeneratedModule): LastModule => {
    const text = disk.read(path);
    return {
      text: text !== null && fingerprint(text) === last.generated.get(path) ? text : null,
      imported: (names) => new Set(imports.namesOf(module, names).keys()),
    };
  };
  return {
    types: moduleAt(paths.types, 'types'),
    index: moduleAt(paths.index, 'index'),
    modules: (gone) => {
      const folder = `${paths.runtime}/`;
      const before = [...last.generated.keys()].filter((path) => path.startsWith(folder));
      const modules = before.map((path) => path.slice(folder.length)).filter(gone);
      const imported = imports.modulesOf(modules.map((module) => `runtime/${module}`));
      return new Set(modules.filter((module) => imported.has(`runtime/${module}`)));
    },
  };
}
