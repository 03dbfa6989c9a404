import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { beginWriting, openOutput } from '../../../src/write/output-folder.js';
import { nothingRemoved } from '../../../src/write/manifest.js';
import { planChanges, type UserChange } from '../../../src/write/plan-changes.js';
import { filesOf, writeProject } from '../../../src/write/write-project.js';
import { runProcess } from '../../support/run-process.js';
import { compileModule } from './compile-module.js';
import { modified, put, temporaryFolder, tree } from './temporary-folder.js';

interface Run {
  readonly generated: Readonly<Record<string, string>>;
  readonly user?: readonly UserChange[];
  readonly adopt?: boolean;
  readonly force?: boolean;
}

/** One run of the last pass, as the pipeline does it. */
function run(folder: string, { generated, user = [], adopt = false, force = false }: Run) {
  const diagnostics = new Diagnostics();
  const output = openOutput(folder, { adopt }, diagnostics);
  const session = output === null ? null : beginWriting(output, diagnostics);
  const last = output?.manifest ?? null;
  const planned =
    session === null
      ? null
      : planChanges(
          session,
          {
            generated: new Map(Object.entries(generated)),
            user,
            last,
            manifest: {
              version: '1.2.3',
              document: 'openapi.yaml',
              operations: [{ operation: 'GET /pets', operationId: 'listPets', name: 'listPets' }],
              stubs: { handlers: ['listPets'], policies: [], credentials: [] },
              removed: nothingRemoved,
              kept: [],
              created: user.map((change) => change.path),
            },
          },
          { force },
          diagnostics,
        );
  const done = session !== null && planned !== null && writeProject(session, planned, diagnostics);
  session?.end();
  const written = done ? filesOf(planned) : null;
  return { written, codes: diagnostics.list.map(({ code }) => code), diagnostics: diagnostics.list };
}

const first: Run = {
  generated: { 'src/generated/index.ts': 'one\n', 'src/generated/validators/a.js': 'a\n' },
  user: [{ path: 'src/server.ts', text: 'mine\n', previous: null }],
};

describe('writing a project', () => {
  it('writes every file, and nothing of its own but the manifest stays', () => {
    const out = path.join(temporaryFolder(), 'deep', 'server');
    const { written, codes } = run(out, first);
    expect(codes).toEqual([]);
    expect(written).toEqual({
      created: ['src/generated/index.ts', 'src/generated/validators/a.js', 'src/server.ts'],
      updated: [],
      removed: [],
      unchanged: [],
    });
    expect(Object.keys(tree(out))).toEqual([
      '.oasgard/manifest.json',
      'src/generated/index.ts',
      'src/generated/validators/a.js',
      'src/server.ts',
    ]);
  });

  it('is deterministic', () => {
    const [a, b] = [temporaryFolder(), temporaryFolder()];
    run(a, first);
    run(b, first);
    expect(tree(a)).toEqual(tree(b));
  });

  it('does not touch files that hold their text already', () => {
    const out = temporaryFolder();
    run(out, first);
    for (const file of Object.keys(tree(out))) utimesSync(path.join(out, file), 1, 1);
    const { written } = run(out, { generated: { ...first.generated, 'src/generated/index.ts': 'two\n' } });
    expect(written).toMatchObject({
      updated: ['src/generated/index.ts'],
      unchanged: ['src/generated/validators/a.js'],
    });
    expect(modified(out, 'src/generated/validators/a.js')).toBe(1000);
    expect(modified(out, 'src/generated/index.ts')).toBeGreaterThan(1000);
  });

  it('does not take another line end for an edit', () => {
    const out = temporaryFolder();
    run(out, first);
    put(out, { 'src/generated/index.ts': 'one\r\n' });
    expect(run(out, first).codes).toEqual([]);
  });

  it('removes generated files it no longer plans, and the folders they leave empty', () => {
    const out = temporaryFolder();
    run(out, first);
    const { written } = run(out, { generated: { 'src/generated/index.ts': 'one\n' } });
    expect(written?.removed).toEqual(['src/generated/validators/a.js']);
    expect(Object.keys(tree(out))).toEqual([
      '.oasgard/manifest.json',
      'src/generated/index.ts',
      'src/server.ts',
    ]);
  });

  it('keeps the mode of a file it replaces', () => {
    const out = temporaryFolder();
    run(out, first);
    chmodSync(path.join(out, 'src/server.ts'), 0o600);
    run(out, { ...first, user: [{ path: 'src/server.ts', text: 'mine\nmore\n', previous: 'mine\n' }] });
    expect(statSync(path.join(out, 'src/server.ts')).mode & 0o777).toBe(0o600);
  });
});

