import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { NormalizedDocument } from '../normalize/normalized-document.js';
import { keywordFaults, type KeywordFault } from './keyword-validator.js';
import { checkMembers } from './member-rules.js';
import { editDistance } from './nearest-name.js';
import { hasChosenKeys, kindName, type Visit } from './openapi-structure.js';
import { schemePosition } from './security-schemes.js';
import type { Position } from './vocabulary.js';

const KEYWORD = 'x-security';

/** The checked `x-security` of each node that has one. */
export class Keywords {
  readonly #byOwner = new Map<JsonObject, JsonObject>();

  set(owner: JsonObject, keyword: JsonObject): void {
    this.#byOwner.set(owner, keyword);
  }

  /** What is valid of the node's `x-security`; `null` where it has none. */
  of(owner: JsonObject): JsonObject | null {
    return this.#byOwner.get(owner) ?? null;
  }
}

/**
 * Checks every `x-security` of a document against the vocabulary, and finds those that stand where they mean nothing or
 * are misspelt. Whatever would be accepted and ignored is an error (semantics §9.2).
 *
 * @param visits every object of the document
 */
export function checkKeywords(
  document: NormalizedDocument,
  visits: readonly Visit[],
  diagnostics: Diagnostics,
): Keywords {
  const { root, origins } = document;
  const keywords = new Keywords();
  let firstUse: Location | null = null;
  for (const visit of visits) {
    for (const key in visit.node) {
      if (key !== KEYWORD) {
        if (isNearMiss(key, visit)) reportNearMiss(key, visit.node, origins, diagnostics);
        continue;
      }
      firstUse ??= origins.member(visit.node, KEYWORD, 'key');
      const position = positionOf(visit);
      if (typeof position === 'string') {
        const checked = checkKeyword(visit.node, position, origins, diagnostics);
        if (checked !== null) keywords.set(visit.node, checked);
      } else {
        diagnostics.report(
          'x-security-misplaced',
          origins.member(visit.node, KEYWORD, 'key'),
          position.fault,
        );
      }
    }
  }
  if (firstUse !== null && root[KEYWORD] === undefined) {
    diagnostics.report(
      'x-security-version',
      firstUse,
      'x-security is used here, and the root does not name the version of its vocabulary.',
    );
  }
  return keywords;
}

/** Which part of the vocabulary a keyword follows, or why it means nothing where it stands. */
function positionOf({ node, kind, outbound }: Visit): Position | { readonly fault: string } {
  switch (kind) {
    case 'document':
      return 'root';
    case 'schema':
      return 'schema';
    case 'pathItem':
    case 'operation':
      if (outbound) {
        return {
          fault: 'Callbacks and webhooks are requests the server sends: x-security guards none of them.',
        };
      }
      return kind === 'operation' ? kind : 'path';
    case 'securityScheme':
      return schemePosition(node) ?? 'plain scheme';
    default:
      return { fault: `x-security means nothing in the ${kindName(kind)} object.` };
  }
}

/** Whether a key was probably meant to be `x-security`, or `security` where OpenAPI has none. */
function isNearMiss(key: string, { kind }: Visit): boolean {
  if (Math.abs(key.length - KEYWORD.length) > 2) return false;
  const lower = key.toLowerCase();
  if (lower === 'security') {
    if (key === 'security' && (kind === 'document' || kind === 'operation')) return false;
    return kind !== 'schema' && !hasChosenKeys(kind);
  }
  // Names of an author's own choice may be anything; extensions have the prefix, and typos of it start with the letter.
  if (!lower.startsWith('x') && (kind === 'schema' || hasChosenKeys(kind))) return false;
  return editDistance(lower, KEYWORD, 2) <= 2;
}

function reportNearMiss(key: string, owner: JsonObject, origins: Origins, diagnostics: Diagnostics): void {
  const at = origins.member(owner, key, 'key');
  if (key === 'security') {
    diagnostics.report('security-misplaced', at, 'OpenAPI has no security here: it would be ignored.');
  } else {
    const meant = key.toLowerCase() === 'security' ? 'security' : KEYWORD;
    diagnostics.report('x-security-misspelt', at, `${quoted(key)} is not ${meant}: it would be ignored.`, {
      help: `Write ${meant}.`,
    });
  }
}

/** What is valid of a keyword: members with a fault are left out once they are reported. */
function checkKeyword(
  owner: JsonObject,
  position: Position,
  origins: Origins,
  diagnostics: Diagnostics,
): JsonObject | null {
  const value = owner[KEYWORD];
  if (value === undefined) return null;
  const faulty = new Set<string>();
  for (const fault of keywordFaults(value, position)) {
    diagnostics.report(CODES[fault.kind], placeOf(fault, owner, origins), fault.message, {
      help: fault.help,
    });
    const [member] = fault.path;
    if (member !== undefined) faulty.add(member);
  }
  if (!isJsonObject(value)) return null;
  const valid = faulty.size === 0 ? value : without(value, faulty, origins);
  checkMembers(valid, position, origins, diagnostics);
  return valid;
}

const CODES = {
  'unknown member': 'x-security-unknown-member',
  'scheme member': 'scheme-member-misfit',
  version: 'x-security-version',
  value: 'x-security-invalid-value',
} as const satisfies Record<KeywordFault['kind'], string>;

function placeOf(fault: KeywordFault, owner: JsonObject, origins: Origins): Location {
  let holder: JsonObject | readonly Json[] = owner;
  let key = KEYWORD;
  for (const step of fault.path) {
    const inner: Json | undefined = Array.isArray(holder)
      ? (holder as readonly Json[])[Number(key)]
      : (holder as JsonObject)[key];
    if (typeof inner !== 'object' || inner === null) break;
    holder = inner;
    key = step;
  }
  return origins.member(holder, key, fault.on);
}

function without(value: JsonObject, members: ReadonlySet<string>, origins: Origins): JsonObject {
  const rest = Object.create(null) as Record<string, Json>;
  for (const [name, member] of Object.entries(value)) if (!members.has(name)) rest[name] = member;
  origins.copy(value, rest);
  return rest;
}
