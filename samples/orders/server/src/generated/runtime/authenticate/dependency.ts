// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Calls into what the application supplies. Whatever goes wrong there is an outage, never a bad credential. */
import type { Logger } from '../core/logger.js';
import { unavailable, type Verdict } from './scheme.js';

/** How long the application may take to answer before its store counts as down. */
const DEADLINE_MS = 5000;

const DOWN = unavailable('verifier-down');

/**
 * Asks the application and judges its answer; synchronous when the answer is. A throw, a rejection, an answer that
 * `judge` cannot use (it throws) and five seconds of silence are logged and mean 503.
 */
export function consult<T>(
  scheme: string,
  log: Logger,
  ask: () => T | Promise<T>,
  judge: (answer: T) => Verdict | Promise<Verdict>,
): Verdict | Promise<Verdict> {
  try {
    const answer = ask();
    const verdict = isPending(answer) ? withDeadline(answer).then(judge) : judge(answer);
    return verdict instanceof Promise ? verdict.catch((error: unknown) => down(scheme, log, error)) : verdict;
  } catch (error) {
    return down(scheme, log, error);
  }
}

function down(scheme: string, log: Logger, error: unknown): Verdict {
  log.error('A security scheme could not check a credential', { scheme, error: describe(error) });
  return DOWN;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
}

/** Whether an answer must be waited for; any thenable, since libraries bring their own promises. */
export function isPending<T>(answer: T | Promise<T>): answer is Promise<T> {
  return (
    answer instanceof Promise ||
    (typeof answer === 'object' &&
      answer !== null &&
      'then' in answer &&
      typeof (answer as { then: unknown }).then === 'function')
  );
}

function withDeadline<T>(answer: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE_MS} ms`)), DEADLINE_MS);
    Promise.resolve(answer)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
