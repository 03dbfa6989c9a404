import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Files and folders of the repository that a document of it links to. */
function linkedFrom(document: string): string[] {
  const text = readFileSync(`${root}/${document}`, 'utf8');
  return [...text.matchAll(/\]\((?!\w+:)([^)#]+)/g)].map(([, target]) => posix.normalize(target!));
}

describe('the npm package', () => {
  it('holds the compiled program, what it reads at run time, and its documents: nothing else', () => {
    // Without scripts: building would pull `dist` from under other tests.
    const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
    });
    const [pack] = JSON.parse(stdout) as readonly [{ readonly files: readonly { readonly path: string }[] }];
    const paths = pack.files.map(({ path }) => path);
    const allowed = [
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|SECURITY\.md)$/,
      /^docs\/.+\.md$/,
      /^samples\/(templates\/.+|orders\/openapi\.yaml)$/,
      /^dist\/.+\.(js|d\.ts)$/,
      /^templates\/.+\.hbs$/,
      /^src\/runtime\/.+\.ts$/,
      /^src\/policy\/schemas\/.+\.json$/,
      /^src\/config\/config\.schema\.json$/,
    ];
    expect(paths.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const path of ['package.json', 'LICENSE', ...linkedFrom('README.md')]) {
      expect(
        paths.some((packed) => packed === path || packed.startsWith(`${path}/`)),
        path,
      ).toBe(true);
    }
    for (const pattern of allowed.slice(1)) expect(paths.some((path) => pattern.test(path))).toBe(true);
  }, 60_000);
});
