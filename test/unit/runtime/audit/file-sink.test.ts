import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  constants,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileSink } from '../../../../src/runtime/audit/file-sink.js';
import { rotatedPaths } from '../../../../src/runtime/audit/trail-files.js';
import { type Line, linesOf, numbers, TrailFolder, write } from './trail-folder.js';

const trail = new TrailFolder();
beforeEach(() => trail.next());
afterAll(() => trail.remove());

describe('fileSink', () => {
  it('has written each line once commit resolves, in order, in a file only its owner reads', async () => {
    const sink = fileSink(trail.path);
    await write(sink, numbers(1, 100));
    expect(trail.records().map(({ n }) => n)).toEqual(numbers(1, 100));
    expect(statSync(trail.path).mode & 0o777).toBe(0o600);
    sink.append('{"n":101}');
    await sink.close();
    expect(trail.records().at(-1)).toMatchObject({ n: 101, chain: { seq: 101 } });
    expect(trail.lines().at(-1)).toMatchObject({
      kind: 'checkpoint',
      reason: 'closed',
      seq: 101,
      signature: null,
    });
    expect(sink.append('late')).toBe(false);
    await expect(sink.commit()).rejects.toThrow('closed');
    expect(readdirSync(join(trail.path, '..'))).toEqual(['audit.ndjson']);
  });

  it('writes soon what nobody waits for, also what came while it wrote', async () => {
    const sink = fileSink(trail.path);
    sink.append('{"n":1}');
    await expect.poll(() => trail.records().map(({ n }) => n)).toEqual([1]);
    sink.append('{"n":2}');
    const committed = sink.commit();
    // The write is under way.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    sink.append('{"n":3}');
    await committed;
    await expect.poll(() => trail.records().map(({ n }) => n)).toEqual([1, 2, 3]);
    await sink.close();
    expect(trail.verify().fault).toBeNull();
  });

  it('writes at once where half of what may wait does', async () => {
    const sink = fileSink(trail.path, { maxPending: 40_000 });
    await sink.commit();
    await new Promise(setImmediate);
    // The clock stands still: nothing is written because of its age.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      for (let n = 0; n < 6; n += 1) sink.append(JSON.stringify({ n, text: 'x'.repeat(4000) }));
      const linesWritten = (): number => readFileSync(trail.path, 'utf8').split('\n').length - 1;
      const before = linesWritten();
      for (let turn = 0; turn < 2000 && linesWritten() < before + 6; turn += 1) {
        await new Promise(setImmediate);
      }
      expect(trail.records()).toHaveLength(6);
    } finally {
      vi.useRealTimers();
    }
    await sink.close();
  });

  it.runIf(process.platform === 'linux')('has the system sync each write, in every file', async () => {
    const sink = fileSink(trail.path, { maxBytes: 600 });
    const isSynced = (): boolean => {
      const descriptor = readdirSync('/proc/self/fd').find((name) => {
        try {
          return readlinkSync(`/proc/self/fd/${name}`) === trail.path;
        } catch {
          return false;
        }
      });
      const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))![1]!;
      return (Number.parseInt(flags, 8) & constants.O_DSYNC) !== 0;
    };
    expect(isSynced()).toBe(true);
    await write(sink, numbers(1, 10));
    await write(sink, numbers(11, 20));
    expect(rotatedPaths(trail.path).length).toBeGreaterThan(0);
    expect(isSynced()).toBe(true);
    await sink.close();
  });

  it('chains each record by a hash that a shell can check', async () => {
    await trail.writeAll({}, [1, 2]);
    const [begin, first, second] = trail.lines();
    const script = `printf '%s%s' "$1" "$2" | sha256sum | cut -d' ' -f1`;
    const sha256 = (previous: unknown, record: string): string =>
      execFileSync('sh', ['-c', script, 'sh', String(previous), record], { encoding: 'utf8' }).trim();
    const firstChain = first!['chain'] as Line;
    expect(sha256(begin!['hash'], '{"n":1}')).toBe(firstChain['hash']);
    expect(sha256(firstChain['hash'], '{"n":2}')).toBe((second!['chain'] as Line)['hash']);
  });

  it('hashes what a record says, not how it is escaped', async () => {
    const sink = fileSink(trail.path);
    sink.append('{"n":"\\u202e \\u009b \\" \\u0007"}');
    await sink.close();
    expect(readFileSync(trail.path, 'utf8')).toContain('{"n":"\\u202e \\u009b \\" \\u0007","chain":');
    expect(trail.verify().fault).toBeNull();
  });

  it('says what is wrong with a file it cannot have, and takes nothing', async () => {
    const missing = fileSink(join(trail.root, 'missing', 'audit.ndjson'));
    expect(missing.problems).toEqual([
      {
        name: 'audit',
        message: expect.stringContaining('ENOENT'),
        fix: expect.stringContaining('AUDIT_FILE'),
      },
    ]);
    expect(missing.append('{}')).toBe(false);
    await expect(missing.commit()).rejects.toThrow('ENOENT');
    expect(fileSink(trail.root).problems![0]!.message).toContain('EISDIR');
    writeFileSync(trail.path, 'Dear diary,\n');
    expect(fileSink(trail.path).problems![0]!.message).toContain('no line of an audit trail');
    writeFileSync(trail.path, 'Dear diary');
    expect(fileSink(trail.path).problems![0]!.message).toContain('no line of an audit trail');
    expect(readFileSync(trail.path, 'utf8')).toBe('Dear diary');
    writeFileSync(trail.path, '{"n":1}\n');
    expect(fileSink(trail.path).problems![0]!.message).toContain('no line of an audit trail');
    expect(fileSink(trail.path, { signingKey: join(trail.root, 'no.pem') }).problems![0]!.message).toContain(
      'ENOENT',
    );
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const pem = String(rsa.export({ type: 'pkcs8', format: 'pem' }));
    expect(fileSink(trail.path, { signingKey: pem }).problems![0]!.message).toBe(
      'The signing key holds no Ed25519 key.',
    );
    const broken = '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----';
    expect(fileSink(trail.path, { signingKey: broken }).problems![0]!.message).not.toContain('secret');
  });

  it('fails intents, and stays failed, when the disk does', async () => {
    const sink = fileSink('/dev/full');
    expect(sink.durable).toBe(false);
    sink.append('{}');
    await expect(sink.commit()).rejects.toThrow('ENOSPC');
    expect(sink.append('{}')).toBe(false);
    await expect(sink.commit()).rejects.toThrow('ENOSPC');
    await expect(sink.close()).rejects.toThrow('ENOSPC');
  });

  it('goes on with the chain when it is opened again', async () => {
    await trail.writeAll({}, [1, 2]);
    await trail.writeAll({}, []);
    await trail.writeAll({}, [3]);
    expect(trail.records().map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(trail.verify()).toMatchObject({
      fault: null,
      begin: 0,
      end: { seq: 3 },
      closed: true,
      alarms: [],
    });
    expect(trail.lines().filter(({ reason }) => reason === 'closed')).toHaveLength(2);
  });

  it('sets full files aside, names them by their last record, and goes on with the chain', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const signingKey = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const sink = fileSink(trail.path, { maxBytes: 2000, signingKey });
    for (const n of numbers(1, 40)) await write(sink, [n]);
    await sink.close();
    await trail.writeAll({ maxBytes: 2000, signingKey }, numbers(41, 60));
    const full = rotatedPaths(trail.path);
    expect(full.length).toBeGreaterThan(2);
    for (const file of full) {
      expect(statSync(file).size).toBeLessThan(4000);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const lines = linesOf(file);
      expect(lines[0]).toMatchObject({ kind: 'checkpoint', reason: 'begin' });
      expect(lines.at(-1)).toMatchObject({ kind: 'checkpoint', reason: 'rotated' });
      expect(file).toBe(`${trail.path}.${String(lines.at(-1)!['seq']).padStart(12, '0')}`);
    }
    expect(trail.records().map(({ n }) => n)).toEqual(numbers(1, 60));
    expect(trail.verify([publicKey])).toMatchObject({
      fault: null,
      begin: 0,
      end: { seq: 60 },
      signedThrough: 60,
    });
  });

  it('signs a checkpoint every so many records, after a while, and at the end', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const signingKey = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const sink = fileSink(trail.path, { signingKey, checkpointRecords: 10, checkpointSeconds: 0.05 });
    expect(sink.notices).toEqual([]);
    await write(sink, numbers(1, 25));
    const reasons = () =>
      trail
        .lines()
        .filter(({ kind }) => kind === 'checkpoint')
        .map(({ reason }) => reason);
    expect(reasons()).toEqual(['begin', 'interval']);
    await write(sink, [26]);
    await expect.poll(() => reasons().length).toBe(3);
    expect(trail.lines().at(-1)).toMatchObject({ seq: 26, reason: 'interval' });
    await sink.close();
    expect(trail.verify([publicKey])).toMatchObject({ fault: null, signedThrough: 26, closed: true });
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(trail.verify([other]).fault).toMatchObject({ kind: 'forged', line: 1 });
  });

  it('says that the chain is unsigned where there is no key', async () => {
    const sink = fileSink(trail.path);
    expect(sink.notices).toEqual([expect.stringContaining('unsigned')]);
    await sink.close();
  });

  it('is the only writer of its file', async () => {
    const sink = fileSink(trail.path);
    expect(fileSink(trail.path).problems![0]!.message).toContain('already written by this process');
    await sink.close();
    // As a process that was killed leaves it: its id is of nobody now, or of somebody else.
    for (const holder of [
      `${2 ** 22 + 1} - ${hostname()}`,
      `${process.ppid} 1 ${hostname()}`,
      `${process.pid} 1 other`,
      '',
    ]) {
      writeFileSync(`${trail.path}.lock`, holder);
      await trail.writeAll({}, [1]);
    }
    const start = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19]!;
    writeFileSync(`${trail.path}.lock`, `${process.ppid} ${start} ${hostname()}\n`);
    expect(fileSink(trail.path).problems![0]!.message).toContain(`written by process ${process.ppid}`);
    rmSync(`${trail.path}.lock`);
    expect(trail.verify().fault).toBeNull();
  });

  it.each([
    ['cuts', () => truncateSync(trail.path, statSync(trail.path).size - 5)],
    ['appends to', () => appendFileSync(trail.path, 'x')],
    ['removes', () => rmSync(trail.path)],
  ])('fails for good where somebody %s the file it writes', async (_what, change) => {
    const sink = fileSink(trail.path);
    await write(sink, [1]);
    change();
    sink.append('{"n":2}');
    await expect(sink.commit()).rejects.toThrow(/removed|changed by somebody else/);
    expect(sink.append('{"n":3}')).toBe(false);
    await expect(sink.close()).rejects.toThrow();
  });

  it('takes no more than may wait for the disk', async () => {
    const sink = fileSink(trail.path, { maxPending: 1000 });
    let taken = 0;
    while (sink.append(`{"n":"${'x'.repeat(93)}"}`)) taken += 1;
    expect(taken).toBe(10);
    await sink.commit();
    expect(sink.append('{}')).toBe(true);
    await sink.close();
  });

  it('keeps the chain when the clock goes back', async () => {
    const { now } = Date;
    try {
      for (const day of [5, 3, 4]) {
        Date.now = () => Date.UTC(2026, 0, day);
        await trail.writeAll({}, [day]);
      }
    } finally {
      Date.now = now;
    }
    expect(trail.verify()).toMatchObject({ fault: null, end: { seq: 3 } });
  });
});
