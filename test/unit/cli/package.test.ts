import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

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
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/,
      /^dist\/.+\.(js|d\.ts)$/,
      /^templates\/.+\.hbs$/,
      /^src\/runtime\/.+\.ts$/,
      /^src\/policy\/schemas\/.+\.json$/,
      /^src\/config\/config\.schema\.json$/,
    ];
    expect(paths.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
    const expected = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md'];
    for (const path of expected.filter((file) => existsSync(`${root}/${file}`)))
      expect(paths).toContain(path);
    for (const pattern of allowed.slice(2)) expect(paths.some((path) => pattern.test(path))).toBe(true);
  }, 60_000);
});
