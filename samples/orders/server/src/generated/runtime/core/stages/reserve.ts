// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Stage 16: takes what the handler may use up before it runs, so that parallel requests cannot outrun it; once the
 * status of the answer is known, gives back what was not.
 */
import type { LoginVerdict } from '../../limit/login-guard.js';
import type { LimitVerdict } from '../../limit/limit-verdict.js';
import { exactJson } from '../../validate/exact-json.js';
import type { InputLocation, LoginDefinition } from '../definition.js';
import type { Exchange } from '../exchange.js';
import { readInput } from '../input-location.js';
import type { Refusal } from '../refusal.js';
import { applyVerdict } from './connection.js';

const NOT_COUNTED: Refusal = { stage: 16, code: 'limiter-unavailable', reason: 'login-guard-unavailable' };

/** One failure of the login guard. */
export function reserveFailure(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { loginGuard, definition } = exchange.operation!;
  if (loginGuard === null || definition.login === null) return undefined;
  const verdict = loginGuard.reserve(exchange.ip, accountOf(exchange, definition.login), exchange.now);
  return verdict instanceof Promise
    ? verdict.then((settled) => applyLogin(exchange, settled))
    : applyLogin(exchange, verdict);
}

/** Paid quota: only requests that are valid and allowed get here. */
export function reserveCost(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { costLimits, definition } = exchange.operation!;
  if (costLimits === null) return undefined;
  const { runtime, now } = exchange;
  const verdict = runtime.limiter.charge(costLimits, exchange, definition.cost, now, exchange.verdict);
  return verdict instanceof Promise
    ? verdict.then((settled) => applyCost(exchange, settled))
    : applyCost(exchange, verdict);
}

/**
 * Settles what stage 16 took. A cost is owed for an answer that is no refusal and no error, and where nobody knows what
 * the handler did. A login failed where the operation refused with 401 or 403, where the deadline passed and where the
 * client left before the handler ended well; any other answer says nothing about the secret.
 */
export function settleReservations(exchange: Exchange, status: number): void {
  const { reservedFailure, reservedCost, outcome, runtime } = exchange;
  if (reservedFailure === null && reservedCost === null) return;
  exchange.reservedFailure = null;
  exchange.reservedCost = null;
  const now = Date.now();
  const isKnown = outcome !== 'unknown';
  if (reservedCost !== null && isKnown && status >= 400) runtime.limiter.refund(reservedCost, now);
  if (reservedFailure === null || !isKnown) return;
  if (status < 400) reservedFailure.succeed(now);
  else if (isUnjudged(exchange, status)) reservedFailure.release(now);
}

/** Whether an answer other than success leaves open if the secret was wrong. */
function isUnjudged({ stage, aborted }: Exchange, status: number): boolean {
  const hasRun = stage >= 17;
  return !hasRun || (status !== 401 && status !== 403 && !aborted);
}

function applyLogin(exchange: Exchange, verdict: LoginVerdict): Refusal | undefined {
  switch (verdict.outcome) {
    case 'allowed':
      exchange.reservedFailure = verdict.reserved;
      settleLate(exchange);
      return undefined;
    case 'limited':
      return {
        stage: 16,
        code: 'rate-limited',
        reason: 'login-guard',
        violatedPolicies: ['login'],
        headers: ['Retry-After', String(verdict.retryAfterSeconds)],
      };
    case 'unavailable':
      return NOT_COUNTED;
  }
}

function applyCost(exchange: Exchange, verdict: LimitVerdict): Refusal | undefined {
  const refusal = applyVerdict(exchange, verdict, 16);
  if (refusal !== undefined) return refusal;
  exchange.reservedCost = verdict;
  settleLate(exchange);
  return undefined;
}

/** The deadline passed while the store was asked: the handler will not run. */
function settleLate(exchange: Exchange): void {
  if (exchange.answered) settleReservations(exchange, exchange.status);
}

/** `null` where the request names no account. */
function accountOf(exchange: Exchange, { account }: LoginDefinition): string | null {
  if (account === null) return null;
  const objectId = exchange.operation!.object?.id ?? null;
  // Stage 15 took the object's id out of the input.
  const value =
    objectId !== null && isSamePlace(account, objectId)
      ? exchange.objectKey
      : readInput(exchange.input, account);
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : (exactJson(value) ?? null);
}

function isSamePlace(one: InputLocation, other: InputLocation): boolean {
  if (one.in === 'body' || other.in === 'body') {
    return one.in === 'body' && other.in === 'body' && one.pointer === other.pointer;
  }
  return one.in === other.in && one.name === other.name;
}
