import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';

/** Questions on a terminal. Each rejects with {@link InterruptedError} on Ctrl-C and at the end of input. */
export interface Prompt {
  /** An empty answer takes the default; without one the question is asked again. */
  text(question: string, standard: string | null): Promise<string>;
  /** One of the choices, or its number. */
  choice(question: string, choices: readonly string[], standard: string): Promise<string>;
  say(text: string): void;
  close(): void;
}

export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** Asks on standard error, so that standard output stays data. */
export function terminalPrompt(input: Readable = process.stdin, output: Writable = process.stderr): Prompt {
  const lines = createInterface({ input, output });
  const ask = async (question: string): Promise<string> => {
    const interrupted = new AbortController();
    const stop = (): void => interrupted.abort();
    lines.once('SIGINT', stop).once('close', stop);
    try {
      return (await lines.question(question, { signal: interrupted.signal })).trim();
    } catch (error) {
      if (interrupted.signal.aborted) throw new InterruptedError('Interrupted');
      throw error;
    } finally {
      lines.off('SIGINT', stop).off('close', stop);
    }
  };
  const say = (text: string): void => void output.write(`${text}\n`);
  return {
    text: async (question, standard) => {
      for (;;) {
        const answer = await ask(standard === null ? `${question} ` : `${question} (${standard}) `);
        if (answer !== '') return answer;
        if (standard !== null) return standard;
      }
    },
    choice: async (question, choices, standard) => {
      const shown = choices.map((choice, index) => `${String(index + 1)} ${choice}`).join(', ');
      for (;;) {
        const answer = await ask(`${question} ${shown} (${standard}) `);
        if (answer === '') return standard;
        const chosen = choices.find((choice, index) => choice === answer || String(index + 1) === answer);
        if (chosen !== undefined) return chosen;
        say(`Answer with one of: ${choices.join(', ')}.`);
      }
    },
    say,
    close: () => lines.close(),
  };
}
