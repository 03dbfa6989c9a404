/** Everything else that one member of a policy decides. */
import { quoted, quotedList } from '../diagnostics/quoted.js';
import { takesFormLogin } from '../runtime/authenticate/csrf.js';
import type { CorsDefinition, ServerDefinition } from '../runtime/core/definition.js';
import type { ChangeKind, Direction } from './change.js';
import type { ChangeList, ChangePlace } from './change-list.js';
import { isSame } from './compare-access.js';
import type { Comparison, OperationPair } from './comparison.js';

export function compareSettings(pair: OperationPair, comparison: Comparison, changes: ChangeList): void {
  compareAmounts(pair, comparison, changes);
  compareStrictness(pair, comparison, changes);
  compareAudit(pair, comparison, changes);
  compareCors(pair.old.cors, pair.next.cors, comparison.memberPlace(pair, 'cors'), changes);
  compareFormLogin(pair, comparison, changes);
  const [old, next] = [pair.old, pair.next];
  if (old.typeBase !== next.typeBase) {
    changes.add(
      'errors',
      'neutral',
      `The type of problems begins with ${quoted(next.typeBase ?? 'what the root says')}.`,
      comparison.memberPlace(pair, 'errors.typeBase'),
    );
  }
  if (old.because !== next.because && next.because !== null) {
    changes.add(
      'reason',
      'neutral',
      `The reason given is ${quoted(next.because)}.`,
      comparison.memberPlace(pair, 'because'),
    );
  }
}

function compareAmounts(pair: OperationPair, comparison: Comparison, changes: ChangeList): void {
  const { old, next } = pair;
  const amounts: readonly (readonly [ChangeKind, string, string, number | null, number | null])[] = [
    ['body-limit', 'body.max', 'A body may have % bytes', old.bodyLimits.max, next.bodyLimits.max],
    [
      'body-limit',
      'body.depth',
      'A body may be nested % levels deep',
      old.bodyLimits.depth,
      next.bodyLimits.depth,
    ],
    ['body-limit', 'body.nodes', 'A body may hold % values', old.bodyLimits.nodes, next.bodyLimits.nodes],
    ['timeout', 'timeout', 'The handler may take % ms', old.timeoutMs, next.timeoutMs],
    [
      'bound',
      'validation.maxLength',
      'A string without a bound of its own may have % characters',
      old.bounds.maxLength,
      next.bounds.maxLength,
    ],
    [
      'bound',
      'validation.maxItems',
      'An array without a bound of its own may have % items',
      old.bounds.maxItems,
      next.bounds.maxItems,
    ],
  ];
  for (const [kind, path, text, was, is] of amounts) {
    if (was === is) continue;
    changes.add(
      kind,
      (is ?? Infinity) > (was ?? Infinity) ? 'weaker' : 'stronger',
      `${text.replace('%', is === null ? 'any number of' : String(is))}; it was ${was === null ? 'any number' : String(was)}.`,
      comparison.memberPlace(pair, path),
    );
  }
}

/** Values of each member, strictest first. */
const STRICTNESS = {
  unknownQuery: ['reject', 'ignore'],
  unknownProperties: ['reject', 'strip', 'keep'],
  responses: ['enforce', 'report', 'off'],
} as const;

const SUBJECTS = {
  unknownQuery: 'Query parameters nobody declared',
  unknownProperties: 'Properties nobody declared',
  responses: 'Replies that do not match',
} as const;

function compareStrictness(pair: OperationPair, comparison: Comparison, changes: ChangeList): void {
  const [old, next] = [pair.old.validation, pair.next.validation];
  for (const member of ['unknownQuery', 'unknownProperties', 'responses'] as const) {
    const [was, is] = [old[member], next[member]];
    if (was === is) continue;
    const order: readonly string[] = STRICTNESS[member];
    changes.add(
      'validation',
      order.indexOf(is) > order.indexOf(was) ? 'weaker' : 'stronger',
      `${SUBJECTS[member]}: ${is}; it was ${was}.`,
      comparison.memberPlace(pair, `validation.${member}`),
    );
  }
  const [were, are] = [pair.old.bodyLimits.int64, pair.next.bodyLimits.int64].map((form) => form ?? 'number');
  if (were !== are) {
    changes.add(
      'validation',
      are === 'bigint' ? 'weaker' : 'stronger',
      `Integers with format int64 are read as ${are}, beyond 2^53 - 1 ${are === 'bigint' ? 'too' : 'refused'}; they were read as ${were}.`,
      comparison.memberPlace(pair, 'validation.int64'),
    );
  }
  if (old.status !== next.status) {
    changes.add(
      'validation',
      'neutral',
      `Invalid requests are answered with ${String(next.status)}, not ${String(old.status)}.`,
      comparison.memberPlace(pair, 'validation.status'),
    );
  }
}

function compareAudit(pair: OperationPair, comparison: Comparison, changes: ChangeList): void {
  const [old, next] = [pair.old.audit, pair.next.audit];
  const say = (direction: Direction, member: string, text: string): void => {
    changes.add('audit', direction, text, comparison.memberPlace(pair, member));
  };
  if (old.level !== next.level) {
    if (next.level === 'none') say('weaker', 'audit.level', 'Allowed requests are not recorded any more.');
    else say('stronger', 'audit.level', 'Allowed requests are recorded.');
  }
  if (old.always !== next.always) {
    // Unsafe operations are recorded whatever `audit` says.
    const direction = isSafe(pair.next.method) ? (next.always ? 'stronger' : 'weaker') : 'neutral';
    const text = next.always
      ? 'The document asks for records of allowed requests.'
      : 'The document does not ask for records of allowed requests any more.';
    say(direction, 'audit', text);
  }
  const named = pair.old.name === pair.next.name || old.action !== pair.old.name;
  if (old.action !== next.action && named) {
    say('neutral', 'audit.action', `Records say ${quoted(next.action)}, not ${quoted(old.action)}.`);
  }
}

