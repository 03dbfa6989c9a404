import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unifiedDiff } from '../../../src/write/unified-diff.js';
import { put, temporaryFolder, tree } from './temporary-folder.js';

const line = fc.constantFrom('a\n', 'b\n', '\n', 'c', '-- x\n', '+y\n', 'z\r\n');
const text = fc.option(
  fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => lines.join('')),
  { nil: null },
);

it('is what git apply takes, for every pair of texts', () => {
  const folder = temporaryFolder();
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after);
      rmSync(path.join(folder, 'src'), { recursive: true, force: true });
      if (before !== null) put(folder, { 'src/file.ts': before });
      const { status, stderr } = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
        cwd: folder,
        input: unifiedDiff('src/file.ts', before, after),
        encoding: 'utf8',
        env: { ...process.env, GIT_CEILING_DIRECTORIES: path.dirname(folder) },
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      expect(tree(folder)['src/file.ts'] ?? null).toBe(after);
    }),
    { numRuns: 60 },
  );
});
