import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../../src/cli/run.js';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { jsonPath } from '../../../src/harden/json-path-text.js';
import { selectPaths } from '../../../src/load/json-path.js';
import type { Api } from '../../../src/model/api.js';
import { readApi } from '../../../src/pipeline.js';

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-harden-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let out = '';
let err = '';
beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    err += String(chunk);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function documentOf(name: string, document: object): string {
  const file = path.join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ openapi: '3.1.0', info: { title: name, version: '1' }, ...document }));
  return file;
}

/** The overlay `harden` writes for a document, and the model with it applied. */
async function harden(document: string): Promise<{ readonly overlay: string; readonly api: Api }> {
  const file = `${document}.overlay.yaml`;
  rmSync(file, { force: true });
  expect(await run(['harden', document, '--out', file]), err).toBe(0);
  const diagnostics = new Diagnostics();
  const api = readApi({ document, overlays: [file] }, null, diagnostics);
  expect(diagnostics.list.filter(({ severity }) => severity === 'error')).toEqual([]);
  return { overlay: readFileSync(file, 'utf8'), api: api! };
}

const ok = { responses: { '204': { description: 'ok' } } };
const accessOf = (api: Api) => api.operations.map(({ name, access }) => `${name}: ${access.kind}`);

describe('oasgard harden', () => {
  it('leaves nothing undecided, opens nothing, and keeps what was decided', async () => {
    const { api } = await harden(
      documentOf('mixed', {
        paths: {
          '/a/{id}': { get: { operationId: 'a', ...ok }, delete: { operationId: 'b', ...ok } },
          '/open': { get: { operationId: 'open', security: [], ...ok } },
          '/guarded': { get: { operationId: 'guarded', security: [{ key: [] }], ...ok } },
        },
        components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
      }),
    );
    expect(accessOf(api)).toEqual([
      'a: authenticated',
      'b: authenticated',
      'open: public',
      'guarded: authenticated',
    ]);
    expect(api.operations[0]!.requirements).toEqual([
      { credentials: [{ scheme: 'key', scopes: [], roles: [] }] },
    ]);
  });

  it('declares a scheme where the document has none that can be required', async () => {
    const { api } = await harden(
      documentOf('none', {
        paths: { '/a': { get: { operationId: 'a', ...ok } } },
        components: { securitySchemes: { bearer: { type: 'http', scheme: 'dpop' } } },
      }),
    );
    expect(accessOf(api)).toEqual(['a: authenticated']);
    expect(api.schemes.map(({ name, kind }) => `${name}: ${kind}`)).toEqual(['bearerToken: jwt']);
  });

  it('declares it as Swagger 2.0 does in documents of that version', async () => {
    const file = path.join(folder, 'swagger.json');
    const document = { swagger: '2.0', info: { title: 'old', version: '1' }, paths: { '/a': { get: ok } } };
    writeFileSync(file, JSON.stringify(document));
    const { api } = await harden(file);
    expect(accessOf(api)).toEqual(['getA: authenticated']);
    expect(api.schemes).toMatchObject([{ name: 'bearer', kind: 'jwt', type: 'oauth2' }]);
  });

  it('decides operations of other files through the root, and says so', async () => {
    writeFileSync(path.join(folder, 'part.json'), JSON.stringify({ get: { operationId: 'far', ...ok } }));
    const { api, overlay } = await harden(documentOf('split', { paths: { '/far': { $ref: 'part.json' } } }));
    expect(accessOf(api)).toEqual(['far: authenticated']);
    expect(overlay).toContain('# These stand in other files');
    expect(overlay).toContain('#   GET /far');
  });

  it('guards operations alike that differ only after #', async () => {
    const { api } = await harden(
      documentOf('twins', {
        paths: {
          '/a#one': { get: { operationId: 'one', ...ok } },
          '/a#two': { get: { operationId: 'two', ...ok } },
        },
      }),
    );
    expect(accessOf(api)).toEqual(['one: authenticated']);
  });

  it('guards operations alike whose templates differ in names, whatever their method', async () => {
    const file = path.join(folder, 'names.json');
    const document = {
      openapi: '3.2.0',
      info: { title: 'names', version: '1' },
      paths: {
        '/a/{x}': { additionalOperations: { COPY: { operationId: 'one', ...ok } } },
        '/a/{y}': { additionalOperations: { COPY: { operationId: 'two', ...ok } } },
      },
    };
    writeFileSync(file, JSON.stringify(document));
    const { api } = await harden(file);
    expect(accessOf(api)).toEqual(['one: authenticated']);
  });

  it('lists weaknesses as comments with their place and advice', async () => {
    const { overlay } = await harden(
      documentOf('weak', {
        paths: { '/a': { get: { operationId: 'a', security: [{ basic: [] }], ...ok } } },
        components: { securitySchemes: { basic: { type: 'http', scheme: 'basic' } } },
      }),
    );
    expect(overlay).toMatch(/ {2}# medium scheme-basic: .*weak\.json:1\)/);
    expect(overlay).toContain('# - target: "$.components.securitySchemes.basic"');
  });

  it('quotes what other products are told, beside the entry, and obeys nothing of it', async () => {
    const { api, overlay } = await harden(
      documentOf('foreign', {
        'x-tyk-api-gateway': { server: { authentication: { enabled: false } } },
        paths: {
          '/a': {
            'x-kong-plugin-key-auth': { enabled: true, note: 'x\n- target: $\u001b' },
            get: {
              operationId: 'a',
              'x-auth-type': 'None',
              'x-throttling-tier': '50KPerMin',
              'x-logo': 1,
              ...ok,
            },
          },
        },
      }),
    );
    expect(accessOf(api)).toEqual(['a: authenticated']);
    const lines = overlay.split('\n');
    const entry = lines.findIndex((line) => line.includes('# GET /a'));
    expect(lines.slice(entry + 1, entry + 4)).toEqual([
      '  # x-auth-type (WSO2), authentication: "None"',
      '  # x-throttling-tier (WSO2), rate limits: "50KPerMin"',
      '  # x-kong-plugin-key-auth (Kong), authentication: {"enabled":true,"note":"x\\n- target: $\\u001b"}',
    ]);
    expect(overlay).toContain(
      '# x-tyk-api-gateway (Tyk), security: {"server":{"authentication":{"enabled":false}}}',
    );
    expect(overlay).not.toContain('x-logo');
  });

  it('prints to stdout, and never writes over a file', async () => {
    const document = documentOf('print', { paths: { '/a': { get: { operationId: 'a', ...ok } } } });
    expect(await run(['harden', document])).toBe(0);
    expect(parse(out)).toMatchObject({ overlay: '1.0.0' });
    const taken = path.join(folder, 'taken.yaml');
    writeFileSync(taken, 'mine');
    expect(await run(['harden', document, '--out', taken])).toBe(2);
    expect(err).toContain('exists already');
    expect(readFileSync(taken, 'utf8')).toBe('mine');
  });

  it('shows the errors of a document it cannot read, and writes nothing', async () => {
    const file = path.join(folder, 'broken.yaml');
    writeFileSync(file, 'openapi: [');
    expect(await run(['harden', file, '--out', path.join(folder, 'never.yaml')])).toBe(1);
    expect(err).toContain('syntax-error');
    expect(existsSync(path.join(folder, 'never.yaml'))).toBe(false);
  });

  it('keeps hostile texts inside their comment or scalar', async () => {
    const hostile = 'x\n  - target: $\n    remove: true\u2028#\u001b[31m';
    const { api, overlay } = await harden(
      documentOf('hostile', {
        info: { title: hostile, version: '1' },
        paths: { "/it's/{a}": { get: { operationId: 'a', summary: hostile, ...ok } } },
      }),
    );
    expect(accessOf(api)).toEqual(['a: authenticated']);
    expect(overlay).not.toContain('\u001b');
    expect(JSON.stringify(parse(overlay))).not.toContain('"remove"');
  });
});

describe('jsonPath', () => {
  it('selects exactly the member it names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), (key) => {
        fc.pre(key !== '__proto__');
        const root = { paths: { [key]: { get: {} }, [`${key}x`]: { get: {} } } };
        const selected = selectPaths(root, jsonPath(['paths', key, 'get']));
        expect(selected).toEqual({ ok: true, paths: [['paths', key, 'get']] });
      }),
    );
  });
});