function isSafe(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'].includes(method);
}

/** Whether forms of other pages can log somebody in (semantics §3, CSRF). */
function compareFormLogin(pair: OperationPair, comparison: Comparison, changes: ChangeList): void {
  const [was, is] = [refusesForms(pair.old), refusesForms(pair.next)];
  if (was === is) return;
  const stillTaken = !is && refusesForms({ ...pair.next, login: pair.old.login });
  if (stillTaken) {
    const text = 'Forms that a page of another site sends are not refused any more.';
    changes.add('cross-site', 'weaker', text, comparison.memberPlace(pair, 'login'));
  } else if (is) {
    const text = 'Forms that a page of another site sends are refused.';
    changes.add('cross-site', 'stronger', text, comparison.memberPlace(pair, 'login'));
  }
}

function refusesForms({ login, requestBody }: OperationPair['old']): boolean {
  const body = requestBody as Parameters<typeof takesFormLogin>[0]['requestBody'];
  return takesFormLogin({ login, requestBody: body });
}

export function compareCors(
  old: CorsDefinition | null,
  next: CorsDefinition | null,
  place: ChangePlace,
  changes: ChangeList,
): void {
  if (isSame(old, next)) return;
  const say = (direction: Direction, text: string): void => changes.add('cors', direction, text, place);
  if (old === null || next === null) {
    if (next === null) say('stronger', 'No page of another origin may read replies any more.');
    else say('weaker', `Pages of ${next.origins.map(quoted).join(', ')} may read replies; none could.`);
  } else {
    compareNames(old.origins, next.origins, 'Pages of % may read replies', say);
    compareNames(old.expose, next.expose, 'Scripts may read the field %', say);
    if (old.maxAgeSeconds !== next.maxAgeSeconds) {
      // Browsers keep an answer for five seconds unless told otherwise (Fetch standard, CORS-preflight cache).
      const longer = (next.maxAgeSeconds ?? 5) > (old.maxAgeSeconds ?? 5);
      say(
        longer ? 'weaker' : 'stronger',
        `Browsers keep what they were allowed for ${seconds(next.maxAgeSeconds)}.`,
      );
    }
  }
  const [was, is] = [old?.credentials ?? false, next?.credentials ?? false];
  if (was !== is) {
    const text = 'Pages of listed origins may act with the user’s cookies, past the cross-site check';
    say(is ? 'weaker' : 'stronger', is ? `${text}.` : `${text}: not any more.`);
  }
}

function compareNames(
  old: readonly string[],
  next: readonly string[],
  text: string,
  say: (direction: Direction, text: string) => void,
): void {
  const any = old.includes('*');
  const added = next.filter((name) => !old.includes(name) && !any);
  const dropped = old.filter((name) => !next.includes(name) && !next.includes('*'));
  const of = (names: readonly string[]): string => text.replace('%', names.map(quoted).join(', '));
  if (added.length > 0) say('weaker', `${of(added)}.`);
  if (dropped.length > 0) say('stronger', `${of(dropped)}: not any more.`);
}

function seconds(value: number | null): string {
  return value === null ? 'as long as they do by themselves' : `${String(value)} s`;
}

export function compareServers(
  old: readonly ServerDefinition[],
  next: readonly ServerDefinition[],
  place: ChangePlace,
  changes: ChangeList,
): void {
  const [was, is] = [old, next].map((servers) => [
    ...new Set(servers.flatMap(({ authorities }) => authorities)),
  ]);
  if (was === undefined || is === undefined) return;
  const added = is.filter((authority) => !was.includes(authority));
  const dropped = was.filter((authority) => !is.includes(authority));
  if (hasNoHost(next) && !hasNoHost(old)) {
    changes.unclear(
      'servers',
      'A server without a host is listed.',
      place,
      'Which hosts are answered for is then up to the option hosts.',
    );
  }
  // Without a host in the document the option hosts decided.
  if (added.length > 0 && was.length > 0) {
    changes.add('servers', 'weaker', `Requests for ${quotedList(added)} are answered too.`, place);
  } else if (added.length > 0) {
    changes.add('servers', 'stronger', `Only requests for ${quotedList(added)} are answered.`, place);
  }
  if (dropped.length > 0 && is.length > 0) {
    changes.add('servers', 'stronger', `Requests for ${quotedList(dropped)} are refused.`, place);
  }
  if (!isSame(basePaths(old), basePaths(next))) {
    changes.add(
      'servers',
      'neutral',
      `Paths begin with ${basePaths(next)
        .map((path) => quoted(path === '' ? '/' : path))
        .join(', ')}.`,
      place,
    );
  }
}

/** Whether a server is listed without a host. */
function hasNoHost(servers: readonly ServerDefinition[]): boolean {
  return servers.some(({ authorities }) => authorities.length === 0);
}

function basePaths(servers: readonly ServerDefinition[]): readonly string[] {
  return [...new Set(servers.map(({ basePath }) => basePath))].sort();
}
