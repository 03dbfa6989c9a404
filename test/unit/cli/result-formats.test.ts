import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Log } from 'sarif';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../../src/cli/run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-formats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const out = path.join(folder, 'server');

function documentOf(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const weak = documentOf(
  'weak.yaml',
  `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get: { responses: { '200': { description: ok } } }
`,
);
const broken = documentOf('broken.yaml', 'openapi: 3.1.0\npaths: { "/\\e[31m": 1 }\n');

let stdout = '';
let stderr = '';
beforeEach(() => {
  stdout = '';
  stderr = '';
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((stdout += String(chunk)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((stderr += String(chunk)), true));
  return () => vi.restoreAllMocks();
});

describe('generate --format', () => {
  it('sarif prints one log, findings and errors alike', async () => {
    expect(await run(['generate', weak, '--out', out, '--format', 'sarif']), stderr).toBe(0);
    const findings = (JSON.parse(stdout) as Log).runs[0]!.results!;
    const undecided = findings.find(({ ruleId }) => ruleId === 'access-undecided')!;
    expect(undecided.locations![0]!.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'weak.yaml' },
      region: { startLine: 5 },
    });
    expect(stderr).toBe('');

    stdout = '';
    expect(await run(['generate', broken, '--out', out, '--format', 'sarif'])).toBe(1);
    const errors = (JSON.parse(stdout) as Log).runs[0]!.results!;
    expect(errors.some(({ level }) => level === 'error')).toBe(true);
    expect(stdout).not.toContain('\u001b');
  });

  it('sarif prints the same where nothing has changed', async () => {
    await run(['generate', weak, '--out', out, '--format', 'sarif']);
    const first = stdout;
    stdout = '';
    expect(await run(['generate', weak, '--out', out, '--format', 'sarif'])).toBe(0);
    expect(stdout).toBe(first);
  });

  it('github prints workflow commands and nothing else', async () => {
    expect(await run(['generate', weak, '--out', out, '--format', 'github'])).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .every((line) => /^::(?:warning|notice) /.test(line)),
    ).toBe(true);
    expect(stdout).toMatch(/^::\w+ file=weak\.yaml,line=5,.*title=access-undecided/m);

    stdout = '';
    expect(await run(['generate', broken, '--out', out, '--format', 'github'])).toBe(1);
    expect(stdout).toMatch(/^::error file=broken\.yaml,line=2,/m);
  });
});
