/** Who may call an operation, and which object they may reach. */
import { quoted, quotedList } from '../diagnostics/quoted.js';
import type { AccessDefinition, InputLocation, ObjectDefinition } from '../runtime/core/definition.js';
import type { ChangeList } from './change-list.js';
import type { Comparison, OperationPair } from './comparison.js';
import type { SecuredOperation } from './security-model.js';
import { describeWay, gaps, type Gap, type Way, waysIn } from './requirement-gaps.js';

type Authenticated = Extract<AccessDefinition, { readonly kind: 'authenticated' }>;

export function compareAccess(pair: OperationPair, comparison: Comparison, changes: ChangeList): void {
  const [old, next] = [pair.old.access, pair.next.access];
  const place = comparison.memberPlace(pair, 'access');
  const security = comparison.securityPlace(pair);
  if (next.kind === 'authenticated' && old.kind === 'authenticated') {
    compareWays(pair, old, next, comparison, changes);
    compareTenant(pair, old, next, comparison, changes);
    compareObject(pair, old, next, comparison, changes);
    return;
  }
  if (old.kind === next.kind) return;
  if (next.kind === 'undecided') {
    const who = old.kind === 'public' ? 'everybody' : 'callers with the credentials it asked for';
    changes.add(
      'authentication',
      'stronger',
      `Nothing decides who may call it: nobody may, where ${who} could.`,
      place,
    );
  } else if (next.kind === 'public') {
    const before =
      old.kind === 'undecided' ? 'nobody could' : `${waysText(pair.old.requirements)} was needed`;
    changes.add(
      'authentication',
      'weaker',
      `Anybody may call it without credentials; ${before}.`,
      old.kind === 'undecided' ? place : security,
    );
  } else if (old.kind === 'public') {
    changes.add(
      'authentication',
      'stronger',
      `Callers need ${waysText(pair.next.requirements)}; anybody could call it.`,
      security,
    );
  } else {
    changes.add(
      'authentication',
      'neutral',
      `Callers with ${waysText(pair.next.requirements)} may call it; nothing decided, so nobody could.`,
      place,
    );
  }
}

function waysText(requirements: OperationPair['old']['requirements']): string {
  const ways = (requirements ?? []).map(describeWay);
  return ways.length === 0 ? 'a credential' : ways.join(' or ');
}

function compareWays(
  pair: OperationPair,
  oldAccess: Authenticated,
  nextAccess: Authenticated,
  comparison: Comparison,
  changes: ChangeList,
): void {
  const { old, next } = pair;
  const oldWays = waysIn(old.requirements ?? [], oldAccess.roles, comparison.old.admission);
  const nextWays = waysIn(next.requirements ?? [], nextAccess.roles, comparison.next.admission);
  const sameRoles = rolesText(old.requirements, oldAccess) === rolesText(next.requirements, nextAccess);
  const report = (ways: readonly Way[], others: readonly Way[], direction: 'weaker' | 'stronger'): void => {
    for (const gap of gaps(ways, others)) {
      const kind = gap.kind === 'role' && sameRoles ? 'role-implication' : gap.kind;
      const place =
        kind === 'role-implication'
          ? comparison.rootPlace('x-security', 'roles')
          : kind === 'role'
            ? comparison.rolesPlace(pair)
            : comparison.securityPlace(pair);
      changes.add(kind, direction, direction === 'weaker' ? opened(gap) : closed(gap), place);
    }
  };
  report(nextWays, oldWays, 'weaker');
  report(oldWays, nextWays, 'stronger');
}

function rolesText(requirements: OperationPair['old']['requirements'], access: Authenticated): string {
  return JSON.stringify([
    [...access.roles].sort(),
    (requirements ?? []).map(({ credentials }) => credentials.map(({ roles }) => [...roles].sort())),
  ]);
}

function opened({ what }: Gap): string {
  switch (what.is) {
    case 'anonymous':
      return 'Credentials are optional: callers without any are let in.';
    case 'alternative':
      return `Also ${what.credentials} is enough.`;
    case 'scheme':
      return `${quotedList(what.schemes)} is not needed any more beside ${quotedList(what.beside)}.`;
    case 'scope':
      return `With ${quoted(what.scheme)}, ${quotedList(what.scopes)} is not needed any more.`;
    case 'role':
      return what.admitted === null
        ? 'No role is needed any more.'
        : `Also callers with ${quotedList(what.admitted)} are let in.`;
  }
}

function closed({ what }: Gap): string {
  switch (what.is) {
    case 'anonymous':
      return 'Credentials are not optional any more.';
    case 'alternative':
      return `${what.credentials} is not enough any more.`;
    case 'scheme':
      return `${quotedList(what.schemes)} is needed beside ${quotedList(what.beside)}.`;
    case 'scope':
      return `With ${quoted(what.scheme)}, ${quotedList(what.scopes)} is needed.`;
    case 'role':
      return what.admitted === null
        ? 'A role is needed.'
        : `Callers with ${quotedList(what.admitted)} alone are not let in any more.`;
  }
}

