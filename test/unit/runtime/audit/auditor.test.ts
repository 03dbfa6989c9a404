import { PassThrough, Writable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AuditSubject, Auditor } from '../../../../src/runtime/audit/auditor.js';
import { canonicalJson } from '../../../../src/runtime/audit/canonical-json.js';
import { canonicalString, jsonString } from '../../../../src/runtime/audit/json-string.js';
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

const text = fc.string({ unit: 'binary', maxLength: 300 });

/** The escapes of invisible characters, found in another way than the runtime does. */
function printableOf(json: string): string {
  return Array.from(json)
    .map((character) =>
      jsonString(character).length > 4 && character > '\u007e'
        ? jsonString(character).slice(1, -1)
        : character,
    )
    .join('');
}

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

  it('takes a sink that throws for one that does not take the record', async () => {
    let broken = true;
    const lines: string[] = [];
    const sink: AuditSink = {
      name: 'theirs',
      durable: false,
      append(line) {
        if (broken) throw new Error('no connection');
        return lines.push(line) > 0;
      },
      commit: () => undefined,
      close: () => Promise.resolve(),
    };
    const auditor = new Auditor({ sink, service: 'orders', log });
    errors.length = 0;
    await expect(auditor.intent(subject)).rejects.toThrow('does not take records');
    auditor.decision({ ...subject, outcome: 'denied' });
    auditor.outcome(subject);
    expect(auditor.dropped).toBe(3);
    expect(errors).toEqual(['The audit sink failed', 'The audit sink does not take records']);
    broken = false;
    auditor.outcome(subject);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { kind: 'outcome' },
      { kind: 'alarm', reason: 'records-dropped', count: 3 },
    ]);
  });

  it('keeps every string on one line, free of control characters, and unchanged when parsed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = jsonString(text);
        expect(JSON.parse(json)).toBe(text);
        expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f]/);
        expect(canonicalString(text)).toBe(JSON.stringify(text));
      }),
    );
    expect(jsonString('tag \u{e0041} and \ud800 alone')).toBe('"tag \\udb40\\udc41 and \ufffd alone"');
  });

  it('writes records as RFC 8785 does, escapes of invisible characters aside', () => {
    fc.assert(
      fc.property(
        fc.record({
          requestId: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
          userAgent: fc.option(text),
          host: fc.option(text),
          objectType: fc.option(text),
          objectId: fc.option(text),
          changes: fc.option(fc.array(text)),
          reason: fc.option(text),
          credentialExposed: fc.boolean(),
          principal: fc.option(
            fc.record({
              id: text,
              client: fc.option(text),
              scheme: text,
              roles: fc.array(text),
              tenant: fc.option(text),
            }),
          ),
        }),
        (fields) => {
          const sink = new ArraySink();
          const auditor = new Auditor({ sink, service: 'Orders \u202e', log });
          const drawn = { ...subject, ...fields } as AuditSubject;
          auditor.outcome(drawn);
          void auditor.intent(drawn);
          auditor.decision(drawn);
          auditor.alarm('tested', 2);
          for (const line of sink.lines) {
            expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
            // Parsing takes the escapes away, and nothing else.
            expect(JSON.parse(canonicalJson(JSON.parse(line)))).toEqual(JSON.parse(line));
            expect(printableOf(canonicalJson(JSON.parse(line)))).toBe(line);
          }
        },
      ),
    );
  });

  it('cuts what others choose: a record stays small', () => {
    const sink = new ArraySink();
    const auditor = new Auditor({ sink, service: 'orders', log });
    const long = 'x'.repeat(100_000);
    auditor.outcome({
      ...subject,
      principal: { ...subject.principal!, id: long, roles: Array.from({ length: 5000 }, () => long) },
      objectId: long,
      userAgent: `${'x'.repeat(254)}\u{1f600}${long}`,
      changes: Array.from({ length: 5000 }, () => long),
    });
    expect(sink.lines[0]!.length).toBeLessThan(60_000);
    expect(JSON.parse(sink.lines[0]!)).toMatchObject({ source: { userAgent: `${'x'.repeat(254)}\ufffd…` } });
  });
});

