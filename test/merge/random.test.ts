/**
 * Random edits of users' files between random changes of the document. Every byte a user wrote stays, in its order; and
 * the project compiles, or the run said what the user must do. `npm run test:merge` draws many more.
 */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { generate } from '../../src/pipeline.js';
import { linkPackages } from '../support/generated-project.js';
import { compilerPath, repository } from '../support/repository.js';
import { runProcess } from '../support/run-process.js';
import { userFiles } from './merge-case.js';
import { applyEdit, editKinds } from './random-edits.js';

const runs = Number(process.env['MERGE_RUNS'] ?? 6);
const seed = Number(process.env['MERGE_SEED'] ?? 20_261_125);
const root = mkdtempSync(path.join(tmpdir(), 'oasgard-random-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const operations = ['listOrders', 'getOrder', 'cancelOrder', 'listItems', 'getItem', 'pay'] as const;

/** A document with some of the operations, each under one of three tags, answering one of two statuses. */
function documentOf(
  choice: readonly { readonly kept: boolean; readonly tag: number; readonly created: boolean }[],
) {
  const paths = operations.flatMap((operationId, index) => {
    const { kept, tag, created } = choice[index]!;
    if (!kept) return [];
    const responses = { [created ? '201' : '204']: { description: 'done' } };
    const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 40 } };
    const list = operationId.startsWith('list');
    return [
      [
        list ? `/${operationId}` : `/${operationId}/{id}`,
        {
          ...(list ? {} : { parameters: [id] }),
          get: { operationId, tags: [['orders', 'items', 'more'][tag]], responses },
        },
      ],
    ];
  });
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    'x-security': { version: 1, access: 'authenticated' },
    security: [{ token: [] }],
    paths: Object.fromEntries(paths) as unknown,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          'x-security': { issuer: 'https://id.example', audience: 'shop' },
        },
      },
    },
  });
}

const document = fc
  .array(fc.record({ kept: fc.boolean(), tag: fc.nat(2), created: fc.boolean() }), {
    minLength: operations.length,
    maxLength: operations.length,
  })
  .map(documentOf);
const edit = fc.record({ kind: fc.constantFrom(...editKinds), pick: fc.nat(1000) });
const steps = fc.array(fc.record({ edits: fc.array(edit, { maxLength: 5 }), document }), {
  minLength: 1,
  maxLength: 3,
});

interface Project {
  readonly name: string;
  readonly story: string;
  /** What the runs said of users' files. */
  readonly said: readonly string[];
  readonly deleted: readonly string[];
  readonly broken: boolean;
}

const notes: ReadonlySet<string> = new Set(['stub-not-added', 'user-file-unparsable', 'option-not-given']);
const projects: Project[] = [];

it('keeps every byte', { timeout: 30_000 + runs * 15_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(document, steps, async (first, later) => {
      const name = `p${String(projects.length)}`;
      const out = path.join(root, name);
      const file = path.join(root, `${name}.json`);
      const said: string[] = [];
      const deleted: string[] = [];
      let broken = false;
      const run = async (text: string): Promise<void> => {
        writeFileSync(file, text);
        const result = await generate({ document: file, out });
        if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
        for (const { code, message } of result.diagnostics) {
          if (notes.has(code)) said.push(`${code}: ${message}`);
        }
      };
      await run(first);
      for (const { edits, document: next } of later) {
        for (const one of edits) {
          const effect = applyEdit(out, one);
          if (effect.deleted !== null) deleted.push(effect.deleted);
          broken ||= effect.broken !== null;
        }
        const before = userFiles(out);
        await run(next);
        const after = userFiles(out);
        for (const [path_, text] of before) {
          expect(after.has(path_), `${path_} is gone`).toBe(true);
          expect(
            survives(text, after.get(path_) ?? ''),
            `${path_}:\n${text}\n---\n${after.get(path_) ?? ''}`,
          ).toBe(true);
        }
        // What is done is done: the next run finds nothing to do.
        const state = userFiles(out);
        await run(next);
        expect(userFiles(out)).toEqual(state);
      }
      projects.push({ name, story: JSON.stringify(later.map(({ edits }) => edits)), said, deleted, broken });
    }),
    { numRuns: runs, seed, endOnFailure: runs <= 6 },
  );
});

/** Whether all of a text stands in another, in its order: nothing but insertions lies between the two. */
function survives(text: string, longer: string): boolean {
  let at = 0;
  for (const character of longer) if (at < text.length && text[at] === character) at++;
  return at === text.length;
}

it('compiles, or says what to do', { timeout: 120_000 + runs * 5_000 }, async () => {
  const whole = projects.filter(({ broken }) => !broken);
  linkPackages(root);
  for (const { name } of projects) {
    const copy = path.join(root, name, 'src/generated/runtime');
    rmSync(copy, { recursive: true });
    symlinkSync(path.join(repository, 'src/runtime'), copy);
  }
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023'],
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    noEmit: true,
    noImplicitReturns: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
  };
  writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
  const include = whole.map(({ name }) => `${name}/src`);
  writeFileSync(path.join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
  const { stdout } = await runProcess(process.execPath, [compilerPath('typescript7'), '-p', '.'], {
    cwd: root,
  });
  const complaints = stdout.split('\n').filter((line) => /^\S.*\(\d+,\d+\): error/.test(line));
  for (const { name, story, said, deleted } of whole) {
    const own = complaints.filter((line) => line.startsWith(`${name}/`));
    // Without a deletion nothing may be missing; with one, what is missing was named.
    const isExplained = (line: string, word: string): boolean =>
      said.some((text) => text.includes(`no \`${word}\``)) ||
      (deleted.some((member) => member.endsWith(`.${word}`)) &&
        // Named by the run, or by the user's own list of exports.
        (said.some((text) => text.includes(JSON.stringify(word))) || line.includes('no exported member')));
    const unexplained = own.filter((line) => {
      // Of several that are missing the compiler says the names without quotes: each has to have been named.
      const several = / the following properties from type '\w+': (.*)$/.exec(line)?.[1]?.split(', ');
      if (several !== undefined) return !several.every((word) => isExplained(line, word));
      const words = [...line.matchAll(/'(\w+)'/g)].map(([, word]) => word!);
      return !words.some((word) => isExplained(line, word));
    });
    expect(unexplained, `${story}\n${said.join('\n')}\n${own.join('\n')}`).toEqual([]);
    if (deleted.length === 0) {
      expect(
        said.filter((text) => !text.startsWith('option-not-given')),
        story,
      ).toEqual([]);
    }
  }
  expect(whole.length).toBeGreaterThan(0);
});
