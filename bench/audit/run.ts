/**
 * What audit records cost: on the request path, at the flush, and in the check. CPU time of one process, best of five
 * rounds; run with `node --import tsx bench/audit/run.ts`.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAuditVerify } from '../../src/cli/run-audit-verify.js';
import { type AuditSubject, Auditor } from '../../src/runtime/audit/auditor.js';
import { newChain, sealRecord } from '../../src/runtime/audit/chain.js';
import { fileSink } from '../../src/runtime/audit/file-sink.js';
import type { AuditSink } from '../../src/runtime/audit/sink.js';
import type { Logger } from '../../src/runtime/core/logger.js';

const ROUNDS = 5;
const BUDGET_MICROSECONDS = 1;

const ignore = (): void => undefined;
const log: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

const subject: AuditSubject = {
  requestId: '01890a5d-ac96-774b-bcce-b302099a8057',
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
    roles: ['customer', 'user'],
    tenant: 't1',
    plan: null,
    claims: {},
  },
  address: '192.0.2.1',
  userAgent:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36',
  host: 'api.example.com',
  objectType: 'order',
  objectId: '7',
  changes: null,
  outcome: 'allowed',
  stage: 19,
  reason: null,
  status: 201,
  credentialExposed: false,
};

let line = '';
const sink: AuditSink = {
  name: 'nothing',
  durable: false,
  append: (text) => {
    line = text;
    return true;
  },
  commit: () => undefined,
  close: () => Promise.resolve(),
};
const auditor = new Auditor({ sink, service: 'Orders', log });

/** Microseconds of CPU per call. */
async function measure(count: number, run: () => void | Promise<void>): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / count);
  }
  return best;
}

function repeat(count: number, step: () => void): () => void {
  return () => {
    for (let index = 0; index < count; index += 1) step();
  };
}

function print(what: string, microseconds: number, budget?: number): void {
  const limit = budget === undefined ? '' : `  (budget ${budget})`;
  console.log(`${what.padEnd(44)} ${microseconds.toFixed(2)} µs${limit}`);
}

const CALLS = 300_000;
const record = await measure(
  CALLS,
  repeat(CALLS, () => auditor.outcome(subject)),
);
print('record, on the request path', record, BUDGET_MICROSECONDS);
const denied: AuditSubject = { ...subject, outcome: 'denied', stage: 11, reason: 'role-missing' };
print(
  'denial of a flood, counted',
  await measure(
    CALLS,
    repeat(CALLS, () => auditor.decision(denied)),
  ),
);
const text = Buffer.from(line).toString();
let head = newChain();
const seal = repeat(CALLS, () => {
  ({ head } = sealRecord(text, head));
});
print(`chain of a record of ${text.length} bytes, at the flush`, await measure(CALLS, seal));

const folder = mkdtempSync(join(tmpdir(), 'oasgard-bench-'));
const path = join(folder, 'audit.ndjson');
const RECORDS = 100_000;
const file = fileSink(path, { maxBytes: 1024 * 1024 * 1024, maxPending: 1024 * 1024 * 1024 });
const written = await measure(RECORDS, async () => {
  for (let index = 0; index < RECORDS; index += 1) {
    file.append(text);
    if (index % 1000 === 0) await file.commit();
  }
  await file.commit();
});
print('record into a file, a thousand a sync', written);
await file.close();
const megabytes = Math.round(statSync(path).size / 1e6);
const start = performance.now();
await runAuditVerify({ file: path, keys: [], anchor: null, format: 'text' });
console.log(
  `check of ${ROUNDS * RECORDS} records, ${megabytes} MB: ${((performance.now() - start) / 1000).toFixed(1)} s`,
);
rmSync(folder, { recursive: true });
