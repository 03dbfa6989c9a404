/** Every merge case: what the user wrote stays to the byte, what must come comes, and the compiler agrees. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeCodes } from '../../src/diagnostics/codes/write.js';
import { jsonDiagnostics } from '../../src/diagnostics/json-diagnostics.js';
import { linkPackages } from '../support/generated-project.js';
import { compilerPath, repository, typescriptLoader } from '../support/repository.js';
import { runProcess } from '../support/run-process.js';
import { type MergeCase, readCases, runMergeCase } from './merge-case.js';

const cases: readonly MergeCase[] = readCases(path.join(import.meta.dirname, 'cases'));
const root = mkdtempSync(path.join(tmpdir(), 'oasgard-merge-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('merging', () => {
  it.each(cases.map((merge) => [merge.name, merge] as const))('%s', async (name, merge) => {
    const out = path.join(root, name);
    const { result, after, expected } = await runMergeCase(merge, out);
    const { diagnostics = [] } = merge.given;
    const found = jsonDiagnostics(
      result.diagnostics.filter(({ code }) => Object.hasOwn(writeCodes, code)),
      result.sources,
      out,
    ).map(({ code, file, line }) => `${code} ${file ?? ''}${line === null ? '' : `:${String(line)}`}`);
    // A case may leave the place out.
    const shown = found.map((text) => (diagnostics.includes(text) ? text : (text.split(' ')[0] ?? '')));
    expect(new Set(shown)).toEqual(new Set(diagnostics));
    expect(shown).toHaveLength(diagnostics.length);
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(expected));
  });

  // One program for all of them: the compiler's start would take most of the time.
  it('compiles, or fails at the lines of the user that are wrong', { timeout: 120_000 }, async () => {
    // One file that does not parse, and the compiler speaks of nothing else.
    const parsing = cases.filter(({ given }) => given.diagnostics?.includes('user-file-unparsable') !== true);
    linkPackages(root);
    // Copies of one runtime are checked once.
    for (const { name } of cases) {
      const copy = path.join(root, name, 'src/generated/runtime');
      rmSync(copy, { recursive: true });
      symlinkSync(path.join(repository, 'src/runtime'), copy);
    }
    const options = {
      target: 'ES2023',
      lib: ['ES2023'],
      module: 'NodeNext',
      types: ['node'],
      strict: true,
      noEmit: true,
      noUnusedLocals: true,
      noImplicitReturns: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
    };
    writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
    writeFileSync(
      path.join(root, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, include: parsing.map(({ name }) => `${name}/src`) }),
    );
    const { stdout } = await runProcess(process.execPath, [compilerPath('typescript7'), '-p', '.'], {
      cwd: root,
    });
    const complaints = stdout.split('\n').filter((line) => /^\S.*\(\d+,\d+\): error/.test(line));
    const places = (name: string): readonly string[] => [
      ...new Set(
        complaints
          .filter((line) => line.startsWith(`${name}/`))
          .map((line) => line.slice(name.length + 1).replace(/\((\d+),\d+\).*/, ':$1')),
      ),
    ];
    expect(
      Object.fromEntries(parsing.map(({ name }) => [name, places(name)])),
      complaints.join('\n'),
    ).toEqual(Object.fromEntries(parsing.map(({ name, given }) => [name, given.compile ?? []])));
    // What is wrong with no case is wrong with this test.
    expect(complaints.filter((line) => !cases.some(({ name }) => line.startsWith(`${name}/`)))).toEqual([]);
  });

  it('starts, and answers with what the user wrote', { timeout: 60_000 }, async () => {
    const started = cases.filter(({ given }) => given.start !== undefined);
    const script = `
      const statuses = {};
      for (const [name, calls] of ${JSON.stringify(started.map(({ name, given }) => [name, Object.keys(given.start ?? {})]))}) {
        const { createApi } = await import('./' + name + '/src/generated/index.js');
        const handlers = await import('./' + name + '/src/handlers/index.js');
        const api = createApi({ handlers, development: true });
        statuses[name] = {};
        for (const call of calls) {
          const [method, target] = call.split(' ');
          statuses[name][call] = (await api.inject({ method, target })).status;
        }
        await api.close();
      }
      console.log('statuses ' + JSON.stringify(statuses));
    `;
    writeFileSync(path.join(root, 'start.mts'), script);
    const { stdout, stderr } = await runProcess(
      process.execPath,
      ['--import', typescriptLoader, 'start.mts'],
      { cwd: root },
    );
    const line = /^statuses (.*)$/m.exec(stdout)?.[1];
    expect(line, stdout + stderr).toBeDefined();
    expect(JSON.parse(line ?? '')).toEqual(
      Object.fromEntries(started.map(({ name, given }) => [name, given.start])),
    );
    expect(started.length).toBeGreaterThan(5);
  });
});
