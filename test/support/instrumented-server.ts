/**
 * Runs the server of a built project as production does: `node dist/server.js` behind a proxy. Every handler tells this
 * process that it ran; the handlers themselves stay as they were generated.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ApiDefinition } from '../../src/runtime/core/definition.js';

/**
 * Replaces modules of `dist` that belong to the project's user: handlers that report each call, credentials, and
 * policies that allow everything where `POLICIES=allow` is set and else stay undecided.
 */
export async function instrument(folder: string, credentialsModule: string): Promise<ApiDefinition> {
  const dist = path.join(folder, 'dist');
  const url = pathToFileURL(path.join(dist, 'generated/operations.js')).href;
  const { definition } = (await import(url)) as { readonly definition: ApiDefinition };
  writeFileSync(path.join(dist, 'credentials.js'), credentialsModule);
  wrapModule(
    path.join(dist, 'handlers'),
    definition.operations.map(({ name }) => name),
    [
      `process.on('message', (message) => process.send(message));`,
      `const wrap = (name, handler) => (request) => {`,
      `  process.send({ handler: name });`,
      `  return handler(request);`,
      `};`,
    ],
  );
  if (existsSync(path.join(dist, 'policies'))) {
    const names = definition.operations.flatMap(({ access }) =>
      access.kind === 'authenticated' && access.object !== null ? [access.object.policy] : [],
    );
    wrapModule(
      path.join(dist, 'policies'),
      [...new Set(names)],
      [
        `import { allow } from '../generated/index.js';`,
        `const wrap = (name, policy) => process.env.POLICIES === 'allow' ? () => allow({ name }) : policy;`,
      ],
    );
  }
  return definition;
}

function wrapModule(folder: string, names: readonly string[], head: readonly string[]): void {
  renameSync(path.join(folder, 'index.js'), path.join(folder, 'as-written.js'));
  const exported = names.map(
    (name) => `export const ${name} = wrap(${JSON.stringify(name)}, written.${name});`,
  );
  const lines = [`import * as written from './as-written.js';`, ...head, ...exported];
  writeFileSync(path.join(folder, 'index.js'), `${lines.join('\n')}\n`);
}

interface LogLine {
  readonly level: string;
  readonly message: string;
}

export class InstrumentedServer {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #log: readonly LogLine[];
  #called: string[] = [];
  #answer: (() => void) | null = null;

  private constructor(child: ChildProcess, port: number, log: readonly LogLine[]) {
    this.port = port;
    this.#child = child;
    this.#log = log;
    child.on('message', (message: { readonly handler?: string }) => {
      if (message.handler === undefined) this.#answer?.();
      else this.#called.push(message.handler);
    });
  }

  /** @throws with what the server wrote, where it does not start to listen */
  static start(
    folder: string,
    policies: 'undecided' | 'allow',
    more: Readonly<NodeJS.ProcessEnv> = {},
  ): Promise<InstrumentedServer> {
    const child = spawn(process.execPath, ['dist/server.js'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        PORT: '0',
        OPERATOR_PORT: '0',
        TRUSTED_PROXIES: '127.0.0.1/32',
        TRUST_CLIENT_CERT: 'true',
        AUDIT_FILE: `audit-${policies}.ndjson`,
        POLICIES: policies,
        ...more,
      },
    });
    return new Promise((resolve, reject) => {
      const log: LogLine[] = [];
      let text = '';
      child.on('error', reject);
      child.on('exit', (code) =>
        reject(
          new Error(
            `The server ended with ${code}:\n${log.map(({ message }) => message).join('\n')}\n${text}`,
          ),
        ),
      );
      child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) {
          const entry = readLogLine(line);
          log.push(entry);
          const port = /listens on http:\/\/.*:(\d+)$/.exec(entry.message)?.[1];
          if (port !== undefined) resolve(new InstrumentedServer(child, Number(port), log));
        }
      });
    });
  }

  /** Names of the handlers that ran since the last time this was asked. */
  async takeCalls(): Promise<readonly string[]> {
    // Messages keep their order: what comes back was sent after every call so far.
    await new Promise<void>((resolve) => {
      this.#answer = resolve;
      this.#child.send({ echo: true });
    });
    const called = this.#called;
    this.#called = [];
    return called;
  }

  /** What the server logged at level `error`, or in no form of its own. */
  get errors(): readonly LogLine[] {
    return this.#log.filter(({ level }) => level === 'error');
  }

  /** Leaves nothing behind, however a test ended. */
  kill(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill('SIGKILL');
  }

  /** Ends the server as an orchestrator does; answers its exit code. */
  stop(): Promise<number | null> {
    return new Promise((resolve) => {
      this.#child.removeAllListeners('exit');
      this.#child.on('exit', (code) => resolve(code));
      this.#child.kill('SIGTERM');
    });
  }
}

function readLogLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { level: 'error', message: line };
  }
}
