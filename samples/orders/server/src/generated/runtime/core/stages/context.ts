// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** What policy and handler share: opened at stage 15, settled once, by the outcome. */
import type { OpenContext } from '../context.js';
import type { Exchange } from '../exchange.js';
import type { Refusal } from '../refusal.js';
import { ContextView } from '../request-view.js';
import { isThenable } from '../thenable.js';

const NOT_OPENED: Refusal = { stage: 15, code: 'internal-error', reason: 'context-not-opened' };
const NOT_COMMITTED: Refusal = { stage: 18, code: 'internal-error', reason: 'context-not-committed' };
const CLIENT_GONE: Refusal = { stage: 18, code: 'internal-error', reason: 'client-gone' };

/** Stage 15, before the policy. */
export function openContext(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { context } = exchange.runtime;
  if (context === null) return undefined;
  let opened: unknown;
  try {
    opened = context(new ContextView(exchange));
  } catch (error) {
    return notOpened(exchange, error);
  }
  if (!isThenable(opened)) return hold(exchange, opened);
  return Promise.resolve(opened).then(
    (settled) => hold(exchange, settled),
    (error: unknown) => notOpened(exchange, error),
  );
}

function hold(exchange: Exchange, opened: unknown): Refusal | undefined {
  if (!isOpenContext(opened)) {
    return notOpened(exchange, new TypeError('options.context returns { value, settle }'));
  }
  exchange.context = opened;
  // The deadline may have passed meanwhile: nobody else would close it.
  if (exchange.answered) rollBackContext(exchange);
  else exchange.watch();
  return undefined;
}

function isOpenContext(value: unknown): value is OpenContext {
  return (
    typeof value === 'object' && value !== null && 'settle' in value && typeof value.settle === 'function'
  );
}

/** Stage 18: the reply is good. It is sent once what it tells of is certain. */
export function commitContext(
  exchange: Exchange,
  status: number,
): Refusal | undefined | Promise<Refusal | undefined> {
  const { context } = exchange;
  if (context === null || status >= 400) return undefined;
  if (exchange.aborted) return CLIENT_GONE;
  exchange.contextSettled = true;
  let settled: void | PromiseLike<void>;
  try {
    settled = context.settle('commit');
  } catch (error) {
    return notCommitted(exchange, error);
  }
  if (!isThenable(settled)) return undefined;
  return Promise.resolve(settled).then(
    () => undefined,
    (error: unknown) => notCommitted(exchange, error),
  );
}

/** Once the answer is out: undoes what was not committed. */
export function rollBackContext(exchange: Exchange): void {
  const { context } = exchange;
  if (context === null || exchange.contextSettled) return;
  exchange.contextSettled = true;
  const failed = (error: unknown): void => logFailure(exchange, 'A context was not rolled back', error);
  try {
    const settled = context.settle('rollback');
    if (isThenable(settled)) settled.then(undefined, failed);
  } catch (error) {
    failed(error);
  }
}

function notOpened(exchange: Exchange, error: unknown): Refusal {
  logFailure(exchange, 'A context was not opened', error);
  return NOT_OPENED;
}

function notCommitted(exchange: Exchange, error: unknown): Refusal {
  logFailure(exchange, 'A context was not committed', error);
  return NOT_COMMITTED;
}

function logFailure({ log, requestId, operation }: Exchange, message: string, error: unknown): void {
  log.error(message, { operation: operation!.name, requestId, error });
}
