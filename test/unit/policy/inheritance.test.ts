import { describe, expect, it } from 'vitest';

import type { Json, JsonObject } from '../../../src/load/json.js';
import { Origins } from '../../../src/load/origins.js';
import { inherit, rootMembers, type EffectiveMembers } from '../../../src/policy/inheritance.js';
import { vocabulary, type Member } from '../../../src/policy/vocabulary.js';
import { keywordWith } from './vocabulary-members.js';

type Level = 'root' | 'path' | 'operation';
const LEVELS: readonly Level[] = ['root', 'path', 'operation'];

const subsets: readonly (readonly Level[])[] = [1, 2, 3, 4, 5, 6, 7].map((bits) =>
  LEVELS.filter((_, index) => (bits >> index) & 1),
);

function effective(levels: Partial<Record<Level, JsonObject>>): EffectiveMembers {
  const origins = new Origins();
  const keyword = (level: Level): JsonObject | null => {
    const value = levels[level];
    if (value === undefined) return null;
    register(value, `/${level}`, origins);
    return value;
  };
  return inherit(keyword('root'), keyword('path'), keyword('operation'), origins);
}

function register(value: Json, pointer: string, origins: Origins): void {
  if (typeof value !== 'object' || value === null) return;
  origins.set(value, '/x', pointer);
  for (const [key, entry] of Object.entries(value)) register(entry, `${pointer}/${key}`, origins);
}

interface Leaf {
  readonly path: string;
  readonly member: Member;
  readonly levels: readonly Level[];
}

/** Members that are inherited as a whole, at each level whose vocabulary has them. */
function leaves(): readonly Leaf[] {
  const found = new Map<string, { member: Member; levels: Level[] }>();
  const visit = (members: ReadonlyMap<string, Member>, prefix: readonly string[], level: Level): void => {
    for (const member of members.values()) {
      const path = [...prefix, member.name];
      if (member.merge === 'members') visit(member.members, path, level);
      else {
        const key = path.join('.');
        const known = found.get(key) ?? { member, levels: [] };
        known.levels.push(level);
        found.set(key, known);
      }
    }
  };
  for (const level of LEVELS) visit(vocabulary(level), [], level);
  return [...found].map(([path, leaf]) => ({ path, ...leaf }));
}

describe('inheritance', () => {
  it.each(leaves())('gives the nearest value of $path, with its place', ({ path, member, levels }) => {
    for (const subset of subsets) {
      const present = subset.filter((level) => levels.includes(level));
      const declared = Object.fromEntries(
        present.map((level) => [level, keywordWith('path', path.split('.'), `value of ${level}`)]),
      );
      const visible = member.merge === 'own' ? present.filter((level) => level === 'operation') : present;
      const nearest = visible.at(-1);
      const found = effective(declared).get(path);
      expect(found?.value).toBe(nearest === undefined ? undefined : `value of ${nearest}`);
      expect(found?.at.pointer).toBe(
        nearest === undefined ? undefined : `/${nearest}/${path.replaceAll('.', '/')}`,
      );
    }
  });

  it('keeps the farther members of an object that a nearer level adds to', () => {
    const members = effective({
      root: { body: { max: '1MiB', depth: 4 }, access: { object: { type: 'order', deny: 403 } } },
      path: { body: { depth: 8 }, access: { roles: ['a'] } },
      operation: { body: { nodes: 9 }, access: { object: { policy: 'owner' } } },
    });
    expect(Object.fromEntries([...members].map(([path, { value }]) => [path, value]))).toEqual({
      'body.max': '1MiB',
      'body.depth': 8,
      'body.nodes': 9,
      'access.object.type': 'order',
      'access.object.deny': 403,
      'access.object.policy': 'owner',
      'access.roles': ['a'],
    });
  });

  it.each(['access', 'access.object', 'cors'])(
    'lets a scalar replace the object %s, and an object the scalar',
    (path) => {
      const inner = path === 'cors' ? 'origins' : path === 'access' ? 'roles' : 'policy';
      const object = keywordWith('path', [...path.split('.'), inner], 'inner');
      const scalar = keywordWith('path', path.split('.'), 'scalar');
      const replaced = effective({ root: object, operation: scalar });
      expect([replaced.get(path)?.value, replaced.has(`${path}.${inner}`)]).toEqual(['scalar', false]);
      const restored = effective({ root: scalar, operation: object });
      expect([restored.has(path), restored.get(`${path}.${inner}`)?.value]).toEqual([false, 'inner']);
    },
  );

  it('lets false disable what is farther', () => {
    const members = effective({
      root: { rateLimit: ['ip'], cors: { origins: ['*'] } },
      path: { rateLimit: false, cors: false },
    });
    expect(members.get('rateLimit')?.value).toBe(false);
    expect([...members.keys()]).toEqual(['rateLimit', 'cors']);
  });

  it('does not inherit what a level owns', () => {
    const members = effective({
      root: { because: 'root', realm: 'r', roles: { a: [] } },
      path: { because: 'path' },
    });
    expect(members.size).toBe(0);
  });

  it('gives the root its own members', () => {
    const root: JsonObject = { version: 1, realm: 'r', errors: { typeBase: 'b' } };
    const origins = new Origins();
    register(root, '', origins);
    expect([...rootMembers(root, origins).keys()]).toEqual(['version', 'realm', 'errors.typeBase']);
  });
});