describe('files edited by hand', () => {
  it.each([
    ['that would be replaced', { generated: { ...first.generated, 'src/generated/index.ts': 'two\n' } }],
    ['that would be removed', { generated: { 'src/generated/validators/a.js': 'a\n' } }],
    ['that should hold what they held', first],
  ])('%s stop the run; --force proceeds', (_, second) => {
    const out = temporaryFolder();
    run(out, first);
    put(out, { 'src/generated/index.ts': 'edited\n' });
    const before = tree(out);
    const refused = run(out, second);
    expect(refused.codes).toEqual(['generated-file-edited']);
    expect(refused.diagnostics[0]).toMatchObject({
      severity: 'error',
      at: { file: path.join(out, 'src/generated/index.ts') },
    });
    expect(tree(out)).toEqual(before);

    const forced = run(out, { ...second, force: true });
    expect(forced.diagnostics).toMatchObject([{ code: 'generated-file-edited', severity: 'info' }]);
    expect(tree(out)['src/generated/index.ts']).toBe(
      (second.generated as Record<string, string>)['src/generated/index.ts'],
    );
  });
});

describe('a folder that is not ours', () => {
  it('is refused while it holds anything', () => {
    const out = temporaryFolder();
    put(out, { 'notes.txt': 'hello' });
    const { codes, diagnostics } = run(out, first);
    expect(codes).toEqual(['output-not-ours']);
    expect(diagnostics[0]?.message).toContain('notes.txt');
    expect(tree(out)).toEqual({ 'notes.txt': 'hello' });
  });

  it('counts as empty with nothing but version control in it', () => {
    const out = temporaryFolder();
    put(out, { '.git/HEAD': 'ref' });
    expect(run(out, first).codes).toEqual([]);
  });

  it('is added to with --adopt, but no file there is replaced, with --force neither', () => {
    const out = temporaryFolder();
    put(out, { 'notes.txt': 'hello', 'src/generated/index.ts': 'theirs\n' });
    const before = tree(out);
    const refused = run(out, { ...first, adopt: true, force: true });
    expect(refused.codes).toEqual(['output-file-not-ours']);
    expect(tree(out)).toEqual(before);

    rmSync(path.join(out, 'src/generated/index.ts'));
    expect(run(out, { ...first, adopt: true }).codes).toEqual([]);
    expect(tree(out)).toMatchObject({ 'notes.txt': 'hello', 'src/generated/index.ts': 'one\n' });
  });

  it('is refused with a manifest that cannot be read', () => {
    const out = temporaryFolder();
    for (const text of ['{', '[]', '{"format":99}', '{"format":1}']) {
      put(out, { '.oasgard/manifest.json': text });
      expect(run(out, first).codes).toEqual(['manifest-unreadable']);
    }
  });
});

describe('a folder that cannot be written to', () => {
  it('may be a file, or lie behind one', () => {
    const folder = temporaryFolder();
    put(folder, { file: '' });
    expect(run(path.join(folder, 'file'), first).codes).toEqual(['output-not-a-folder']);
    expect(run(path.join(folder, 'file', 'deeper', 'still'), first).codes).toEqual(['output-not-a-folder']);
    expect(tree(folder)).toEqual({ file: '' });
  });

  // A folder that is forbidden to root, too.
  it('may be forbidden', () => {
    expect(run('/sys/oasgard/server', first).codes).toEqual(['output-not-writable']);
  });

  it('may be of a file system that takes no files', () => {
    const { codes } = run('/proc/oasgard/server', first);
    expect(codes).toHaveLength(1);
    expect(codes[0]).toMatch(/^(output-not-writable|write-failed)$/);
  });

  it('may have a folder where a file belongs', () => {
    const out = temporaryFolder();
    run(out, first);
    const before = tree(out);
    put(out, { 'src/generated/new.ts/x': '' });
    const { codes } = run(out, { generated: { ...first.generated, 'src/generated/new.ts': 'new\n' } });
    expect(codes).toEqual(['write-failed']);
    rmSync(path.join(out, 'src/generated/new.ts'), { recursive: true });
    expect(tree(out)).toEqual(before);
  });
});

