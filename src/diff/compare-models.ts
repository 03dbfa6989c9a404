/**
 * What a new document changes about what is enforced, operation by operation. Pure: it reads two models, or a model and
 * the record of the last run, and compares what they have enforced, never what is written in them. Of what it cannot
 * tell it says `weaker`, and why.
 */
import { quoted } from '../diagnostics/quoted.js';
import { type Change, directionOf, type OperationChanges, type SecurityDiff } from './change.js';
import { ChangeList } from './change-list.js';
import { ChangedComponents } from './changed-components.js';
import { compareAccess } from './compare-access.js';
import { compareCharged, compareCost, compareLimiters, compareLogin } from './compare-limits.js';
import { compareSchemes } from './compare-schemes.js';
import { compareCors, compareServers, compareSettings } from './compare-settings.js';
import { compareTraffic } from './compare-traffic.js';
import { Comparison, type OperationPair } from './comparison.js';
import { isOpen } from './is-open.js';
import { matchOperations } from './match-operations.js';
import { describeWay } from './requirement-gaps.js';
import type { SecuredOperation, SecurityModel } from './security-model.js';

export function compareModels(old: SecurityModel, next: SecurityModel): SecurityDiff {
  const comparison = new Comparison(old, next);
  const components = new ChangedComponents(old.schemas, next.schemas);
  const schemes = compareSchemes(comparison);
  const limiters = compareLimiters(comparison);
  const interned = new Map<string, Change>();
  const intern = (list: ChangeList): readonly Change[] => {
    const changes = list.all.map((change) => {
      const key = JSON.stringify(change);
      const known = interned.get(key);
      if (known === undefined) interned.set(key, change);
      return known ?? change;
    });
    return [...new Set(changes)];
  };

  const operations: OperationChanges[] = [];
  const { pairs, added, removed } = matchOperations(old.operations, next.operations);
  let unchanged = 0;
  for (const operation of next.operations) {
    const before = pairs.get(operation);
    const list = new ChangeList();
    if (before === undefined) compareNew(operation, comparison, list);
    else {
      const pair = { old: before, next: operation };
      compareMoved(pair, comparison, list);
      compareAccess(pair, comparison, list);
      for (const name of commonSchemes(pair)) list.take(schemes.get(name) ?? []);
      compareCharged(
        { old: before.rateLimit, next: operation.rateLimit },
        comparison.memberPlace(pair, 'rateLimit'),
        comparison,
        limiters,
        list,
      );
      compareCost(pair, comparison, list);
      compareLogin(pair, comparison, list);
      compareSettings(pair, comparison, list);
      compareOwnServers(pair, comparison, list);
      compareTraffic(pair, comparison, components, list);
    }
    const changes = intern(list);
    if (changes.length === 0) unchanged += 1;
    else operations.push(result(added.has(operation) ? 'added' : 'changed', operation, changes));
  }
  for (const operation of removed) {
    const list = new ChangeList();
    const place = { at: null, before: comparison.old.places.operation(operation) };
    list.add('operation', 'stronger', 'The operation is gone.', place);
    operations.push(result('removed', operation, intern(list)));
  }
  return { api: intern(compareRoot(comparison, limiters)), operations, unchanged };
}

function result(
  status: OperationChanges['status'],
  { name, method, path }: SecuredOperation,
  changes: readonly Change[],
): OperationChanges {
  return { status, direction: directionOf(changes), name, method, path, changes };
}

function compareNew(operation: SecuredOperation, { next }: Comparison, changes: ChangeList): void {
  const place = { at: next.places.operation(operation), before: null };
  if (isOpen(operation)) {
    changes.add('operation', 'weaker', 'The operation is new, and anybody may call it.', place);
  } else if (operation.access.kind === 'undecided') {
    changes.add(
      'operation',
      'neutral',
      'The operation is new, and nobody may call it: nothing decides.',
      place,
    );
  } else {
    const ways = (operation.requirements ?? []).map(describeWay).join(' or ');
    changes.add('operation', 'neutral', `The operation is new, for callers with ${ways}.`, place);
  }
}

function compareMoved(pair: OperationPair, comparison: Comparison, changes: ChangeList): void {
  const [old, next] = [pair.old, pair.next];
  if (old.method === next.method && old.path === next.path) return;
  const text = `The operation was ${quoted(`${old.method} ${old.path}`)}.`;
  changes.add('operation', 'neutral', text, comparison.operationPlace(pair));
}

/** Those of one document only are another alternative, which is compared as such. */
function commonSchemes({ old, next }: OperationPair): readonly string[] {
  const before = new Set(requiredSchemes(old));
  return [...new Set(requiredSchemes(next))].filter((scheme) => before.has(scheme));
}

function requiredSchemes({ requirements }: SecuredOperation): readonly string[] {
  return (requirements ?? []).flatMap(({ credentials }) => credentials.map(({ scheme }) => scheme));
}

function compareOwnServers(pair: OperationPair, comparison: Comparison, changes: ChangeList): void {
  const { old, next } = pair;
  if (old.servers === null && next.servers === null) return;
  compareServers(
    old.servers ?? comparison.old.model.servers,
    next.servers ?? comparison.next.model.servers,
    comparison.operationPlace(pair),
    changes,
  );
}

function compareRoot(comparison: Comparison, limiters: Parameters<typeof compareCharged>[3]): ChangeList {
  const changes = new ChangeList();
  const { model: old } = comparison.old;
  const { model: next } = comparison.next;
  compareServers(old.servers, next.servers, comparison.rootPlace('servers'), changes);
  compareCharged(
    { old: old.ipRateLimit, next: next.ipRateLimit },
    comparison.rootPlace('x-security', 'rateLimit'),
    comparison,
    limiters,
    changes,
  );
  compareCors(old.cors, next.cors, comparison.rootPlace('x-security', 'cors'), changes);
  if (old.realm !== next.realm) {
    const text = `The realm of challenges is ${quoted(next.realm)}, not ${quoted(old.realm)}.`;
    changes.add('errors', 'neutral', text, comparison.rootPlace('x-security', 'realm'));
  }
  if (old.typeBase !== next.typeBase) {
    const text = `The type of problems begins with ${quoted(next.typeBase ?? 'about:blank')}.`;
    changes.add('errors', 'neutral', text, comparison.rootPlace('x-security', 'errors', 'typeBase'));
  }
  return changes;
}
