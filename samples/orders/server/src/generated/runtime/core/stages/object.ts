// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stages 15 and 16: may the caller reach this object, and is the attempt on record. */
import { tenantDenied } from '../../authorize/function-level.js';
import { judgeList, judgeObject, objectDenied, readObjectId } from '../../authorize/object-level.js';
import { isTenant } from '../../authorize/tenant.js';
import type { Exchange } from '../exchange.js';
import type { ListPolicy } from '../handler.js';
import { readInput } from '../input-location.js';
import type { Refusal } from '../refusal.js';
import { PolicyView } from '../request-view.js';
import { isThenable } from '../thenable.js';

const TENANT_DENIED = tenantDenied(15);
const NOT_RECORDED: Refusal = { stage: 16, code: 'audit-unavailable', reason: 'intent-not-recorded' };

/** Stage 15: a body names the tenant. Parameters were compared at stage 11. */
export function isolateTenant({ operation, input, principal }: Exchange): Refusal | undefined {
  const { bodyTenant } = operation!;
  if (bodyTenant === null) return undefined;
  const tenant = principal?.tenant ?? null;
  return tenant !== null && isTenant(readInput(input, bodyTenant), tenant) ? undefined : TENANT_DENIED;
}

/** Stage 15: the policy sees the whole input; the handler gets the object's id as `grant.id` and nowhere else. */
export function authorizeObject(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { object, list } = exchange.operation!;
  if (object === null) return undefined;
  exchange.objectType = object.type;
  const id = object.id === null ? null : readObjectId(exchange.input, object.id);
  if (id !== null) exchange.objectKey = String(id);
  else if (object.id !== null) return objectDenied(object, 'object-id-absent');
  return list === null ? decideObject(exchange, id ?? '') : decideList(exchange, id, list.policy);
}

function decideObject(
  exchange: Exchange,
  id: string | number | bigint,
): Refusal | undefined | Promise<Refusal | undefined> {
  let decision: unknown;
  try {
    decision = exchange.operation!.policy!(new PolicyView(exchange, id));
  } catch (error) {
    return policyFailed(exchange, 15, error);
  }
  if (!isThenable(decision)) return judge(exchange, decision, id);
  return Promise.resolve(decision).then(
    (settled) => judge(exchange, settled, id),
    (error: unknown) => policyFailed(exchange, 15, error),
  );
}

function judge(exchange: Exchange, decision: unknown, id: string | number | bigint): Refusal | undefined {
  const { object, method } = exchange.operation!;
  const verdict = judgeObject(decision, id, object!, method === 'PUT');
  switch (verdict.kind) {
    case 'granted':
      exchange.grant = verdict.grant;
      return withholdId(exchange);
    case 'refused':
      return verdict.refusal;
    case 'misused':
      return policyFailed(exchange, 15, new TypeError(verdict.message));
  }
}

/** The policy of an operation that returns many objects: what the caller may see of them. */
function decideList(
  exchange: Exchange,
  id: string | number | bigint | null,
  policy: ListPolicy,
): Refusal | undefined | Promise<Refusal | undefined> {
  exchange.listRequest = new PolicyView(exchange, id);
  let decision: unknown;
  try {
    decision = policy.scope(exchange.listRequest);
  } catch (error) {
    return policyFailed(exchange, 15, error);
  }
  if (!isThenable(decision)) return judgeScope(exchange, decision);
  return Promise.resolve(decision).then(
    (settled) => judgeScope(exchange, settled),
    (error: unknown) => policyFailed(exchange, 15, error),
  );
}

function judgeScope(exchange: Exchange, decision: unknown): Refusal | undefined {
  const verdict = judgeList(decision, exchange.operation!.object!);
  switch (verdict.kind) {
    case 'scoped':
      exchange.scope = verdict.scope;
      return withholdId(exchange);
    case 'refused':
      return verdict.refusal;
    case 'misused':
      return policyFailed(exchange, 15, new TypeError(verdict.message));
  }
}

function withholdId(exchange: Exchange): undefined {
  const { withoutObjectId } = exchange.operation!;
  if (withoutObjectId !== null) exchange.input = withoutObjectId(exchange.input);
}

/** A policy that breaks denies: nothing it might have meant is guessed. */
export function policyFailed(exchange: Exchange, stage: 15 | 18, error: unknown): Refusal {
  const { log, requestId, operation } = exchange;
  log.error('A policy failed', {
    operation: operation!.name,
    policy: operation!.object!.policy,
    requestId,
    error,
  });
  return { stage, code: 'internal-error', reason: 'policy-failed' };
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
      exchange.log.error('An audit intent could not be recorded', { requestId: exchange.requestId, error });
      return NOT_RECORDED;
    },
  );
}
