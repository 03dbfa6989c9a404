import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../src/load/json.js';
import { dereference, type Position } from '../../src/policy/vocabulary.js';
import { reported, resolved } from '../unit/policy/literal-document.js';
import { everyMember, keywordWith, type MemberCase } from '../unit/policy/vocabulary-members.js';
import { proofs, unenforced } from './proofs.js';

const members = everyMember();

function groupOf(position: Position): 'api' | 'scheme' | 'schema' {
  if (position === 'schema') return 'schema';
  return position.endsWith('scheme') ? 'scheme' : 'api';
}

/** Values of a member worth telling apart: its examples, and every value of its enumerations. */
function valuesOf({ member }: MemberCase): readonly Json[] {
  const found = new Map<string, Json>();
  const add = (value: Json): unknown => found.set(JSON.stringify(value), value);
  member.examples.forEach(add);
  const visit = (schema: JsonObject, wrap: (value: Json) => Json): void => {
    if (Array.isArray(schema['enum']))
      for (const value of schema['enum'] as readonly Json[]) add(wrap(value));
    if (schema['const'] !== undefined) add(wrap(schema['const']));
    if (schema['type'] === 'boolean') [true, false].forEach((value) => add(wrap(value)));
    if (Array.isArray(schema['anyOf'])) {
      for (const branch of schema['anyOf'] as readonly JsonObject[]) visit(branch, wrap);
    }
    if (isJsonObject(schema['items'])) visit(schema['items'], (value) => wrap([value]));
    if (typeof schema['$ref'] === 'string') {
      visit(dereference(schema['$ref'], 'members.schema.json').schema, wrap);
    }
  };
  visit(member.schema, (value) => value);
  return [...found.values()];
}

/** A document in which a member has a value, and nothing else is odd. */
function documentWith(position: Position, keyword: JsonObject): object {
  const at = (wanted: Position): object => (position === wanted ? { 'x-security': keyword } : {});
  return {
    openapi: '3.1.0',
    info: { title: 'Members', version: '1' },
    security: [{ scheme: [] }],
    'x-security': position === 'root' ? keyword : { version: 1 },
    paths: {
      '/a': {
        ...at('path'),
        get: {
          operationId: 'a',
          ...at('operation'),
          parameters: [{ name: 'q', in: 'query', schema: { type: 'string', ...at('schema') } }],
          responses: { 204: { description: 'done' } },
        },
      },
    },
    components: { securitySchemes: { scheme: schemeOf(position, keyword) } },
  };
}

function schemeOf(position: Position, keyword: JsonObject): object {
  switch (position) {
    case 'apiKey scheme':
      return { type: 'apiKey', in: 'cookie', name: 'key', 'x-security': keyword };
    case 'plain scheme':
      return { type: 'http', scheme: 'basic', 'x-security': keyword };
    case 'token scheme':
      return { type: 'http', scheme: 'bearer', 'x-security': keyword };
    default:
      return { type: 'http', scheme: 'bearer' };
  }
}

/** Pointers of what a document with this value is refused for, because nothing enforces it yet. */
function refusedFor(member: MemberCase, value: Json): readonly string[] {
  const document = documentWith(member.position, keywordWith(member.position, member.path, value));
  return reported(resolved(document).diagnostics, 'member-not-enforced');
}

/** `api audit.level: "body"`, and `api audit.delivery: *` where no value is enforced. */
function refusalsOf(member: MemberCase): readonly string[] {
  const name = `${groupOf(member.position)} ${member.path.join('.')}`;
  const values = valuesOf(member);
  const refused = values.filter((value) => refusedFor(member, value).length > 0);
  if (refused.length === values.length && !member.member.enforced) return [`${name}: *`];
  return refused.map((value) => `${name}: ${JSON.stringify(value)}`);
}

describe('every member of the vocabulary', () => {
  it('is enforced, or refused with its diagnostic where the list says so, at every position', () => {
    expect([...new Set(members.flatMap(refusalsOf))].sort()).toEqual(unenforced);
    for (const member of members) {
      const others = members.filter(
        ({ position, path: other }) =>
          groupOf(position) === groupOf(member.position) && other.join() === member.path.join(),
      );
      for (const other of others) expect(refusalsOf(other), other.label).toEqual(refusalsOf(member));
    }
  });

  it('that is enforced is proved, by its members where it is an object, and no proof is stale', () => {
    const enforced = members
      .filter((member) => !refusalsOf(member).some((refusal) => refusal.endsWith(': *')))
      .map(({ position, path }) => `${groupOf(position)} ${path.join('.')}`);
    const proved = new Set(proofs.flatMap((proof) => proof.members));
    const isProved = (name: string): boolean =>
      proved.has(name) || enforced.some((other) => other.startsWith(`${name}.`) && proved.has(other));
    expect(enforced.filter((name) => !isProved(name))).toEqual([]);
    expect([...proved].filter((name) => !enforced.includes(name))).toEqual([]);
  });
});
