import { copyObject, emptyObject, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Api, Operation } from '../model/api.js';
import { formatRate } from '../policy/quantities.js';
import { vocabulary, type Member } from '../policy/vocabulary.js';
import type { InputLocation, LimiterDefinition } from '../runtime/core/definition.js';

/** Members of the root's keyword whose defaults hold for every operation. */
const INHERITED = ['rateLimit', 'body', 'timeout', 'validation', 'cors'];

/**
 * `x-security` of the root with what holds where the document says nothing (semantics §9.2). `audit` is left as it is:
 * to name it is to ask for records of everything.
 */
export function rootSecurity({ document, realm, limiters }: Api): JsonObject {
  const own = keywordOf(document);
  const members = vocabulary('root');
  const keyword = { version: 1, realm, ...own, ...withDefaults(own, pick(members, INHERITED)) };
  const { entryMembers } = members.get('limiters')!;
  const declared = isJsonObject(own['limiters']) ? own['limiters'] : {};
  const effective = emptyObject();
  for (const [name, limiter] of Object.entries(declared)) {
    effective[name] = isJsonObject(limiter) ? withDefaults(limiter, entryMembers) : limiter;
  }
  for (const limiter of limiters) {
    if (!Object.hasOwn(declared, limiter.name)) {
      effective[limiter.name] = withDefaults(builtIn(limiter), entryMembers);
    }
  }
  return Object.keys(effective).length === 0 ? keyword : { ...keyword, limiters: effective };
}

/** `x-security` of an operation with what was derived from the rest of it: its login guard, object policy and cost. */
export function operationSecurity(operation: Operation, limiters: readonly LimiterDefinition[]): JsonObject {
  const keyword = copyObject(keywordOf(operation.node));
  const { access, login, places, rateLimit } = operation;
  // Beside the one word `authenticated` there is no place for an object.
  if (access.kind === 'authenticated' && access.object !== null && !places.has('access')) {
    const { policy, type, id, deny } = access.object;
    const object = { type, policy, ...(id === null ? {} : { id: expressionOf(id) }), deny };
    keyword['access'] = { ...(isJsonObject(keyword['access']) ? keyword['access'] : {}), object };
  }
  if (login !== null) {
    const declared = isJsonObject(keyword['login']) ? keyword['login'] : {};
    const members = vocabulary('operation').get('login')!.members;
    const limits = login.account === null ? ['perIp'] : ['perAccount', 'perIp'];
    keyword['login'] = withDefaults(declared, pick(members, limits));
  }
  const counts = limiters.some(({ name, unit }) => unit === 'cost' && rateLimit.includes(name));
  if (counts) keyword['cost'] = operation.cost;
  return keyword;
}

/** `x-security` of a scheme whose tokens this server verifies. */
export function tokenSecurity(scheme: JsonObject): JsonObject {
  return withDefaults(keywordOf(scheme), vocabulary('token scheme'));
}

function keywordOf(node: JsonObject): JsonObject {
  const keyword = node['x-security'];
  return isJsonObject(keyword) ? keyword : {};
}

/** What is written, then the defaults of what is not. */
function withDefaults(written: JsonObject, members: ReadonlyMap<string, Member>): JsonObject {
  const filled = copyObject(written);
  for (const [name, member] of members) {
    const value = written[name];
    if (isJsonObject(value) || (value === undefined && member.default === undefined)) {
      const inner = withDefaults(isJsonObject(value) ? value : {}, member.members);
      if (Object.keys(inner).length > 0) filled[name] = inner;
    } else if (value === undefined && member.enforced) filled[name] = member.default as Json;
  }
  return filled;
}

function pick(members: ReadonlyMap<string, Member>, names: readonly string[]): ReadonlyMap<string, Member> {
  return new Map([...members].filter(([name]) => names.includes(name)));
}

/** Its burst is its count, as that of a limiter that declares none. */
function builtIn({ key, count, windowSeconds }: LimiterDefinition): JsonObject {
  return { key: key.join('+'), rate: formatRate({ count, windowSeconds }) };
}

/** As a runtime expression (OpenAPI, Runtime Expressions). */
function expressionOf(location: InputLocation): string {
  return location.in === 'body'
    ? `$request.body#${location.pointer}`
    : `$request.${location.in}.${location.name}`;
}
