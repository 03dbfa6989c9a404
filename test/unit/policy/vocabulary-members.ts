import { isJsonObject, type Json, type JsonObject } from '../../../src/load/json.js';
import {
  dereference,
  positions,
  vocabulary,
  type Member,
  type Position,
} from '../../../src/policy/vocabulary.js';

export interface MemberCase {
  readonly label: string;
  readonly position: Position;
  /** Names of the members down to this one; `*` is an entry of a map. */
  readonly path: readonly string[];
  readonly member: Member;
  readonly annotated: boolean;
}

/** Every member of every position, nested ones included. */
export function everyMember(): readonly MemberCase[] {
  return positions.flatMap((position) => below(position, vocabulary(position), []));
}

function below(
  position: Position,
  members: ReadonlyMap<string, Member>,
  prefix: readonly string[],
): readonly MemberCase[] {
  return [...members.values()].flatMap((member) => {
    const path = [...prefix, member.name];
    return [
      {
        label: `${path.join('.')} of ${position}`,
        position,
        path,
        member,
        annotated: isAnnotated(member.schema),
      },
      ...below(position, member.members, path),
      ...below(position, member.entryMembers, [...path, '*']),
    ];
  });
}

function isAnnotated(schema: JsonObject): boolean {
  if (isJsonObject(schema['x-member'])) return true;
  if (typeof schema['$ref'] !== 'string') return false;
  return isAnnotated(dereference(schema['$ref'], 'members.schema.json').schema);
}

/** What an object needs beside a member to be complete. */
const COMPANIONS: Readonly<Record<string, JsonObject>> = {
  'limiters.*': { key: 'ip', rate: '1/1s' },
  cors: { origins: ['https://app.example.com'] },
  plans: { default: 'free' },
};

/** A keyword in which the member at `path` has `value`, complete and otherwise empty. */
export function keywordWith(position: Position, path: readonly string[], value: Json): JsonObject {
  const keyword = nested(path, value, []);
  return position === 'root' ? { version: 1, ...keyword } : keyword;
}

function nested(path: readonly string[], value: Json, prefix: readonly string[]): JsonObject {
  const [name = '', ...rest] = path;
  const here = [...prefix, name];
  const companions = COMPANIONS[prefix.join('.')] ?? {};
  return {
    ...companions,
    [name === '*' ? 'some' : name]: rest.length === 0 ? value : nested(rest, value, here),
  };
}
