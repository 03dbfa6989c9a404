/** Every kind of bad input, through the real command line: one clear diagnostic, exit status 1, nothing touched. */
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonDiagnostic } from '../../../src/diagnostics/json-diagnostics.js';
import { runCli, sharedCli, snapshot, workFolder } from './run-cli.js';

interface BadInput {
  readonly name: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly args?: readonly string[];
  /** Code of the one error. */
  readonly code: string;
  /** `file:line` of the error; only the file where it concerns the whole of it. */
  readonly place: string;
  /** What the message or the advice must name. */
  readonly names?: RegExp;
}

const head = 'openapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\n';
const operation = '      responses: { "200": { description: ok } }\n';
const good = `${head}paths:\n  /a:\n    get:\n${operation}`;
const schemes = `components:
  securitySchemes:
    oauth:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: "https://id.example.com/token", scopes: { read: reads } } }
`;

const cases: readonly BadInput[] = [
  { name: 'a missing file', files: {}, code: 'file-not-found', place: 'openapi.yaml' },
  { name: 'a folder', files: { 'openapi.yaml/x': '' }, code: 'file-is-directory', place: 'openapi.yaml' },
  {
    name: 'an empty file',
    files: { 'openapi.yaml': '' },
    code: 'file-empty',
    place: 'openapi.yaml:1',
    names: /whether it was saved/,
  },
  {
    name: 'a URL',
    files: {},
    args: ['https://example.com/specs/shop.json?v=1'],
    code: 'file-not-found',
    place: 'https://example.com/specs/shop.json?v=1',
    names: /Download it first, and name the file: curl -o shop\.json 'https:/,
  },
  {
    name: 'only comments',
    files: { 'openapi.yaml': '# nothing\n' },
    code: 'file-empty',
    place: 'openapi.yaml:1',
  },
  {
    name: 'a binary file',
    files: { 'openapi.yaml': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff]) },
    code: 'file-binary',
    place: 'openapi.yaml',
  },
  {
    name: 'a YAML syntax error',
    files: { 'openapi.yaml': `${head}paths:\n  /a: b: c\n` },
    code: 'syntax-error',
    place: 'openapi.yaml:4',
    names: /indent/,
  },
  {
    name: 'a JSON syntax error',
    files: { 'openapi.json': '{\n  "openapi": "3.1.0",,\n}' },
    args: ['openapi.json'],
    code: 'syntax-error',
    place: 'openapi.json:2',
    names: /JSON has no comments/,
  },
  {
    name: 'not an OpenAPI document',
    files: { 'openapi.yaml': 'name: something else\n' },
    code: 'not-openapi',
    place: 'openapi.yaml:1',
  },
  {
    name: 'a wrong version',
    files: { 'openapi.yaml': 'swagger: "1.2"\ninfo: { title: T, version: "1" }\npaths: {}\n' },
    code: 'unsupported-version',
    place: 'openapi.yaml:1',
    names: /3\.0|3\.1/,
  },
  {
    name: 'an unresolvable reference',
    files: { 'openapi.yaml': good.replace('{ description: ok }', '{ $ref: "#/components/responses/No" }') },
    code: 'reference-unresolvable',
    place: 'openapi.yaml:6',
    names: /components\/responses\/No.*add what it names/,
  },
  {
    name: 'a misspelt reference',
    files: {
      'openapi.yaml': good
        .replace('{ description: ok }', '{ $ref: "#/components/responses/Nott" }')
        .concat('components: { responses: { Not: { description: ok } } }\n'),
    },
    code: 'reference-unresolvable',
    place: 'openapi.yaml:6',
    names: /Did you mean "Not"\?/,
  },
  {
    name: 'a reference to a missing file',
    files: { 'openapi.yaml': good.replace('{ description: ok }', '{ $ref: "no.yaml" }') },
    code: 'file-not-found',
    place: 'openapi.yaml:6',
  },
  {
    name: 'a reference out of the folder',
    files: {
      'api/openapi.yaml': good.replace('{ description: ok }', '{ $ref: "../secret.yaml" }'),
      'secret.yaml': 'description: x\n',
    },
    args: ['api/openapi.yaml'],
    code: 'reference-forbidden',
    place: 'api/openapi.yaml:6',
  },
  {
    name: 'a reference that leads to itself',
    files: {
      'openapi.yaml': `${good}components:\n  schemas:\n    A: { $ref: "#/components/schemas/B" }\n    B: { $ref: "#/components/schemas/A" }\n`,
    },
    code: 'reference-cycle',
    place: 'openapi.yaml:9',
  },
  {
    name: 'an undefined scheme',
    files: { 'openapi.yaml': `${head}security: [{ nope: [] }]\n${good.slice(head.length)}` },
    code: 'undefined-scheme',
    place: 'openapi.yaml:3',
    names: /nope/,
  },
  {
    name: 'a scope of no flow, where that is to fail',
    files: { 'openapi.yaml': `${head}security: [{ oauth: [raed] }]\n${good.slice(head.length)}${schemes}` },
    args: ['openapi.yaml', '--fail-on', 'low'],
    code: 'undeclared-scope',
    place: 'openapi.yaml:3',
    names: /raed/,
  },
  {
    name: 'an undefined role',
    files: {
      'openapi.yaml': `${head}x-security: { version: 1, roles: { admin: [] } }\nsecurity: [{ oauth: [] }]\n${good.slice(head.length).replace('    get:\n', '    get:\n      x-security: { access: { roles: [amdin] } }\n')}${schemes}`,
    },
    code: 'undefined-role',
    place: 'openapi.yaml:8',
    names: /"admin"/,
  },
  {
    name: 'a misspelt member of x-security',
    files: {
      'openapi.yaml': `${head}x-security: { version: 1, rateLimt: [ip] }\n${good.slice(head.length)}`,
    },
    code: 'x-security-unknown-member',
    place: 'openapi.yaml:3',
    names: /rateLimit/,
  },
  {
    name: 'a misspelt x-security',
    files: { 'openapi.yaml': `${head}x-securty: { version: 1 }\n${good.slice(head.length)}` },
    code: 'x-security-misspelt',
    place: 'openapi.yaml:3',
    names: /x-security/,
  },
  {
    name: 'a member of x-security of the wrong type',
    files: {
      'openapi.yaml': `${head}x-security: { version: 1, timeout: [15s] }\n${good.slice(head.length)}`,
    },
    code: 'x-security-invalid-value',
    place: 'openapi.yaml:3',
  },
  {
    name: 'a member of the document of the wrong type',
    files: { 'openapi.yaml': good.replace('paths:', 'servers: https://a.example\npaths:') },
    code: 'schema-violation',
    place: 'openapi.yaml:3',
  },
  {
    name: 'an output folder that is a file',
    files: { 'openapi.yaml': good, server: '' },
    code: 'output-not-a-folder',
    place: 'server',
  },
  {
    name: 'an output folder behind a file',
    files: { 'openapi.yaml': good, file: '' },
    args: ['openapi.yaml', '--out', 'file/server'],
    code: 'output-not-a-folder',
    place: 'file',
  },
  {
    name: 'an output folder that is not empty and not ours',
    files: { 'openapi.yaml': good, 'server/notes.txt': 'mine' },
    code: 'output-not-ours',
    place: 'server',
    names: /--adopt/,
  },
  {
    name: 'a missing overlay',
    files: { 'openapi.yaml': good },
    args: ['openapi.yaml', '--overlay', 'no.yaml'],
    code: 'file-not-found',
    place: 'no.yaml',
  },
  {
    name: 'an overlay that is none',
    files: { 'openapi.yaml': good, 'o.yaml': 'overlay: 1.0.0\ninfo: { title: O, version: "1" }\n' },
    args: ['openapi.yaml', '--overlay', 'o.yaml'],
    code: 'overlay-invalid',
    place: 'o.yaml:1',
  },
];

