import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import { parseDuration } from './quantities.js';
import { vocabulary, type Member, type Position } from './vocabulary.js';

/**
 * Rules the JSON Schemas annotate or cannot say, for a value they accept: what this version does not enforce is an
 * error, what weakens a protection needs `because` beside it, and is then a finding that quotes it.
 */
export function checkMembers(
  keyword: JsonObject,
  position: Position,
  origins: Origins,
  diagnostics: Diagnostics,
): void {
  const rules = { origins, diagnostics };
  checkLevel(keyword, vocabulary(position), becauseOf(keyword), '', rules);
  if (position === 'token scheme') checkTokenScheme(keyword, rules);
}

interface Rules {
  readonly origins: Origins;
  readonly diagnostics: Diagnostics;
}

function checkLevel(
  level: JsonObject,
  members: ReadonlyMap<string, Member>,
  because: string | null,
  prefix: string,
  rules: Rules,
): void {
  for (const [name, value] of Object.entries(level)) {
    const member = members.get(name);
    if (member === undefined) continue;
    const label = prefix + name;
    if (!isEnforced(member, value, label, level, rules)) continue;
    if (includes(member.becauseValues, value)) {
      checkBecause(
        `${label}: ${JSON.stringify(value)}`,
        because,
        rules.origins.member(level, name),
        rules.diagnostics,
      );
    }
    if (!isJsonObject(value)) continue;
    if (member.members.size > 0) checkLevel(value, member.members, because, `${label}.`, rules);
    for (const [entryName, entry] of Object.entries(member.entryMembers.size > 0 ? value : {})) {
      if (!isJsonObject(entry)) continue;
      checkLevel(entry, member.entryMembers, becauseOf(entry), `${label}.${entryName}.`, rules);
    }
  }
}

function isEnforced(member: Member, value: Json, label: string, level: JsonObject, rules: Rules): boolean {
  const { origins, diagnostics } = rules;
  const report = (what: string, at: Location, help?: string): false => {
    diagnostics.report(
      'member-not-enforced',
      at,
      `${what} is part of the vocabulary, and this version does not enforce it.`,
      help === undefined ? {} : { help },
    );
    return false;
  };
  if (!member.enforced && !includes(member.enforcedValues, value)) {
    const allowed = member.enforcedValues.map((one) => JSON.stringify(one)).join(' or ');
    return report(
      label,
      origins.member(level, member.name, 'key'),
      allowed === ''
        ? undefined
        : `Only ${label}: ${allowed} is enforced yet; write that or remove the member.`,
    );
  }
  if (includes(member.unenforcedValues, value)) {
    return report(`${label}: ${JSON.stringify(value)}`, origins.member(level, member.name));
  }
  return true;
}

function checkBecause(what: string, because: string | null, at: Location, diagnostics: Diagnostics): void {
  if (because === null) {
    diagnostics.report('because-missing', at, `${what} weakens a protection and gives no reason.`);
  } else diagnostics.report('protection-weakened', at, `${what}, because: ${because}`);
}

function checkTokenScheme(keyword: JsonObject, { origins, diagnostics }: Rules): void {
  const { algorithms, clockSkew } = keyword;
  if (Array.isArray(algorithms) && algorithms.length > 1) {
    for (const [index, algorithm] of (algorithms as readonly Json[]).entries()) {
      if (typeof algorithm !== 'string' || !algorithm.startsWith('HS')) continue;
      diagnostics.report(
        'hmac-algorithm-mixed',
        origins.member(algorithms, index),
        `${algorithm} must be the only algorithm: a public key of another one would serve as its secret.`,
      );
    }
  }
  if (typeof clockSkew === 'string' && parseDuration(clockSkew) > 120) {
    diagnostics.report(
      'clock-skew-too-long',
      origins.member(keyword, 'clockSkew'),
      `clockSkew: ${clockSkew} is more than 120s.`,
    );
  }
}

function becauseOf(level: JsonObject): string | null {
  return typeof level['because'] === 'string' ? level['because'] : null;
}

function includes(values: readonly Json[], value: Json): boolean {
  return values.some((candidate) => candidate === value);
}
