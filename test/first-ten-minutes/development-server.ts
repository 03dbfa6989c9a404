import { type ChildProcess, spawn } from 'node:child_process';

/** A server in development, and what it prints. */
export class DevelopmentServer {
  readonly #child: ChildProcess;
  #output = '';
  #waiting: (() => void) | null = null;

  /** @param command as a shell takes it */
  constructor(folder: string, env: Readonly<Record<string, string>>, command = 'npm run dev') {
    // A group of its own: npm, the watcher and the server end together.
    this.#child = spawn('sh', ['-c', command], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    });
    const read = (text: string): void => {
      this.#output += text;
      this.#waiting?.();
    };
    this.#child.stdout!.setEncoding('utf8').on('data', read);
    this.#child.stderr!.setEncoding('utf8').on('data', read);
  }

  /** Everything printed so far. */
  get output(): string {
    return this.#output;
  }

  /**
   * Waits until `pattern` is printed after `from` (a length of `output`).
   *
   * @throws with what was printed, after half a minute
   */
  async printed(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const match = pattern.exec(this.#output.slice(from));
      if (match !== null) return match;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`${String(pattern)} was not printed:\n${this.#output}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** May be called again. */
  stop(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid);
  }
}