const { cli, remove: removeBuild } = sharedCli();
afterAll(removeBuild);

describe('bad input', { timeout: 120_000 }, () => {
  it.concurrent.each(cases)('$name', async ({ files, args = ['openapi.yaml'], code, place, names }) => {
    const { folder, remove } = workFolder(files);
    const before = snapshot(folder);
    const json = await runCli(cli, folder, ['generate', ...args, '--format', 'json']);
    expect(json.stderr).toBe('');
    const { diagnostics, summary } = JSON.parse(json.stdout) as {
      readonly diagnostics: readonly JsonDiagnostic[];
      readonly summary: unknown;
    };
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const [error] = errors;
    const line = error?.line === null || error?.line === undefined ? '' : `:${String(error.line)}`;
    expect(errors.map((diagnostic) => diagnostic.code)).toEqual([code]);
    expect(`${error?.file ?? ''}${line}`).toBe(place);
    expect(error?.help ?? error?.message ?? '').not.toBe('');
    if (names !== undefined) expect(`${error?.message ?? ''} ${error?.help ?? ''}`).toMatch(names);
    expect(json.code).toBe(1);
    expect(summary).toBeNull();
    expect(snapshot(folder)).toEqual(before);
    remove();
  });

  it.runIf(process.platform === 'linux')('an output folder that cannot be created', async () => {
    const { folder, remove } = workFolder({ 'openapi.yaml': good });
    const { code, stderr } = await runCli(cli, folder, [
      'generate',
      'openapi.yaml',
      '--out',
      '/proc/oasgard/server',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error (output-not-writable|write-failed):/);
    remove();
  });

  it('prints text for people on stderr, sorted, with the line and what to do', async () => {
    const { folder, remove } = workFolder({
      'openapi.yaml': `${head}security: [{ nope: [] }, { nada: [] }]\n${good.slice(head.length)}`,
    });
    const { code, stdout, stderr } = await runCli(cli, folder, ['generate', 'openapi.yaml']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /error undefined-scheme:[^]*nope[^]*openapi\.yaml:3:14\n 3 \| security[^]*\^\^\^\^[^]*help:[^]*nada[^]*2 errors\nNothing was written\.\n$/,
    );
    expect(stderr).not.toContain('\u001B');
    remove();
  });
});
