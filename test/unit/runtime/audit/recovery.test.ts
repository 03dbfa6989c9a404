import { readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fileSink, type FileSinkOptions } from '../../../../src/runtime/audit/file-sink.js';
import { rotatedPaths } from '../../../../src/runtime/audit/trail-files.js';
import { TrailFolder } from './trail-folder.js';

const trail = new TrailFolder();
beforeEach(() => trail.next());
afterAll(() => trail.remove());

function intent(requestId: string): string {
  return `{"action":"order.create","actor":{"id":"ann"},"id":"i","kind":"intent","operationId":"createOrder","requestId":"${requestId}"}`;
}

function outcome(requestId: string): string {
  return `{"action":"order.create","actor":{"id":"ann"},"id":"o","kind":"outcome","operationId":"createOrder","outcome":"allowed","requestId":"${requestId}"}`;
}

/** Writes lines and leaves the file as a killed process does. */
async function killed(lines: readonly string[], options: FileSinkOptions = {}): Promise<void> {
  const sink = fileSink(trail.path, options);
  for (const line of lines) {
    sink.append(line);
    await sink.commit();
  }
  const text = readFileSync(trail.path);
  await sink.close();
  writeFileSync(trail.path, text);
}

describe('a trail whose writer was killed', () => {
  it('gets an outcome unknown for each intent without one, in order, once', async () => {
    await killed([
      intent('a'),
      intent('b'),
      outcome('a'),
      intent('a'),
      intent('a'),
      outcome('a'),
      intent('c'),
    ]);
    const sink = fileSink(trail.path);
    expect(sink.notices![0]).toContain('3 requests have the outcome unknown');
    await sink.close();
    const recovered = trail.records().slice(7);
    expect(
      recovered.map(({ kind, reason, requestId, outcome: how }) => [kind, reason, requestId, how]),
    ).toEqual([
      ['alarm', 'trail-not-closed', undefined, undefined],
      ['outcome', 'process-ended', 'b', 'unknown'],
      ['outcome', 'process-ended', 'a', 'unknown'],
      ['outcome', 'process-ended', 'c', 'unknown'],
    ]);
    expect(recovered[1]).toMatchObject({
      action: 'order.create',
      actor: { id: 'ann' },
      stage: 17,
      status: null,
    });
    await trail.writeAll({}, []);
    expect(trail.records()).toHaveLength(11);
    expect(trail.verify()).toMatchObject({
      fault: null,
      closed: true,
      alarms: [{ reason: 'trail-not-closed', count: 3 }],
    });
  });

  it('gets them also where the intent is in the file before', async () => {
    await killed([intent('a'), intent('b'), outcome('b'), '{"n":1}', '{"n":2}', '{"n":3}'], {
      maxBytes: 900,
    });
    expect(rotatedPaths(trail.path).length).toBeGreaterThan(0);
    // Only the last full file is read: here it has to be the one with the intent.
    for (const file of rotatedPaths(trail.path).slice(0, -1))
      expect(readFileSync(file, 'utf8')).not.toContain('"intent"');
    await trail.writeAll({}, []);
    expect(trail.lines().filter(({ outcome: how }) => how === 'unknown')).toHaveLength(1);
    expect(trail.verify().fault).toBeNull();
  });

  it.each([1, 7, 40, 119])('loses a line torn %i bytes before its end, and says so', async (cut) => {
    await killed([intent('a'), '{"n":1}', outcome('a')]);
    const size = statSync(trail.path).size - cut;
    truncateSync(trail.path, size);
    const torn = readFileSync(trail.path, 'utf8').split('\n').at(-1)!;
    const sink = fileSink(trail.path);
    expect(sink.notices![0]).toContain(`${torn.length} bytes of a torn line`);
    await sink.close();
    const lines = trail.records();
    expect(lines[2]).toMatchObject({
      kind: 'alarm',
      reason: 'trail-not-closed',
      torn: { bytes: torn.length, text: torn },
    });
    expect(lines[3]).toMatchObject({ kind: 'outcome', outcome: 'unknown', requestId: 'a' });
    expect(trail.verify().fault).toBeNull();
  });

  it('is recovered wherever the writer was cut off', async () => {
    await killed([intent('a'), '{"n":1}', outcome('a')]);
    const whole = readFileSync(trail.path);
    for (let size = 0; size <= whole.length; size += 13) {
      writeFileSync(trail.path, whole.subarray(0, size));
      await trail.writeAll({}, [2]);
      expect(trail.verify().fault).toBeNull();
      expect(trail.records().at(-1)).toMatchObject({ n: 2 });
    }
  });

  it('is recovered from a stop between two files', async () => {
    await trail.writeAll({ maxBytes: 500 }, [1, 2]);
    await killed(['{"n":3}', '{"n":4}'], { maxBytes: 500 });
    const full = rotatedPaths(trail.path);
    for (const left of [null, '', '{"hash":"0']) {
      rmSync(trail.path, { force: true });
      if (left !== null) writeFileSync(trail.path, left);
      await trail.writeAll({ maxBytes: 500 }, []);
      expect(trail.verify()).toMatchObject({ fault: null, begin: 0, closed: true });
      expect(rotatedPaths(trail.path)).toEqual(full);
    }
  });

  it('is recovered from a stop before the full file was put aside', async () => {
    await killed([intent('a'), '{"n":1}', '{"n":2}', '{"n":3}'], { maxBytes: 700 });
    const full = rotatedPaths(trail.path);
    expect(full.length).toBeGreaterThan(0);
    renameSync(full.at(-1)!, trail.path);
    const before = trail.records().length;
    expect(trail.lines().at(-1)).toMatchObject({ kind: 'checkpoint', reason: 'rotated' });
    await trail.writeAll({ maxBytes: 100_000 }, [4]);
    expect(trail.verify()).toMatchObject({ fault: null, begin: 0, closed: true });
    expect(rotatedPaths(trail.path)).toEqual(full);
    expect(trail.records().slice(before)).toMatchObject([
      { kind: 'alarm', reason: 'trail-not-closed' },
      { kind: 'outcome', outcome: 'unknown', requestId: 'a' },
      { n: 4 },
    ]);
  });
});
