/**
 * Served requests per second of server CPU time, everything on, against bare servers with the same handlers. All
 * contestants run in turn in every round, so that a machine that slows down slows them all down; quoted are medians of
 * the ratios round by round.
 *
 *     npm run bench:served -- [rounds] [requests a round] [workload]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSample } from './build-sample.js';
import {
  type Contestant,
  median,
  requestsPerCpuSecond,
  type Running,
  start,
  stayAwake,
  type Workload,
} from './measure.js';
import { accessToken, forgedToken } from './tokens.js';

const rounds = Number(process.argv[2] ?? 15);
const amount = Number(process.argv[3] ?? 20_000);
const only = process.argv[4];

/** Requests before the first round: a server's code is compiled while it serves, ours and its framework's alike. */
const WARM_UP = 40_000;

const folder = mkdtempSync(join(tmpdir(), 'oasgard-bench-'));
const project = buildSample(join(folder, 'server'));
const module = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const contestants = {
  'bare fastify': { secured: false, module: module('bare-server.ts'), args: [project, 'fastify'] },
  'bare node': { secured: false, module: module('bare-server.ts'), args: [project, 'node'] },
  'fastify-openapi-glue, token cache': { secured: false, module: module('peer-server.ts'), args: [project] },
  'the same, with plugins': {
    secured: false,
    module: module('peer-server.ts'),
    args: [project, 'protected'],
  },
  'oasgard, fastify door': { secured: true, module: module('oasgard-server.ts'), args: [project, 'fastify'] },
  'oasgard, node door': { secured: true, module: module('oasgard-server.ts'), args: [project, 'node'] },
  'oasgard, node door, synced audit file': {
    secured: true,
    module: module('oasgard-server.ts'),
    args: [project, 'node', join(folder, 'audit.ndjson')],
  },
} satisfies Readonly<Record<string, Omit<Contestant, 'name'>>>;
type Name = keyof typeof contestants;

const doors: readonly Name[] = ['oasgard, fastify door', 'oasgard, node door'];
const served: readonly Name[] = ['bare fastify', 'bare node', 'fastify-openapi-glue, token cache', ...doors];
const protectedPeer: readonly Name[] = ['bare fastify', 'the same, with plugins', ...doors];
const refused: readonly Name[] = ['bare fastify', ...doors];

const host = {
  host: 'api.example.com',
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '203.0.113.7',
};
const headers = { ...host, authorization: `Bearer ${accessToken('ann')}` };
const json = { 'content-type': 'application/json' };
const order = { sku: 'BKS-001', quantity: 2, note: 'Please ring twice.', giftWrap: true };
const get = { method: 'GET', path: '/v1/orders/00000000-0000-4000-8000-000000000007' } as const;
const post = { method: 'POST', path: '/v1/orders' } as const;
const create = { ...post, headers: { ...headers, ...json }, body: JSON.stringify(order) };
const authenticated: readonly Workload[] = [
  { name: 'GET', request: { ...get, headers }, expectedStatus: 200 },
  { name: 'list', request: { method: 'GET', path: '/v1/orders', headers }, expectedStatus: 200 },
  { name: 'POST', request: create, expectedStatus: 201 },
];
const workloads: readonly (Workload & { readonly contestants: readonly Name[] })[] = [
  ...authenticated.map((workload) => ({ ...workload, contestants: served })),
  ...authenticated.map((workload) => ({
    ...workload,
    name: `${workload.name}, beside plugins`,
    contestants: protectedPeer,
  })),
  {
    name: 'POST, intent synced',
    contestants: ['bare fastify', 'oasgard, node door, synced audit file'],
    request: create,
    expectedStatus: 201,
  },
  {
    name: 'no token',
    contestants: refused,
    request: { ...get, headers: host },
    expectedStatus: 200,
    refusedStatus: 401,
  },
  {
    name: 'forged token',
    contestants: refused,
    request: { ...get, headers: { ...host, authorization: `Bearer ${forgedToken('ann')}` } },
    expectedStatus: 200,
    refusedStatus: 401,
  },
  {
    name: 'invalid body',
    contestants: refused,
    request: { ...create, body: JSON.stringify({ ...order, quantity: 'many' }) },
    expectedStatus: 201,
    refusedStatus: 400,
  },
];

/** Least ratio to bare Fastify (design §5). */
const budgets: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'oasgard, fastify door': {
    GET: 0.78,
    list: 0.73,
    POST: 0.6,
    'no token': 0.95,
    'forged token': 0.75,
    'invalid body': 0.75,
  },
  'oasgard, node door': { GET: 0.88 },
  'oasgard, node door, synced audit file': { 'POST, intent synced': 0.5 },
};

const running = new Map<Name, Running>();
const relax = stayAwake();
try {
  for (const name of Object.keys(contestants) as Name[]) {
    running.set(name, await start({ name, ...contestants[name] }));
  }
  for (const workload of workloads.filter(({ name }) => only === undefined || name === only)) {
    const servers = workload.contestants.map((name) => running.get(name)!);
    for (const server of servers) await requestsPerCpuSecond(server, workload, WARM_UP);
    const samples = new Map(servers.map(({ contestant }) => [contestant.name, [] as number[]]));
    for (let round = 0; round < rounds; round += 1) {
      for (let turn = 0; turn < servers.length; turn += 1) {
        const server = servers[(turn + round) % servers.length]!;
        samples.get(server.contestant.name)!.push(await requestsPerCpuSecond(server, workload, amount));
      }
      process.stderr.write(
        process.stderr.isTTY ? `\r${workload.name}: round ${round + 1} of ${rounds} ` : '',
      );
    }
    process.stderr.write(process.stderr.isTTY ? '\r\u001b[K' : '');
    report(workload, samples);
  }
} finally {
  for (const server of running.values()) server.stop();
  relax();
  rmSync(folder, { recursive: true, force: true });
}

function report(workload: Workload, samples: ReadonlyMap<string, readonly number[]>): void {
  const base = samples.get('bare fastify')!;
  console.log(
    `\n${workload.name}: requests per CPU second, and ratio to bare fastify (median of ${rounds} rounds)`,
  );
  for (const [name, values] of samples) {
    const ratios = values.map((value, round) => value / base[round]!);
    const ratio = median(ratios);
    const budget = budgets[name]?.[workload.name];
    const verdict =
      budget === undefined
        ? beaten(name, samples)
        : ` budget ${budget.toFixed(2)} ${ratio >= budget ? 'met' : 'MISSED'}`;
    const spread = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`;
    console.log(
      `  ${name.padEnd(38)} ${Math.round(median(values)).toLocaleString('en').padStart(8)}  ${ratio.toFixed(2)} (${spread})${verdict}`,
    );
  }
}

/** How the node door compares with a peer. */
function beaten(name: string, samples: ReadonlyMap<string, readonly number[]>): string {
  const ours = samples.get('oasgard, node door');
  if (ours === undefined || !contestants[name as Name].module.endsWith('peer-server.ts')) return '';
  const ratio = median(ours.map((value, round) => value / samples.get(name)![round]!));
  return ` node door ${ratio.toFixed(2)} of it: ${ratio > 1 ? 'beaten' : 'NOT BEATEN'}`;
}
