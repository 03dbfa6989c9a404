import { spawnSync } from 'node:child_process';
import { runProcess } from '../support/run-process.js';
import { sendRequest } from '../support/send-request.js';

export interface ShellReply {
  readonly status: number;
  readonly text: string;
}

/** Pastes a `curl -i` line into a shell. Where there is no curl, the shell takes it apart and we send it. */
export async function pasteCurl(line: string, cwd: string): Promise<ShellReply> {
  if (spawnSync('curl', ['--version']).status !== 0) return sendWords(await shellWords(line, cwd));
  const { code, stdout, stderr } = await runProcess('sh', ['-c', line], { cwd });
  if (code !== 0) throw new Error(`${line}\n${stderr}`);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(stdout)?.[1]);
  return { status, text: stdout.slice(stdout.indexOf('\r\n\r\n') + 4) };
}

async function shellWords(line: string, cwd: string): Promise<readonly string[]> {
  const script = `curl() { printf '%s\\n' "$@"; }\n${line}`;
  const { stdout } = await runProcess('sh', ['-c', script], { cwd });
  return stdout.trimEnd().split('\n');
}

async function sendWords(words: readonly string[]): Promise<ShellReply> {
  const url = new URL(words.at(-1)!);
  const headers: Record<string, string> = { Host: url.host };
  let method = 'GET';
  for (const [index, word] of words.entries()) {
    const next = words[index + 1] ?? '';
    if (word === '-X') method = next;
    if (word === '-H') headers[next.slice(0, next.indexOf(':'))] = next.slice(next.indexOf(':') + 1).trim();
  }
  const target = url.pathname + url.search;
  return sendRequest(Number(url.port), { method, target, headers, body: null });
}
