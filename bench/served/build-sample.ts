import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Generates the orders sample with the benchmark's overlay, adds its handlers, compiles it. Answers its folder. */
export function buildSample(out: string): string {
  run([
    join(root, 'dist/cli.js'),
    'generate',
    join(root, 'samples/orders/openapi.yaml'),
    '--overlay',
    join(root, 'bench/served/overlay.yaml'),
    '--out',
    out,
  ]);
  cpSync(join(root, 'samples/orders/server/src'), join(out, 'src'), {
    recursive: true,
    filter: (source) => !source.includes(join('src', 'generated')),
  });
  symlinkSync(join(root, 'node_modules'), join(out, 'node_modules'));
  run([join(root, 'node_modules/typescript7/bin/tsc'), '-p', out]);
  cpSync(join(out, 'src/generated/validators'), join(out, 'dist/generated/validators'), { recursive: true });
  return out;
}

function run(args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
}