describe('containment', () => {
  it('refuses a folder that is a link to elsewhere', () => {
    const [out, elsewhere] = [temporaryFolder(), temporaryFolder()];
    run(out, first);
    rmSync(path.join(out, 'src/generated'), { recursive: true });
    symlinkSync(elsewhere, path.join(out, 'src/generated'));
    expect(run(out, first).codes).toEqual(['output-escapes']);
    expect(tree(elsewhere)).toEqual({});
  });

  it('refuses links to siblings whose name starts alike, dangling links, and a linked state folder', () => {
    const folder = temporaryFolder();
    const out = path.join(folder, 'out');
    mkdirSync(`${out}-evil`);
    for (const [link, target] of [
      ['src', `${out}-evil`],
      ['src', path.join(folder, 'nowhere')],
      ['.oasgard', `${out}-evil`],
    ] as const) {
      mkdirSync(out);
      symlinkSync(target, path.join(out, link));
      expect(run(out, { ...first, adopt: true }).codes).toEqual(['output-escapes']);
      expect(tree(`${out}-evil`)).toEqual({});
      rmSync(out, { recursive: true });
    }
  });

  it('refuses a file that is a link to elsewhere, of ours and of the user, and leaves what it leads to', () => {
    const folder = temporaryFolder();
    const out = path.join(folder, 'out');
    put(folder, { victim: 'victim\n' });
    for (const file of ['src/generated/index.ts', 'src/server.ts', '.oasgard/manifest.json']) {
      rmSync(out, { recursive: true, force: true });
      run(out, first);
      rmSync(path.join(out, file));
      symlinkSync(path.join(folder, 'victim'), path.join(out, file));
      const added: UserChange = { path: 'src/server.ts', text: 'mine\nmore\n', previous: 'mine\n' };
      const generated = { ...first.generated, 'src/generated/index.ts': 'two\n' };
      const { codes } = run(out, { generated, user: [added], force: true });
      expect(codes).toEqual(['output-escapes']);
      expect(tree(folder)['victim']).toBe('victim\n');
    }
  });

  it('follows links that stay inside, and a link that is the output folder itself', () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'real/lib'), { recursive: true });
    symlinkSync(path.join(folder, 'real'), path.join(folder, 'out'));
    symlinkSync('lib', path.join(folder, 'real/src'));
    expect(run(path.join(folder, 'out'), { ...first, adopt: true }).codes).toEqual([]);
    expect(tree(path.join(folder, 'real/lib'))).toMatchObject({ 'server.ts': 'mine\n' });
  });

  it('refuses paths of a manifest that point elsewhere', () => {
    const folder = temporaryFolder();
    const out = path.join(folder, 'out');
    run(out, first);
    put(folder, { victim: 'one\n' });
    const manifest = tree(out)['.oasgard/manifest.json'] ?? '';
    for (const evil of ['../victim', '/etc/passwd', 'src/../../victim', 'a\\\\b', '.']) {
      put(out, { '.oasgard/manifest.json': manifest.replace('src/generated/index.ts', evil) });
      expect(run(out, first).codes).toContain('output-escapes');
    }
    expect(tree(folder)['victim']).toBe('one\n');
  });
});

describe('two runs at once', () => {
  it('refuses while another process holds the lock, and takes over when it has ended', () => {
    const out = temporaryFolder();
    run(out, first);
    const before = tree(out);
    // The parent of the test process is alive for as long as the test is.
    put(out, { '.oasgard/lock': `${String(process.ppid)} ${hostname()}\n` });
    const { codes, diagnostics } = run(out, { generated: {} });
    expect(codes).toEqual(['output-locked']);
    expect(diagnostics[0]?.message).toContain(`process ${String(process.ppid)}`);
    put(out, { '.oasgard/lock': `999999999 ${hostname()}\n` });
    expect(run(out, first).codes).toEqual([]);
    expect(tree(out)).toEqual(before);
  });

  it('refuses a lock of another machine', () => {
    const out = temporaryFolder();
    put(out, { '.oasgard/lock': `1 ${hostname()}-other\n` });
    expect(run(out, first).codes).toEqual(['output-locked']);
  });

  it('notices that another run wrote in between', () => {
    const out = temporaryFolder();
    const diagnostics = new Diagnostics();
    const output = openOutput(out, { adopt: false }, diagnostics);
    run(out, first);
    expect(output === null ? null : beginWriting(output, diagnostics)).toBeNull();
    expect(diagnostics.list.map(({ code }) => code)).toEqual(['output-locked']);
  });

  it('lets one of many runs write at a time, and the others say so', async () => {
    const out = temporaryFolder();
    const module = compileModule('write/lock', path.join(out, 'compiled'));
    const script = `
      const { takeLock } = await import(${JSON.stringify(module)});
      const taken = takeLock(${JSON.stringify(path.join(out, 'lock'))});
      console.log(typeof taken === 'function' ? 'mine' : 'held');
      // Until all of them have asked.
      setTimeout(() => process.exit(), 3000);
    `;
    const runs = Array.from({ length: 6 }, () =>
      runProcess(process.execPath, ['--input-type=module', '--eval', script], { cwd: out }),
    );
    const answers = (await Promise.all(runs)).map(({ stdout }) => stdout.trim());
    expect(answers.filter((answer) => answer === 'mine')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(5);
  });

  it('leaves nothing behind when the run ends without writing', () => {
    const folder = temporaryFolder();
    const diagnostics = new Diagnostics();
    const output = openOutput(path.join(folder, 'deep/out'), { adopt: false }, diagnostics);
    if (output === null) throw new Error('unreachable');
    beginWriting(output, diagnostics)?.end();
    expect(tree(folder)).toEqual({});
    writeFileSync(path.join(folder, 'keep'), '');
  });
});
