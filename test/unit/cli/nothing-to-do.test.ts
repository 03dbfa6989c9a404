/** The second run answers from the receipt of the first without loading the pipeline, and only where nothing changed. */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, runCli, snapshot, workFolder } from './run-cli.js';

const { cli, remove } = buildCli();
afterAll(remove);

const work = workFolder({
  'openapi.yaml': `
openapi: 3.1.0
info: { title: Shop, version: '1' }
x-security: { version: 1, access: public, because: a test }
security: []
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [orders]
      responses: { '200': { description: done, content: { application/json: { schema: { $ref: schemas.yaml } } } } }
`,
  'schemas.yaml': 'type: string\n',
  'overlay.yaml':
    "overlay: 1.0.0\ninfo: { title: O, version: '1' }\nactions: [{ target: $.info, update: { title: Store } }]\n",
});
afterAll(work.remove);

const args = ['generate', 'openapi.yaml', '--overlay', 'overlay.yaml'];
const pipeline = path.join(path.dirname(cli), 'pipeline.js');
const pristine = workFolder({});
afterAll(pristine.remove);
let first = '';

beforeAll(async () => {
  utimesSync(pipeline, 1, 1);
  const { code, stdout, stderr } = await runCli(cli, work.folder, args);
  if (code !== 0) throw new Error(stderr);
  first = stdout;
  cpSync(work.folder, pristine.folder, { recursive: true });
  // From now on whoever loads the pipeline dies, and to all appearances it is still the same file.
  writeFileSync(
    pipeline,
    "throw new Error('the pipeline was loaded');".padEnd(statSync(pipeline).size, '\n'),
  );
  utimesSync(pipeline, 1, 1);
});

it('says that there is nothing to change, as the whole run would, and touches nothing', async () => {
  const before = snapshot(work.folder);
  const { code, stdout, stderr } = await runCli(cli, work.folder, args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Store 1: 1 operation\n\.\/server: nothing to change\.\n/);
  // The rest is what the first run said, without its last advice.
  const [, ...guards] = stdout.split('\n\n');
  expect(guards.length).toBeGreaterThan(0);
  for (const section of guards) expect(first).toContain(section.trim());
  expect(snapshot(work.folder)).toEqual(before);
});

/** The one receipt in the cache of the user, whose home is the working directory. */
function receiptIn(folder: string): string {
  const cache = path.join(folder, '.cache/oasgard');
  const [name = '', ...more] = readdirSync(cache);
  expect(more).toEqual([]);
  return path.join(cache, name);
}

const append = (file: string) => (folder: string) => appendFileSync(path.join(folder, file), '\n');
const drop = (file: string) => (folder: string) => rmSync(path.join(folder, file));

