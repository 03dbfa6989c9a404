import nativePath from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { KeptExport } from '../render/rendered-project.js';
import type { Manifest } from '../write/manifest.js';
import type { GeneratedImports, ImportPlace } from './generated-imports.js';

/** How the manifest remembers an export. */
export function rememberedExport({ module, name }: KeptExport): string {
  return name === null ? module : `${module} ${name}`;
}

/** Says once, of each export that is there for users' files alone, where it is imported. */
export function reportKept(
  kept: readonly KeptExport[],
  last: Manifest | null,
  imports: GeneratedImports,
  root: string,
  diagnostics: Diagnostics,
): void {
  const known = new Set(last?.kept);
  for (const one of kept.filter((one) => !known.has(rememberedExport(one)))) {
    const place = placeOf(one, imports);
    // A type that another one stands on.
    if (place === undefined) continue;
    const file = nativePath.join(root, place.file);
    diagnostics.addSource({ path: file, text: place.text, range: () => null });
    const what = one.name === null ? 'the module' : `${JSON.stringify(one.name)} of`;
    diagnostics.report(
      'export-removed',
      { file, pointer: '', on: 'value', offset: place.offset },
      `The document no longer asks for ${what} src/generated/${one.module}; it stays for ${place.file}:${String(place.line)}.`,
    );
  }
}

function placeOf({ module, name }: KeptExport, imports: GeneratedImports): ImportPlace | undefined {
  if (name === null) return imports.modulesOf([module]).get(module);
  return imports.namesOf(module === 'types.ts' ? 'types' : 'index', [name]).get(name);
}
