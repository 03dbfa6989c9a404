/** A real server, killed with SIGKILL while it works: what its audit trail says afterwards. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { typescriptLoader } from '../../../support/repository.js';
import { exchangeText, requestText } from '../doors/raw-client.js';
import { TrailFolder } from './trail-folder.js';

const trail = new TrailFolder();
beforeEach(() => trail.next());
afterAll(() => trail.remove());

const script = fileURLToPath(new URL('recording-server.ts', import.meta.url));
const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  log(): string;
}

function spawn(...state: readonly string[]): { child: ChildProcess; log: () => string } {
  const child = fork(script, [trail.path, ...state], {
    execArgv: ['--import', typescriptLoader],
    silent: true,
  });
  children.add(child);
  let text = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { child, log: () => text };
}

async function start(): Promise<Started> {
  const { child, log } = spawn();
  const [port] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`The server did not start:\n${log()}`);
    }),
  ])) as [number];
  return { child, port, log };
}

async function end({ child }: Started, signal: NodeJS.Signals): Promise<void> {
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
  children.delete(child);
}

const post = (port: number, operation: string, id: string) =>
  exchangeText(
    port,
    requestText('POST', `/v1/orders/${operation}`, {
      Host: 'api.example.com',
      'X-API-Key': 'ann',
      'X-Request-Id': id,
    }),
  );

const outcomes = () =>
  trail
    .records()
    .filter(({ kind }) => kind === 'outcome')
    .map(({ requestId, outcome }) => [requestId, outcome]);

describe('a server killed mid-request', { timeout: 60_000 }, () => {
  it('has every request it was at on record, and says after the restart that their outcome is unknown', async () => {
    const first = await start();
    expect(first.log()).toContain('unsigned');
    expect((await post(first.port, 'quick', 'done')).status).toBe(204);
    const hanging = ['a', 'b', 'c'].map((id) => post(first.port, 'hang', id).catch(() => 'cut off'));
    await expect.poll(() => trail.records().filter(({ kind }) => kind === 'intent')).toHaveLength(4);
    await end(first, 'SIGKILL');
    expect(await Promise.all(hanging)).toEqual(['cut off', 'cut off', 'cut off']);
    expect(outcomes()).toEqual([['done', 'allowed']]);

    const second = await start();
    expect(second.log()).toContain('3 requests have the outcome unknown');
    await expect
      .poll(outcomes)
      .toEqual([['done', 'allowed'], ...['a', 'b', 'c'].map((id) => [id, 'unknown'])]);
    expect((await post(second.port, 'quick', 'again')).status).toBe(204);
    await end(second, 'SIGTERM');
    expect(trail.verify()).toMatchObject({ fault: null, begin: 0, closed: true });
    expect(outcomes()).toHaveLength(5);
  });

  it('keeps a whole chain and every request it answered, whenever it is killed', async () => {
    const answered: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const server = await start();
      const clients = Array.from({ length: 8 }, async (_, client) => {
        for (let request = 0; ; request += 1) {
          const id = `${round}-${client}-${request}`;
          const answer = await post(server.port, 'quick', id).catch(() => null);
          if (answer === null) return;
          if (answer.status === 204) answered.push(id);
        }
      });
      await sleep(300 + round * 150);
      await end(server, 'SIGKILL');
      await Promise.all(clients);
    }
    await end(await start(), 'SIGTERM');
    expect(trail.verify()).toMatchObject({ fault: null, begin: 0, closed: true });
    expect(trail.verify().alarms.map(({ reason }) => reason)).toEqual(Array(3).fill('trail-not-closed'));
    const intents = trail.records().filter(({ kind }) => kind === 'intent');
    const ids = new Set(intents.map(({ requestId }) => requestId));
    expect(answered.filter((id) => !ids.has(id))).toEqual([]);
    expect(answered.length).toBeGreaterThan(10);
    expect(outcomes()).toHaveLength(intents.length);
    expect(trail.files().length).toBeGreaterThan(1);
  });

  it('leaves no trace in the trail where it does not start', async () => {
    const lines: number[] = [];
    for (const state of ['incomplete', 'whole', 'incomplete', 'killed', 'incomplete']) {
      if (state === 'incomplete') {
        const { child, log } = spawn(state);
        expect(await once(child, 'exit')).toEqual([1, null]);
        expect(log()).toContain('credentials.key');
      } else {
        const server = await start();
        await expect.poll(() => statSync(trail.path).size).toBeGreaterThan(0);
        await end(server, state === 'killed' ? 'SIGKILL' : 'SIGTERM');
      }
      lines.push(readFileSync(trail.path, 'utf8').split('\n').length - 1);
    }
    expect(lines).toEqual([0, 2, 2, 2, 2]);
    expect(readdirSync(path.dirname(trail.path))).toEqual(['audit.ndjson']);
  });

  it('does not let a second server write the same file', async () => {
    const server = await start();
    await expect.poll(() => statSync(trail.path).size).toBeGreaterThan(0);
    const size = statSync(trail.path).size;
    const { child, log } = spawn();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(log()).toContain(`is written by process ${server.child.pid}`);
    expect(log()).toContain('AUDIT_FILE');
    expect(statSync(trail.path).size).toBe(size);
    expect((await post(server.port, 'quick', 'still')).status).toBe(204);
    await end(server, 'SIGTERM');
    expect(trail.verify()).toMatchObject({ fault: null, closed: true, alarms: [] });
  });
});
