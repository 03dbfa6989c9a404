import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../../src/cli/run.js';
import { TimeLimit, TimeLimitError } from '../../../src/load/time-limit.js';

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-limits-'));
const file = path.join(folder, 'openapi.yaml');
const out = path.join(folder, 'server');
writeFileSync(
  file,
  `openapi: 3.1.0
info: &info { title: T, version: '1' }
x-again: [*info, *info]
paths:
  /a: { get: { responses: { '200': { $ref: 'reply.yaml' } } } }
`,
);
writeFileSync(path.join(folder, 'reply.yaml'), 'description: ok\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let stdout = '';
let stderr = '';
beforeEach(() => {
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((stdout += String(chunk)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((stderr += String(chunk)), true));
  return () => vi.restoreAllMocks();
});

describe('limits on what a document may cost', () => {
  it.each([
    ['--max-bytes', '100', 'file-too-large'],
    ['--max-depth', '3', 'too-deep'],
    ['--max-aliases', '1', 'too-many-aliases'],
    ['--max-nodes', '10', 'too-many-nodes'],
    ['--max-files', '1', 'too-many-files'],
  ])('%s %s is %s, and names the option', async (option, value, code) => {
    for (const command of [
      ['generate', file, '--out', out],
      ['harden', file],
      ['explain', file, 'GET /a'],
      ['diff', file, file],
    ]) {
      stderr = '';
      expect(await run([...command, option, value])).toBe(1);
      expect(stderr).toContain(`error ${code}:`);
      expect(stderr).toContain(option);
      expect(stdout).toBe('');
    }
    expect(existsSync(out)).toBe(false);
  });

  it('refuses schemas that refer to one another through thousands of levels', async () => {
    const chain = path.join(folder, 'chain.yaml');
    const schemas = Array.from(
      { length: 3000 },
      (_, index) =>
        `    S${index}: { properties: { next: { $ref: '#/components/schemas/S${(index + 1) % 3000}' } } }\n`,
    );
    writeFileSync(
      chain,
      `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a: { get: { responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/S0' } } } } } } }
components:
  schemas:
${schemas.join('')}`,
    );
    expect(await run(['generate', chain, '--out', out])).toBe(1);
    expect(stderr).toContain(
      'error too-deep: Schemas refer to one another through more levels, or hold more members, than can be followed',
    );
    expect(stderr).toContain('help: Let fewer schemas lead');
    expect(existsSync(out)).toBe(false);
  });

  it('refuses more alternatives than can be compiled', async () => {
    const wide = path.join(folder, 'wide.json');
    const oneOf = Array.from({ length: 8000 }, (_, index) => ({ const: `v${index}` }));
    const content = { 'application/json': { schema: { oneOf } } };
    const operation = { requestBody: { content }, responses: { 200: { description: 'ok' } } };
    const info = { title: 'T', version: '1' };
    writeFileSync(wide, JSON.stringify({ openapi: '3.1.0', info, paths: { '/a': { post: operation } } }));
    expect(await run(['generate', wide, '--out', out])).toBe(1);
    expect(stderr).toContain('or hold more members, than can be followed');
  });

  it('allows what stays inside them', async () => {
    const limits = ['bytes', 'depth', 'aliases', 'nodes', 'files', 'seconds'].flatMap((name) => [
      `--max-${name}`,
      name === 'bytes' ? '9000' : '150',
    ]);
    expect(await run(['generate', file, '--out', out, ...limits]), stderr).toBe(0);
    expect(stdout).toContain('1 operation');
  });

  it.each(['0', '-1', '1.5', '1e3', 'x', '99999999999999999999'])('refuse the value %s', async (value) => {
    expect(await run(['generate', file, `--max-depth=${value}`])).toBe(2);
    expect(stderr).toContain('--max-depth takes a whole number from 1 up');
  });

  it('allow no nesting that the passes cannot follow', async () => {
    expect(await run(['generate', file, '--max-depth', '100000'])).toBe(2);
    expect(stderr).toContain('--max-depth takes at most 200');
  });

  it.each([
    ['items', '{"items":', '}', 188],
    // Of all keywords, this one takes ajv the most calls.
    ['dependentSchemas', '{"dependentSchemas":{"a":', '}}', 94],
  ])('allow as much nesting of %s as may be asked for', async (keyword, open, close, levels) => {
    const deep = path.join(folder, `${keyword}.json`);
    const media = `{"application/json":{"schema":${open.repeat(levels)}{}${close.repeat(levels)}}}`;
    const operation = `{"requestBody":{"content":${media}},"responses":{"200":{"description":"ok","content":${media}}}}`;
    writeFileSync(
      deep,
      `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"post":${operation}}}}`,
    );
    const command = ['generate', deep, '--out', path.join(folder, keyword)];
    expect(await run(command)).toBe(1);
    expect(stderr).toContain('error too-deep: More than 128 levels');
    expect(await run([...command, '--max-depth', '200']), stderr).toBe(0);
  });
});

describe('TimeLimit', () => {
  it('is over when its seconds have passed', () => {
    let now = 5000;
    const time = new TimeLimit(2, () => now);
    now = 6999;
    expect(time.isOver).toBe(false);
    time.check();
    now = 7000;
    expect(time.isOver).toBe(true);
    expect(() => time.check()).toThrow(TimeLimitError);
  });
});
