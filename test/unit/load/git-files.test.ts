import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { GitFiles, RevisionError } from '../../../src/load/git-files.js';
import { loadDocument } from '../../../src/load/load-document.js';
import { normalizeDocument } from '../../../src/normalize/normalize-document.js';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'oasgard-git-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function git(...args: readonly string[]): void {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'ignore' });
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

const document = (title: string): string => `openapi: 3.1.0
info: { title: ${title}, version: '1' }
paths:
  /a:
    get: { responses: { 200: { description: ok, content: { application/json: { schema: { $ref: './schemas/a.yaml' } } } } } }
`;

git('init', '-q', '-b', 'main');
write('api/openapi.yaml', document('Old'));
write('api/schemas/a.yaml', 'type: string\nmaxLength: 5\n');
write('secret.yaml', 'type: integer\n');
symlinkSync('../secret.yaml', path.join(root, 'api/linked.yaml'));
symlinkSync('api', path.join(root, 'alias'));
git('add', '-A');
git('commit', '-q', '-m', 'one');
write('api/openapi.yaml', document('New'));
write('api/schemas/a.yaml', 'type: string\nmaxLength: 9\n');

describe('GitFiles', () => {
  it('reads a document and what it refers to as they were', () => {
    const diagnostics = new Diagnostics();
    const files = new GitFiles('HEAD', root);
    const loaded = loadDocument(path.join(root, 'api/openapi.yaml'), { files }, diagnostics);
    const normalized = loaded === null ? null : normalizeDocument(loaded, diagnostics);
    expect(diagnostics.list.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(loaded?.document['info']).toMatchObject({ title: 'Old' });
    expect([...(normalized?.schemas.values() ?? [])]).toMatchObject([{ maxLength: 5 }]);
  });

  it('takes links for no files, whatever they lead to', () => {
    const files = new GitFiles('main', root);
    expect(files.stat(path.join(root, 'api/linked.yaml')).kind).toBe('other');
    expect(files.stat(path.join(root, 'api')).kind).toBe('folder');
    expect(() => files.stat(path.join(root, 'alias/openapi.yaml'))).toThrow(/is not in this revision/);
  });

  it('has nothing outside the working tree, and nothing the commit lacks', () => {
    const files = new GitFiles('main', root);
    write('later.yaml', 'x: 1\n');
    expect(files.stat(files.realPath(root)).kind).toBe('folder');
    for (const file of ['later.yaml', '../x.yaml', '..', 'api/*.yaml', ':(top)secret.yaml']) {
      expect(() => files.realPath(path.join(root, file)), file).toThrow(
        expect.objectContaining({ code: 'ENOENT' }) as Error,
      );
    }
  });

  it('has no file whose path is longer than any path, which git could not be asked about', () => {
    const diagnostics = new Diagnostics();
    const text = document('Long').replace('./schemas/a.yaml', `${'x/'.repeat(100_000)}a.yaml`);
    write('long/openapi.yaml', text);
    git('add', 'long');
    git('commit', '-q', '-m', 'long');
    const files = new GitFiles('HEAD', root);
    const loaded = loadDocument(path.join(root, 'long/openapi.yaml'), { files }, diagnostics);
    if (loaded !== null) normalizeDocument(loaded, diagnostics);
    expect(diagnostics.list.map(({ code }) => code)).toContain('file-unreadable');
  });

  it.each([
    '--output=/tmp/oasgard-injected',
    '-h',
    '',
    'main\n',
    'no-such-branch',
    'main;touch /tmp/oasgard-injected',
    '$(touch /tmp/oasgard-injected)',
    'HEAD:api/openapi.yaml',
  ])('refuses the revision %j', (revision) => {
    expect(() => new GitFiles(revision, root)).toThrow(RevisionError);
  });

  it('says so where there is no repository', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-no-git-'));
    try {
      expect(() => new GitFiles('HEAD', folder)).toThrow(/git says: fatal: not a git repository/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
