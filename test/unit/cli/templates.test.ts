import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { templateCatalogue } from '../../../src/render/template-catalogue.js';
import { builtInNames } from '../../../src/render/templates.js';
import { capturedRun, type CapturedRun } from './captured-run.js';
import { workFolder } from './run-cli.js';

const orders = fileURLToPath(new URL('../../../samples/orders/openapi.yaml', import.meta.url));

const work = workFolder({
  'own/note.md.hbs': '---\neach: operation\npath: notes/{operation}.md\n---\n# {{markdown name}}\n',
  'mine/partials/part.hbs': 'part',
  'mine/docs.md.hbs': '---\neach: tag\npath: docs/{tag}.md\n---\n# {{markdown name}}\n',
});
const mine = path.join(work.folder, 'mine');
afterAll(work.remove);
afterEach(() => {
  vi.restoreAllMocks();
});

const oasgard = (...args: readonly string[]): Promise<CapturedRun> => capturedRun('templates', ...args);

it('lists every template there is', () => {
  expect(templateCatalogue.map(({ name }) => name)).toEqual(builtInNames());
});

describe('templates eject', () => {
  it('copies a template with its context and origin, once, and list tells', async () => {
    const ejected = await oasgard('eject', 'project/handler.ts', '--templates', mine);
    expect(ejected).toMatchObject({ code: 0, stdout: `${mine}/project/handler.ts.hbs\n`, stderr: '' });
    const file = path.join(work.folder, 'mine/project/handler.ts.hbs');
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(
      /^\{\{!-- oasgard template project\/handler\.ts, context HandlerStubContext v1, origin sha256:[0-9a-f]{64} --\}\}\n/,
    );
    expect(await oasgard('eject', 'project/handler.ts', '--templates', mine)).toMatchObject({
      code: 1,
      stderr: 'oasgard templates eject: project/handler.ts.hbs exists; it was left alone.\n',
    });
    expect(readFileSync(file, 'utf8')).toBe(text);

    const listed = await oasgard('list', '--templates', mine, '--format', 'json');
    expect(listed.code).toBe(0);
    const list = JSON.parse(listed.stdout) as {
      readonly templates: readonly { readonly name: string; readonly overridden: boolean }[];
    };
    expect(list.templates.filter(({ overridden }) => overridden)).toEqual([
      {
        name: 'project/handler.ts',
        context: 'HandlerStubContext',
        makes: 'the stub of one handler',
        overridden: true,
        outdated: false,
      },
    ]);
    expect(list).toMatchObject({
      contextVersion: 1,
      further: [{ name: 'docs.md', each: 'tag', path: 'docs/{tag}.md' }],
      partials: ['partials/part'],
    });

    writeFileSync(file, text.replace(/sha256:[0-9a-f]{8}/, 'sha256:00000000'));
    const outdated = await oasgard('list', '--templates', mine);
    expect(outdated.stdout).toMatch(/project\/handler\.ts .*\(overridden; the original has changed\)/);
    expect(outdated.stderr).toMatch(/low template-outdated: [^]*mine\/project\/handler\.ts\.hbs:1:1/);
  });

  it('does not leave its folder, and knows its templates', async () => {
    symlinkSync('/tmp', path.join(work.folder, 'mine/generated'));
    const escaped = await oasgard('eject', 'generated/types.ts', '--templates', mine);
    expect(escaped).toMatchObject({ code: 1, stdout: '' });
    expect(escaped.stderr).toMatch(/symbolic link/);
    const misspelt = await oasgard('eject', 'project/hander.ts');
    expect(misspelt.code).toBe(2);
    expect(misspelt.stderr).toMatch(/Did you mean project\/handler\.ts\?/);
  });
});

describe('templates context', () => {
  it('prints the data of one operation, code marked as code', async () => {
    const { code, stdout } = await oasgard(
      'context',
      'project/handler.ts',
      orders,
      '--operation',
      'getOrder',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'getOrder',
      method: 'GET',
      path: '/orders/{orderId}',
      request: { code: 'GetOrderRequest' },
      generated: '../generated/index.js',
      access: { authenticated: true, public: false },
    });
  });

  it('prints what further files are rendered over', async () => {
    const { stdout } = await oasgard('context', 'tag', orders, '--operation', 'login');
    expect(JSON.parse(stdout)).toMatchObject({ name: 'session', fileName: 'session' });
    const api = await oasgard('context', 'api', orders);
    const { operations } = JSON.parse(api.stdout) as { readonly operations: readonly object[] };
    expect(operations.length).toBeGreaterThan(3);
  });

  it('takes document, templates and names from the configuration', async () => {
    const config = path.join(work.folder, 'oasgard.config.yaml');
    writeFileSync(
      config,
      `document: ${orders}\nout: server\ntemplates: { dir: own }\nnaming: { operations: { 'GET /orders/{orderId}': readOrder } }\n`,
    );
    const { code, stdout, stderr } = await oasgard(
      'context',
      'note.md',
      '--config',
      config,
      '--operation',
      'readOrder',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ name: 'readOrder', operationId: 'getOrder' });
  });

  it('refuses what there is not', async () => {
    expect(
      (await oasgard('context', 'project/handler.ts', orders, '--operation', 'getOdrer')).stderr,
    ).toMatch(/Did you mean getOrder\?/);
    expect((await oasgard('context', 'operatoin', orders)).stderr).toMatch(/Did you mean operation\?/);
  });
});