describe('takes the whole way', () => {
  it.each<[string, (folder: string) => void, string[]?]>([
    ['after an edit of the document', append('openapi.yaml')],
    ['after an edit of a file it refers to', append('schemas.yaml')],
    ['after an edit of an overlay', append('overlay.yaml')],
    ['where a file it refers to is gone', drop('schemas.yaml')],
    [
      'where a file it refers to became a link to the same text',
      (folder) => {
        renameSync(path.join(folder, 'schemas.yaml'), path.join(folder, 'other.yaml'));
        symlinkSync('other.yaml', path.join(folder, 'schemas.yaml'));
      },
    ],
    ['after an edit of a generated file', append('server/src/generated/contract.ts')],
    ['after an edit of the runtime copy', append('server/src/generated/runtime/core/pipeline.ts')],
    ['after an edit of the effective document', append('server/openapi.effective.yaml')],
    ['where a generated file is gone', drop('server/src/generated/index.ts')],
    ['after an edit of a handler', append('server/src/handlers/orders.ts')],
    ['where a handler file is gone', drop('server/src/handlers/orders.ts')],
    [
      'where a handler file came',
      (folder) => writeFileSync(path.join(folder, 'server/src/handlers/new.ts'), ''),
    ],
    ['where the composition root is gone', drop('server/src/server.ts')],
    ['after an edit of package.json', append('server/package.json')],
    ['after an edit of the manifest', append('server/.oasgard/manifest.json')],
    ['where the manifest is gone', drop('server/.oasgard/manifest.json')],
    ['with a damaged receipt', (folder) => writeFileSync(receiptIn(folder), '{"format":2}')],
    ['with a receipt that others may write to', (folder) => chmodSync(receiptIn(folder), 0o620)],
    ['with a cache that others may write to', (folder) => chmodSync(path.dirname(receiptIn(folder)), 0o777)],
    [
      'with a receipt that is a link',
      (folder) => {
        const receipt = receiptIn(folder);
        renameSync(receipt, path.join(folder, 'elsewhere.json'));
        symlinkSync(path.join(folder, 'elsewhere.json'), receipt);
      },
    ],
    [
      'with a receipt that came with the project',
      (folder) => renameSync(receiptIn(folder), path.join(folder, 'server/.oasgard/receipt.json')),
    ],
    [
      'where a killed run left something to settle',
      (folder) => {
        mkdirSync(path.join(folder, 'server/.oasgard/staged'));
        writeFileSync(path.join(folder, 'server/.oasgard/staged/journal.json'), '{}');
      },
    ],
    [
      'where a generated folder became a link',
      (folder) => {
        const generated = path.join(folder, 'server/src/generated');
        renameSync(generated, path.join(folder, 'elsewhere'));
        symlinkSync(path.join(folder, 'elsewhere'), generated);
      },
    ],
    ['with another option', () => undefined, [...args, '--fail-on', 'high']],
    ['without an overlay', () => undefined, args.slice(0, 2)],
    ['in another form', () => undefined, [...args, '--format', 'json']],
    ['with --force', () => undefined, [...args, '--force']],
    ['for --check', () => undefined, [...args, '--check']],
  ])('%s', async (_, change, given = args) => {
    change(work.folder);
    const { code, stderr } = await runCli(cli, work.folder, given);
    rmSync(work.folder, { recursive: true });
    cpSync(pristine.folder, work.folder, { recursive: true });
    expect(stderr).toContain('the pipeline was loaded');
    expect(code).toBe(70);
  });

  it('in another working directory', async () => {
    const server = path.join(work.folder, 'server');
    const { code } = await runCli(cli, server, [
      'generate',
      '../openapi.yaml',
      '--out',
      '.',
      '--overlay',
      '../overlay.yaml',
    ]);
    expect(code).toBe(70);
  });

  it('on another machine, and in another copy of the project', async () => {
    const copy = path.join(work.folder, 'copy');
    cpSync(path.join(work.folder, 'server'), path.join(copy, 'server'), { recursive: true });
    for (const file of ['openapi.yaml', 'schemas.yaml', 'overlay.yaml'])
      cpSync(path.join(work.folder, file), path.join(copy, file));
    expect((await runCli(cli, copy, args, { HOME: work.folder })).code).toBe(70);
    rmSync(copy, { recursive: true });
    const elsewhere = `data:text/javascript,${encodeURIComponent(
      "import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module'; os.hostname = () => 'other'; syncBuiltinESMExports();",
    )}`;
    expect((await runCli(cli, work.folder, args, { NODE_OPTIONS: `--import ${elsewhere}` })).code).toBe(70);
  });

  it('no longer once everything is as it was', async () => {
    expect(await runCli(cli, work.folder, args)).toMatchObject({ code: 0, stderr: '' });
  });
});

it('keeps the receipt out of the project, where nobody else may read or write it', () => {
  const receipt = receiptIn(work.folder);
  expect(statSync(receipt).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(receipt)).mode & 0o777).toBe(0o700);
  expect(readdirSync(path.join(work.folder, 'server/.oasgard')).sort()).toEqual([
    'manifest.json',
    'security.json',
  ]);
});

it('prints nothing of a receipt that a terminal obeys', async () => {
  const receipt = receiptIn(work.folder);
  const whole = readFileSync(receipt, 'utf8');
  const content = JSON.parse(whole) as { answer: string };
  const answer = `\u001b]0;title\u0007\u001b[2J\u009b2J\u001b[32m${content.answer}\u001b[39m\r\b`;
  writeFileSync(receipt, JSON.stringify({ ...content, answer }));
  const { code, stdout } = await runCli(cli, work.folder, args, { FORCE_COLOR: '1' });
  writeFileSync(receipt, whole);
  expect(code).toBe(0);
  // oxlint-disable-next-line no-control-regex -- colors are all that may stay
  const text = stdout.replaceAll(/\u001b\[[\d;]*m/g, '');
  expect(text).toContain('Store 1: 1 operation\n');
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
