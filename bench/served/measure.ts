import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

/** A server under measurement: a module that listens and answers the messages of `contestant.ts`. */
export interface Contestant {
  readonly name: string;
  /** Refuses what it should. */
  readonly secured: boolean;
  /** Absolute path of the module to fork. */
  readonly module: string;
  readonly args: readonly string[];
}

export interface Workload {
  readonly name: string;
  readonly request: autocannon.Request;
  readonly expectedStatus: number;
  /** What oasgard answers to a request that a bare server serves. Default: the same. */
  readonly refusedStatus?: number;
}

export interface Running {
  readonly contestant: Contestant;
  readonly url: string;
  /** CPU seconds the server process has used. */
  cpuSeconds(): Promise<number>;
  stop(): void;
}

export async function start(contestant: Contestant): Promise<Running> {
  const child: ChildProcess = fork(contestant.module, [...contestant.args], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`${contestant.name} ended with ${code} before it listened`);
  });
  const [message] = (await Promise.race([once(child, 'message'), exited])) as [{ port: number }];
  exited.catch(() => undefined);
  return {
    contestant,
    url: `http://127.0.0.1:${message.port}`,
    async cpuSeconds() {
      child.send('cpu');
      const [answer] = (await once(child, 'message')) as [{ cpu: number }];
      return answer.cpu;
    },
    stop: () => void child.kill(),
  };
}

/**
 * Keeps all processors awake until the returned function is called. A virtual machine leaves the guest to wake one, which
 * costs a server that answers an idle client more than the reply itself, and differs from one moment to the next.
 */
export function stayAwake(): () => void {
  const busy = [...process.execArgv, fileURLToPath(new URL('busy.ts', import.meta.url))];
  // Linux: whoever else has something to do goes first, at once.
  const idle = spawnSync('chrt', ['--idle', '0', 'true']).status === 0;
  const children = Array.from({ length: availableParallelism() }, () =>
    idle
      ? spawn('chrt', ['--idle', '0', process.execPath, ...busy], { stdio: 'ignore' })
      : spawn(process.execPath, busy, { stdio: 'ignore' }),
  );
  return () => {
    for (const child of children) child.kill();
  };
}

/** At the same time: those who wait for a sync of the audit file share it. */
export const CONNECTIONS = 64;

/** Requests answered per second of the server's CPU time. Throws when any answer had another status. */
export async function requestsPerCpuSecond(
  server: Running,
  workload: Workload,
  amount: number,
): Promise<number> {
  const before = await server.cpuSeconds();
  const result = await autocannon({
    url: server.url,
    amount,
    connections: CONNECTIONS,
    sampleInt: 50,
    requests: [workload.request],
  });
  const after = await server.cpuSeconds();
  const statuses = Object.keys(result.statusCodeStats ?? {});
  const { name, secured } = server.contestant;
  const expected = (secured ? workload.refusedStatus : undefined) ?? workload.expectedStatus;
  if (statuses.length !== 1 || statuses[0] !== String(expected)) {
    throw new Error(
      `${name}, ${workload.name}: expected ${expected}, got ${JSON.stringify(result.statusCodeStats)}`,
    );
  }
  return amount / (after - before);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
