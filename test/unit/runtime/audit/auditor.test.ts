import { chmodSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditSubject, Auditor } from '../../../../src/runtime/audit/auditor.js';
import { fileSink } from '../../../../src/runtime/audit/file-sink.js';
import { jsonString } from '../../../../src/runtime/audit/json-string.js';
import type { AuditSink } from '../../../../src/runtime/audit/sink.js';
import { stdoutSink } from '../../../../src/runtime/audit/stdout-sink.js';
import type { Logger } from '../../../../src/runtime/core/logger.js';

const errors: string[] = [];
const log: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message) => errors.push(message),
};

const subject: AuditSubject = {
  requestId: 'r-1',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  time: 0,
  operation: {
    name: 'createOrder',
    method: 'POST',
    path: '/orders',
    audit: { level: 'metadata', action: 'order.create', always: false },
  },
  principal: {
    id: 'ann',
    client: 'web',
    apiKey: null,
    scheme: 'oauth',
    scopes: [],
    roles: ['customer'],
    tenant: 't1',
    plan: null,
    claims: { email: 'canary@example.com' },
  },
  address: '192.0.2.1',
  userAgent: 'curl/8 \u001b[31m\u009b',
  host: 'api.example.com',
  objectType: 'order',
  objectId: '7',
  changes: ['status'],
  outcome: 'allowed',
  stage: 19,
  reason: null,
  status: 201,
  credentialExposed: false,
};

class ArraySink implements AuditSink {
  readonly name = 'array';
  readonly durable = false;
  readonly lines: string[] = [];
  full = false;
  append(line: string) {
    if (!this.full) this.lines.push(line);
    return !this.full;
  }
  commit() {
    return undefined;
  }
  close() {
    return Promise.resolve();
  }
}

describe('Auditor', () => {
  it('writes who did what, to which object, from where and how it ended', () => {
    const sink = new ArraySink();
    const auditor = new Auditor({ sink, service: 'orders', log });
    expect(auditor.intent(subject)).toBeUndefined();
    auditor.outcome(subject);
    auditor.decision({
      ...subject,
      principal: null,
      operation: null,
      objectType: null,
      changes: null,
      outcome: 'denied',
    });
    const [intent, outcome, decision] = sink.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(outcome).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      kind: 'outcome',
      actor: { id: 'ann', client: 'web', scheme: 'oauth', roles: ['customer'], tenant: 't1' },
      action: 'order.create',
      operationId: 'createOrder',
      object: { type: 'order', id: '7' },
      source: { ip: '192.0.2.1', userAgent: 'curl/8 \u001b[31m\u009b' },
      where: { service: 'orders', host: 'api.example.com' },
      outcome: 'allowed',
      stage: 19,
      reason: null,
      status: 201,
      requestId: 'r-1',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      changes: ['status'],
    });
    expect(intent).toMatchObject({ kind: 'intent', action: 'order.create' });
    expect(intent).not.toHaveProperty('outcome');
    expect(decision).toMatchObject({
      kind: 'decision',
      actor: null,
      action: null,
      object: null,
      outcome: 'denied',
    });
    expect(sink.lines.join('')).not.toContain('canary');
  });

  it('rejects an intent the sink does not take, counts what is lost and says so when the sink is back', async () => {
    const sink = new ArraySink();
    const auditor = new Auditor({ sink, service: 'orders', log });
    sink.full = true;
    errors.length = 0;
    await expect(auditor.intent(subject)).rejects.toThrow('does not take records');
    auditor.decision(subject);
    expect(auditor.dropped).toBe(2);
    sink.full = false;
    auditor.decision(subject);
    expect(JSON.parse(sink.lines[1]!)).toMatchObject({ kind: 'alarm', reason: 'records-dropped', count: 2 });
    expect(errors).toEqual(['The audit sink does not take records', 'Audit records were dropped']);
  });

  it('keeps every string on one line, free of control characters, and unchanged when parsed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = jsonString(text);
        expect(JSON.parse(json)).toBe(text);
        expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
      }),
    );
  });
});

describe('fileSink', () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));

  it('has written each line once commit resolves, in order, in a file only its owner reads', async () => {
    const path = join(folder, 'audit.ndjson');
    const sink = fileSink(path);
    const commits: Promise<void>[] = [];
    for (let line = 0; line < 100; line += 1) {
      expect(sink.append(`{"n":${line}}`)).toBe(true);
      commits.push(sink.commit() ?? Promise.reject(new Error('Nothing to wait for')));
    }
    await Promise.all(commits);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toEqual(Array.from({ length: 100 }, (_, n) => `{"n":${n}}`));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    sink.append('{"n":100}');
    await sink.close();
    expect(readFileSync(path, 'utf8')).toContain('{"n":100}\n');
    expect(sink.append('late')).toBe(false);
  });

  it('throws at once when the file cannot be opened', () => {
    expect(() => fileSink(join(folder, 'missing', 'audit.ndjson'))).toThrow('ENOENT');
    chmodSync(folder, 0o700);
    expect(() => fileSink(folder)).toThrow('EISDIR');
  });

  it('fails intents, and stays failed, when the disk does', async () => {
    const sink = fileSink('/dev/full');
    sink.append('{}');
    await expect(sink.commit()).rejects.toThrow('ENOSPC');
    expect(sink.append('{}')).toBe(false);
    await expect(sink.commit()).rejects.toThrow('ENOSPC');
  });
});

describe('stdoutSink', () => {
  it('writes lines in order and everything before it closes', async () => {
    const stream = new PassThrough();
    const sink = stdoutSink({ stream });
    sink.append('{"n":1}');
    sink.append('{"n":2}');
    await sink.close();
    expect(String(stream.read())).toBe('{"n":1}\n{"n":2}\n');
  });

  it('takes no more than it may hold for a reader that stopped', async () => {
    const stalled = new Writable({ highWaterMark: 1, write: () => undefined });
    const sink = stdoutSink({ stream: stalled, maxPending: 1000 });
    let taken = 0;
    for (let round = 0; round < 20; round += 1) {
      while (taken < 100_000 && sink.append('x'.repeat(99))) taken += 1;
      await new Promise(setImmediate);
    }
    expect(taken).toBeLessThan(20);
  });
});