function recordsOf({ lines }: ArraySink): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a flood of denials', () => {
  const denied: AuditSubject = {
    ...subject,
    principal: null,
    outcome: 'denied',
    stage: 8,
    reason: 'no-credential',
  };
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is recorded one by one up to a hundred a minute, then as one record with the count', () => {
    const sink = new ArraySink();
    const auditor = new Auditor({ sink, service: 'orders', log });
    for (let count = 0; count < 5000; count += 1)
      auditor.decision({ ...denied, requestId: `r-${count}`, time: 1 });
    expect(sink.lines).toHaveLength(100);
    vi.advanceTimersByTime(60_000);
    expect(sink.lines).toHaveLength(101);
    expect(recordsOf(sink)[100]).toMatchObject({
      kind: 'decision',
      outcome: 'denied',
      reason: 'no-credential',
      count: 4900,
      requestId: 'r-100',
      since: '1970-01-01T00:00:00.001Z',
      source: { ip: '192.0.2.1' },
    });
    vi.advanceTimersByTime(600_000);
    expect(sink.lines).toHaveLength(101);
    for (let count = 0; count < 150; count += 1) auditor.decision(denied);
    expect(sink.lines).toHaveLength(201);
  });

  it('is told apart by key, operation, stage and reason, and nothing else is counted', () => {
    const sink = new ArraySink();
    const auditor = new Auditor({ sink, service: 'orders', log });
    const kinds: readonly Partial<AuditSubject>[] = [
      {},
      { address: '192.0.2.2' },
      { address: '2001:db8::1' },
      { reason: 'token-expired' },
      { stage: 11 },
      { operation: null },
      { principal: subject.principal },
    ];
    for (let count = 0; count < 120; count += 1) {
      for (const kind of kinds) auditor.decision({ ...denied, ...kind });
      // One customer's other addresses are the same key.
      auditor.decision({ ...denied, address: `2001:db8::${(count + 2).toString(16)}` });
      auditor.decision({ ...denied, outcome: 'failed', stage: 17 });
      auditor.decision({ ...denied, outcome: 'allowed' });
    }
    expect(sink.lines).toHaveLength(7 * 100 + 2 * 120);
    vi.advanceTimersByTime(60_000);
    const counts = recordsOf(sink)
      .slice(940)
      .map(({ count }) => count);
    expect(counts.filter((count) => count === 20)).toHaveLength(6);
    expect(counts.filter((count) => count === 140)).toHaveLength(1);
    expect(counts).toHaveLength(7);
  });

  it('from ever new addresses takes bounded memory and loses no count', () => {
    const sink = new ArraySink();
    const auditor = new Auditor({ sink, service: 'orders', log });
    for (let count = 0; count < 30_000; count += 1) {
      auditor.decision({ ...denied, address: `10.${count >> 16}.${(count >> 8) & 255}.${count & 255}` });
    }
    expect(sink.lines).toHaveLength(10_100);
    vi.advanceTimersByTime(60_000);
    const [last] = recordsOf(sink).slice(-1);
    expect(last).toMatchObject({ count: 19_900, operationId: null, source: { ip: '', userAgent: null } });
  });

  it('is written before the auditor closes', async () => {
    const sink = new ArraySink();
    const auditor = new Auditor({ sink, service: 'orders', log });
    for (let count = 0; count < 102; count += 1) auditor.decision(denied);
    await auditor.close();
    expect(recordsOf(sink)[100]).toMatchObject({ count: 2 });
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

  it('leaves alone what it gave to whoever captures standard output', async () => {
    const held: Uint8Array[] = [];
    const capture = (chunk: Uint8Array, done?: () => void): boolean => {
      held.push(chunk);
      done?.();
      return true;
    };
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation(capture as typeof process.stdout.write);
    try {
      const sink = stdoutSink();
      for (let n = 0; n < 4; n += 1) {
        sink.append(`{"n":${n}}`);
        await expect.poll(() => held.length).toBe(n + 1);
      }
    } finally {
      spy.mockRestore();
    }
    expect(held.map((chunk) => Buffer.from(chunk).toString())).toEqual(
      [0, 1, 2, 3].map((n) => `{"n":${n}}\n`),
    );
  });

  it('writes as it goes where less may wait than it would write at once', () => {
    const written: Buffer[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        written.push(chunk);
        done();
      },
    });
    const sink = stdoutSink({ stream, maxPending: 200_000 });
    for (let n = 0; n < 500; n += 1) expect(sink.append('x'.repeat(999))).toBe(true);
    expect(Buffer.concat(written).length).toBeGreaterThan(300_000);
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