function compareTenant(
  pair: OperationPair,
  { tenant: old }: Authenticated,
  { tenant: next }: Authenticated,
  comparison: Comparison,
  changes: ChangeList,
): void {
  if (isSame(byPosition(old, pair.old), byPosition(next, pair.next))) return;
  const place = comparison.memberPlace(pair, 'access.tenant');
  if (next === null) {
    changes.add('tenant', 'weaker', 'The tenant is not checked any more.', place);
  } else if (old === null) {
    const how = next === true ? 'must belong to a tenant' : `must belong to the tenant in ${located(next)}`;
    changes.add('tenant', 'stronger', `Callers ${how}.`, place);
  } else if (next === true) {
    changes.add('tenant', 'weaker', `Any tenant is enough; it had to be the one in ${where(old)}.`, place);
  } else if (old === true) {
    changes.add('tenant', 'stronger', `The tenant must be the one in ${located(next)}.`, place);
  } else {
    changes.unclear(
      'tenant',
      `The tenant is compared with ${located(next)}, not with ${located(old)}.`,
      place,
      'Whether both name the same tenant is not written anywhere.',
    );
  }
}

function compareObject(
  pair: OperationPair,
  { object: old }: Authenticated,
  { object: next }: Authenticated,
  comparison: Comparison,
  changes: ChangeList,
): void {
  const place = comparison.memberPlace(pair, 'access.object');
  if (old === null || next === null) {
    if (old === next) return;
    if (next === null) {
      const what = `${quoted(old?.policy ?? '')} decided about each ${quoted(old?.type ?? '')}`;
      changes.add('object-policy', 'weaker', `No policy decides about the object any more; ${what}.`, place);
    } else {
      changes.add(
        'object-policy',
        'stronger',
        `The policy ${quoted(next.policy)} decides about each ${quoted(next.type)}.`,
        place,
      );
    }
    return;
  }
  compareDecision(pair, old, next, comparison, changes);
  compareList(pair, old, next, comparison, changes);
}

function compareDecision(
  pair: OperationPair,
  old: ObjectDefinition,
  next: ObjectDefinition,
  comparison: Comparison,
  changes: ChangeList,
): void {
  if (old.policy !== next.policy) {
    changes.unclear(
      'object-policy',
      `The policy ${quoted(next.policy)} decides, not ${quoted(old.policy)}.`,
      comparison.memberPlace(pair, 'access.object.policy'),
      'What a policy allows is code.',
    );
  }
  if (old.type !== next.type && old.policy === next.policy) {
    changes.add(
      'object-policy',
      'neutral',
      `The object is called ${quoted(next.type)}, not ${quoted(old.type)}.`,
      comparison.memberPlace(pair, 'access.object.type'),
    );
  }
  if (!isSame(byPosition(old.id, pair.old), byPosition(next.id, pair.next))) {
    changes.unclear(
      'object-policy',
      `The object is the one in ${where(next.id)}, not in ${where(old.id)}.`,
      comparison.memberPlace(pair, 'access.object.id'),
      'The place that was checked may still name an object.',
    );
  }
  if (old.deny !== next.deny) {
    const tells = next.deny === 403;
    changes.add(
      'object-policy',
      tells ? 'weaker' : 'stronger',
      tells
        ? 'A denial answers 403 and so tells that the object exists; it was 404.'
        : 'A denial answers 404 and hides whether the object exists; it was 403.',
      comparison.memberPlace(pair, 'access.object.deny'),
    );
  }
}

function compareList(
  pair: OperationPair,
  { list: old }: ObjectDefinition,
  { list: next }: ObjectDefinition,
  comparison: Comparison,
  changes: ChangeList,
): void {
  if (isSame(old, next)) return;
  const place = comparison.memberPlace(pair, 'access.list');
  if (next === null) {
    changes.add('list-policy', 'weaker', 'The items of the list are not checked one by one any more.', place);
  } else if (old === null) {
    changes.unclear(
      'list-policy',
      `The policy scopes a list and checks its items at ${quoted(next.items)}; it decided about one object.`,
      place,
      'What a policy allows is code.',
    );
  } else {
    changes.unclear(
      'list-policy',
      `The items that are checked stand at ${quoted(next.items)}, not at ${quoted(old.items)}.`,
      place,
      'Items elsewhere in the reply are not checked.',
    );
  }
}

function where(location: true | InputLocation | null): string {
  return location === null || location === true ? 'no place of the request' : located(location);
}

function located(location: InputLocation): string {
  return location.in === 'body'
    ? `the body at ${quoted(location.pointer)}`
    : `${location.in} ${quoted(location.name)}`;
}

/** A path parameter by its position: its name is the author's. */
function byPosition(
  location: true | InputLocation | null,
  { parameters }: SecuredOperation,
): true | InputLocation | number | null {
  if (location === null || location === true || location.in !== 'path') return location;
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .findIndex(({ name }) => name === location.name);
}

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
