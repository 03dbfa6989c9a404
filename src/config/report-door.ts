import path from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { OutputView } from '../write/output-folder.js';
import type { Door } from './config.js';

const SERVER = 'src/server.ts';

/**
 * Says so where another door was asked for than an existing `server.ts` has: the file is the user's.
 *
 * @param created whether this run writes the file
 */
export function reportDoor(
  door: Door | null,
  output: Pick<OutputView, 'root' | 'read'>,
  created: boolean,
  diagnostics: Diagnostics,
): void {
  const text = door === null || created ? null : output.read(SERVER);
  if (text === null || /\bfrom\s*['"]fastify['"]/u.test(text) === (door === 'fastify')) return;
  const at = { file: path.join(output.root, SERVER), pointer: '', on: 'value' } as const;
  const other = door === 'fastify' ? 'does not import Fastify' : 'imports Fastify';
  diagnostics.report('door-not-applied', at, `${SERVER} is yours and was left as it is: it ${other}.`);
}
