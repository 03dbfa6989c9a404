// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 18 of operations that return many objects: the policy sees every item before any of them leaves. */
import { findItems } from '../../authorize/list-items.js';
import type { Exchange } from '../exchange.js';
import { type HandlerReply, isProblem } from '../handler.js';
import type { Refusal } from '../refusal.js';
import { isThenable } from '../thenable.js';
import { policyFailed } from './object.js';

const NO_ITEMS: Refusal = { stage: 18, code: 'internal-error', reason: 'list-items-missing' };
const ITEM_REFUSED: Refusal = { stage: 18, code: 'internal-error', reason: 'list-item-refused' };

export function checkItems(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { list } = exchange.operation!;
  const { result } = exchange;
  // What is no reply at all is refused by the next stage.
  if (list === null || isProblem(result) || typeof result !== 'object' || result === null) return undefined;
  const reply = result as HandlerReply;
  if (reply.body === undefined) return undefined;
  const found = findItems(reply.body, list.items);
  if (found === null) return reply.status < 300 ? noItems(exchange) : undefined;
  if (found.body !== reply.body) exchange.result = { ...reply, body: found.body };
  const request = exchange.listRequest!;
  const pending: PromiseLike<unknown>[] = [];
  try {
    for (const [index, item] of found.items.entries()) {
      const verdict: unknown = list.policy.allows(item, request);
      if (isThenable(verdict)) pending.push(verdict.then((settled) => settled === true || index));
      else if (verdict !== true) return itemRefused(exchange, index);
    }
  } catch (error) {
    return policyFailed(exchange, 18, error);
  }
  if (pending.length === 0) return undefined;
  return Promise.all(pending).then(
    (verdicts) => {
      const refused = verdicts.find((verdict) => verdict !== true);
      return refused === undefined ? undefined : itemRefused(exchange, refused as number);
    },
    (error: unknown) => policyFailed(exchange, 18, error),
  );
}

function noItems(exchange: Exchange): Refusal {
  const { log, requestId, operation } = exchange;
  log.error('A reply has no array where its items must stand', {
    operation: operation!.name,
    items: operation!.object!.list!.items,
    requestId,
  });
  return NO_ITEMS;
}

/** The handler returned what its own scope should have kept out. The log says which; nothing of the item is written. */
function itemRefused(exchange: Exchange, index: number): Refusal {
  const { log, requestId, operation } = exchange;
  log.error('A list policy refused an item that the handler returned', {
    operation: operation!.name,
    policy: operation!.object!.policy,
    index,
    requestId,
  });
  return ITEM_REFUSED;
}
