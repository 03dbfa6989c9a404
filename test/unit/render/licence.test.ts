/** A licence of the user's stands in front of every file that stays oasgard's, as a comment that nothing can leave. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generate } from '../../../src/index.js';
import { filesOf } from '../../support/generated-project.js';
import { workFolder } from '../cli/run-cli.js';

const title = 'X */ evil(); /* \u2028evil();\u0085evil: true';

const work = workFolder({
  'openapi.yaml': JSON.stringify({
    openapi: '3.1.0',
    info: { title, version: '1' },
    'x-security': { version: 1, access: 'public', because: 'a test' },
    security: [],
    paths: { '/a': { get: { operationId: 'getA', responses: { 204: { description: 'done' } } } } },
  }),
  'mine/partials/licence.txt.hbs':
    'Notes Ltd, {{comment api.title}}.\n\n@ts-nocheck\n#} ]: evil\r/ <reference path="x" />\nyaml-language-server: $schema=https://evil.example\n',
});
afterAll(work.remove);

const run = (out: string, templates: string | null, dryRun = false) =>
  generate({
    document: path.join(work.folder, 'openapi.yaml'),
    out: path.join(work.folder, out),
    templates: { dir: templates === null ? null : path.join(work.folder, templates), helpers: null },
    dryRun,
  });

const effective = (out: string): unknown =>
  parse(readFileSync(path.join(work.folder, out, 'openapi.effective.yaml'), 'utf8'));

it(
  'opens every generated file that has comments, and changes nothing else',
  { timeout: 60_000 },
  async () => {
    for (const result of [await run('bare', null), await run('licensed', 'mine')]) {
      expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    }
    const [bare, licensed] = ['bare', 'licensed'].map((out) => filesOf(path.join(work.folder, out)));
    expect([...licensed!.keys()]).toEqual([...bare!.keys()]);
    let opened = 0;
    for (const [file, text] of licensed!) {
      const before = bare!.get(file)!;
      const isOurs = file.startsWith('src/generated/') || file === 'openapi.effective.yaml';
      if (file === '.oasgard/manifest.json') continue;
      if (!isOurs || file.endsWith('.json')) {
        expect(text, file).toBe(before);
        continue;
      }
      opened += 1;
      expect(text.endsWith(before), file).toBe(true);
      const lines = text.slice(0, -before.length).split('\n');
      const mark = file.endsWith('.yaml') ? '#' : '//';
      expect(lines[0], file).toMatch(/^(?:\/\/|#) Notes Ltd, X /);
      expect(lines.pop()).toBe('');
      for (const line of lines)
        expect(line === mark || line.startsWith(`${mark} `), `${file}: ${line}`).toBe(true);
      expect(lines.join('\n')).not.toMatch(/ @ts-nocheck|\/\/\/|yaml-language-server|[\r\u2028\u0085]/);
    }
    expect(opened).toBeGreaterThan(20);
    expect(effective('licensed')).toEqual(effective('bare'));
  },
);

it('is guarded like the rest of the file, and a change of it is one', { timeout: 60_000 }, async () => {
  const again = await run('licensed', 'mine', true);
  expect(again.ok && again.changes).toEqual([]);
  const file = path.join(work.folder, 'licensed/src/generated/runtime/core/pipeline.ts');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('Notes Ltd', 'Others Ltd'));
  const edited = await run('licensed', 'mine', true);
  expect(edited.diagnostics.map(({ code }) => code)).toContain('generated-file-edited');
  writeFileSync(file, text);
  const without = await run('licensed', null, true);
  expect(without.ok && without.changes.map((change) => change.path)).toContain(
    'src/generated/runtime/core/pipeline.ts',
  );
});
