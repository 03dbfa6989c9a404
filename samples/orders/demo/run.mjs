/**
 * `npm run demo`: generates the sample into a temporary folder, puts its handlers and policies in place, starts the
 * server on a free port of this machine and sends it requests, most of which it should refuse. Needs no service and no
 * account; removes what it made.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sample = join(root, 'samples/orders');
const folder = mkdtempSync(join(tmpdir(), 'oasgard-demo-'));
const server = join(folder, 'server');

function run(title, args) {
  console.log(`\n$ ${title}`);
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', cwd: folder });
  if (status !== 0) throw new Error(`${title} ended with ${status}`);
}

try {
  cpSync(join(sample, 'openapi.yaml'), join(folder, 'openapi.yaml'));
  run('npx oasgard generate openapi.yaml', [join(root, 'dist/cli.js'), 'generate', 'openapi.yaml']);

  // What a developer writes: everything outside src/generated.
  cpSync(join(sample, 'server/src'), join(server, 'src'), {
    recursive: true,
    filter: (source) => !source.includes(join('src', 'generated')),
  });
  cpSync(join(sample, 'demo'), join(folder, 'demo'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));

  run('node demo/attack.mts', ['--import', 'tsx', 'demo/attack.mts']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
