// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * The decision pipeline (semantics §1). The earliest stage that refuses answers; later ones do not run. Nothing waits
 * unless a stage does: a request whose stages are all synchronous is answered before `handle` returns.
 */
import { ContentAbortedError } from '../decode/capped-stream.js';
import type { Refusal } from './refusal.js';
import { Exchange } from './exchange.js';
import type { RawRequest } from './raw-message.js';
import { refuse } from './reply.js';
import type { Runtime } from './runtime.js';
import { ANSWERED, type Stage, type StageResult } from './stage.js';
import { authenticate, authorizeFunction, chargeCaller, checkCrossSite } from './stages/caller.js';
import { chargeAddress, checkConnection, checkFraming, checkTarget } from './stages/connection.js';
import { negotiate, readContent } from './stages/content.js';
import { openContext, rollBackContext } from './stages/context.js';
import { runHandler } from './stages/handler.js';
import { checkItems } from './stages/list.js';
import { authorizeObject, isolateTenant, recordIntent } from './stages/object.js';
import { authorizeProperties } from './stages/properties.js';
import { writeReply } from './stages/reply.js';
import { reserveCost, reserveFailure } from './stages/reserve.js';
import { checkDeclaredLength, matchMethod, matchPath } from './stages/route.js';
import { validateInput } from './stages/validation.js';

interface NumberedStage {
  /** Row of the table in semantics §1. */
  readonly number: number;
  readonly run: Stage;
  /** Keeps its own clock; the others may wait as long as the operation's `timeout`. */
  readonly isTimed?: true;
}

/** Stage 1, correlation, is the construction of the exchange; stage 19 is `send`. */
const stages: readonly NumberedStage[] = [
  { number: 0, run: checkFraming },
  { number: 2, run: checkConnection },
  { number: 3, run: checkTarget },
  { number: 4, run: chargeAddress },
  { number: 5, run: matchPath },
  { number: 6, run: matchMethod },
  { number: 7, run: checkDeclaredLength },
  { number: 8, run: authenticate },
  { number: 9, run: checkCrossSite },
  { number: 10, run: chargeCaller },
  { number: 11, run: authorizeFunction },
  { number: 12, run: negotiate },
  { number: 13, run: readContent, isTimed: true },
  { number: 14, run: validateInput },
  { number: 15, run: isolateTenant },
  { number: 15, run: openContext },
  { number: 15, run: authorizeObject },
  { number: 15, run: authorizeProperties },
  { number: 16, run: reserveFailure },
  { number: 16, run: reserveCost },
  { number: 16, run: recordIntent },
  { number: 17, run: runHandler },
  { number: 18, run: checkItems },
  { number: 18, run: writeReply },
];

const DEFAULT_TIMEOUT_MS = 15_000;

/** Answers one request. Never throws; `request.respond` is called exactly once. */
export function handle(runtime: Runtime, request: RawRequest): void {
  advance(new Exchange(runtime, request), 0);
}

function advance(exchange: Exchange, from: number): void {
  for (let index = from; index < stages.length; index += 1) {
    const stage = stages[index]!;
    let result: StageResult | Promise<StageResult>;
    try {
      result = stage.run(exchange);
    } catch (error) {
      result = crashed(exchange, stage.number, error);
    }
    if (result === undefined) continue;
    if (result instanceof Promise) {
      suspend(exchange, index, result);
      return;
    }
    if (result !== ANSWERED) refuse(exchange, result);
    break;
  }
  send(exchange);
}

/** Waits for a stage, but not longer than the operation's deadline: what comes later is discarded. */
function suspend(exchange: Exchange, index: number, pending: Promise<StageResult>): void {
  const { number, isTimed } = stages[index]!;
  const timeoutMs = exchange.operation?.definition.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const timer = isTimed === true ? undefined : setTimeout(expire, timeoutMs, exchange, number);
  const settle = (result: StageResult): void => {
    if (timer !== undefined) clearTimeout(timer);
    if (!exchange.answered) resume(exchange, index, result);
  };
  void pending.then(settle, (error: unknown) => settle(crashed(exchange, number, error)));
}

function resume(exchange: Exchange, index: number, result: StageResult): void {
  if (result === undefined) {
    advance(exchange, index + 1);
    return;
  }
  if (result !== ANSWERED) refuse(exchange, result);
  send(exchange);
}

/** The deadline passed. Whether a handler did its work, or a commit came through, nobody knows. */
function expire(exchange: Exchange, stage: number): void {
  if (stage === 17 || exchange.contextSettled) exchange.outcome = 'unknown';
  refuse(exchange, { stage, code: 'deadline-exceeded', reason: 'deadline-exceeded' });
  exchange.abort();
  // A handler that waits for bytes would wait for ever: once answered, Node does not say when the sender goes away.
  exchange.upload?.destroy(new ContentAbortedError());
  send(exchange);
}

function crashed(exchange: Exchange, stage: number, error: unknown): Refusal {
  const { log, requestId, operation } = exchange;
  log.error('A stage failed', { stage, operation: operation?.name, requestId, error });
  return { stage, code: 'internal-error', reason: 'stage-failed' };
}

/** Stage 19: the answer goes out, the outcome on record. */
function send(exchange: Exchange): void {
  exchange.answered = true;
  try {
    exchange.raw.respond(exchange.reply!);
  } catch (error) {
    // Somebody in front of the door has answered already, say. Nobody else would catch it.
    const { log, requestId, operation } = exchange;
    log.error('A reply could not be sent', { operation: operation?.name, requestId, error });
  }
  record(exchange);
  exchange.release();
  rollBackContext(exchange);
}

/** `audit.level: none` drops the records of what reached the handler; denials are recorded at every level. */
function record(exchange: Exchange): void {
  const { operation, outcome, runtime } = exchange;
  const { auditor } = runtime;
  if (exchange.intended) auditor.outcome(exchange);
  else if (outcome === 'denied') auditor.decision(exchange);
  else if (operation?.audit.level === 'none') return;
  else if (outcome !== 'allowed' || operation?.audit.always === true) auditor.decision(exchange);
}
