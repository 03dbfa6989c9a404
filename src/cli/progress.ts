/** One line that says what is being done, on a terminal and only for long work. */
export interface Progress {
  show(text: string): void;
  /** Removes the line: before anything else is printed. */
  clear(): void;
}

const PATIENCE_MS = 250;

export function startProgress(stream: NodeJS.WriteStream, now: () => number = Date.now): Progress {
  const start = now();
  let shown = false;
  return {
    show: (text) => {
      if (!stream.isTTY || now() - start < PATIENCE_MS) return;
      stream.write(`\r\u001B[2K${text}`);
      shown = true;
    },
    clear: () => {
      if (shown) stream.write('\r\u001B[2K');
      shown = false;
    },
  };
}
