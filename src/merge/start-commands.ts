import { isJsonObject, type JsonObject } from '../load/json.js';
import type { RenderedUserFile } from '../render/rendered-project.js';
import type { Disk } from './disk.js';
import type { MergedFiles } from './merge-user-files.js';
import { parseManifest } from './package-manifest.js';

const SERVER = 'src/server.ts';
const MANIFEST = 'package.json';
const DEVELOPMENT = `tsx watch ${SERVER} --development`;

/**
 * What starts a new project in development, once its packages are installed; `[]` where `src/server.ts` is of before
 * oasgard came.
 *
 * @param rendered the project's own files as oasgard would write them
 */
export function startCommands(
  rendered: readonly RenderedUserFile[],
  { kept }: Pick<MergedFiles, 'kept'>,
  disk: Disk,
): readonly string[] {
  if (kept.includes(SERVER)) return [];
  const ours = parseManifest(rendered.find(({ path }) => path === MANIFEST)?.text ?? null);
  const manifest = kept.includes(MANIFEST) ? parseManifest(disk.read(MANIFEST)) : ours;
  return [
    // What is generated are ECMAScript modules.
    ...(manifest?.['type'] === 'module' ? [] : ['npm pkg set type=module']),
    scriptOf(manifest) === (scriptOf(ours) ?? DEVELOPMENT) ? 'npm run dev' : `npx ${DEVELOPMENT}`,
  ];
}

function scriptOf(manifest: JsonObject | null): string | null {
  const scripts = manifest?.['scripts'];
  const script = isJsonObject(scripts) ? scripts['dev'] : undefined;
  return typeof script === 'string' ? script : null;
}
