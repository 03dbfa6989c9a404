import { Readable } from 'node:stream';
import { vi } from 'vitest';

/** Lets the code under test read `text` from standard input, as from a pipe. */
export function stdinOf(text: string): void {
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(
    Object.assign(Readable.from([Buffer.from(text)]), { isTTY: false }) as unknown as typeof process.stdin,
  );
}
