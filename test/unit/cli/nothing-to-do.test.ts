/** The second run answers from the receipt of the first without loading the pipeline, and only where nothing changed. */
import {
  appendFileSync,
  cpSync,
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
    [
      'with a damaged receipt',
      (folder) => writeFileSync(path.join(folder, 'server/.oasgard/receipt.json'), '{"format":1}'),
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

  it('no longer once everything is as it was', async () => {
    expect(await runCli(cli, work.folder, args)).toMatchObject({ code: 0, stderr: '' });
  });
});
