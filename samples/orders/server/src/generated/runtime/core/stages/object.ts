// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stages 15 and 16: may the caller reach this object, and is the attempt on record. */
import { isObjectDecision } from '../../authorize/decision.js';
import { judgeObject, objectDenied, readObjectId, withoutObjectId } from '../../authorize/object-level.js';
import type { Exchange } from '../exchange.js';
import type { Refusal } from '../refusal.js';
import { PolicyView } from '../request-view.js';
import { isThenable } from '../thenable.js';

const POLICY_FAILED: Refusal = { stage: 15, code: 'internal-error', reason: 'policy-failed' };
const NOT_RECORDED: Refusal = { stage: 16, code: 'audit-unavailable', reason: 'intent-not-recorded' };

/** Stage 15: the policy sees the whole input; the handler gets the object's id as `grant.id` and nowhere else. */
export function authorizeObject(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { policy, object } = exchange.operation!;
  if (policy === null || object === null) return undefined;
  const id = object.id === null ? '' : readObjectId(exchange.input, object.id);
  if (id === null) return objectDenied(object, 'object-id-absent');
  exchange.objectType = object.type;
  exchange.objectId = String(id);
  let decision: unknown;
  try {
    decision = policy(new PolicyView(exchange, id));
  } catch (error) {
    return policyFailed(exchange, error);
  }
  if (!isThenable(decision)) return judge(exchange, decision, id);
  return Promise.resolve(decision).then(
    (settled) => judge(exchange, settled, id),
    (error: unknown) => policyFailed(exchange, error),
  );
}

function judge(exchange: Exchange, decision: unknown, id: string | number): Refusal | undefined {
  if (!isObjectDecision(decision)) {
    return policyFailed(exchange, new TypeError('A policy returns allow(), deny(), absent() or undecided()'));
  }
  const object = exchange.operation!.object!;
  const verdict = judgeObject(decision, id, object);
  if (verdict.kind === 'refused') return verdict.refusal;
  exchange.grant = verdict.grant;
  if (object.id !== null) exchange.input = withoutObjectId(exchange.input, object.id);
  return undefined;
}

/** A policy that breaks denies: nothing it might have meant is guessed. */
function policyFailed(exchange: Exchange, error: unknown): Refusal {
  const { runtime, requestId, operation } = exchange;
  runtime.log.error('A policy failed', {
    operation: operation!.name,
    policy: operation!.object!.policy,
    requestId,
    error,
  });
  return POLICY_FAILED;
}

/** Stage 16: an unsafe operation runs only once the intent is as safe as the sink makes it. */
export function recordIntent(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { runtime } = exchange;
  const { unsafe, audit } = exchange.operation!;
  if (!unsafe || audit.level === 'none') return undefined;
  const recorded = runtime.auditor.intent(exchange);
  if (recorded === undefined) {
    exchange.intended = true;
    return undefined;
  }
  return recorded.then(
    () => {
      exchange.intended = true;
      return undefined;
    },
    (error: unknown) => {
      runtime.log.error('An audit intent could not be recorded', { requestId: exchange.requestId, error });
      return NOT_RECORDED;
    },
  );
}
