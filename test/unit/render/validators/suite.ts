import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { isJsonObject, type Json, type JsonObject } from '../../../../src/load/json.js';
import type { Schema } from '../../../../src/normalize/normalized-document.js';
import type { OperationSketch } from './api-fixture.js';

const folder = resolve(
  import.meta.dirname,
  '../../../../../shared/suites/json-schema-test-suite/tests/draft2020-12',
);

/** Whether the shared suites are on this machine. */
export const hasSuite = existsSync(folder);

export interface SuiteGroup {
  readonly name: string;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly root: Schema;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

/** Groups of a file of the suite whose schemas a normalized document can hold, and the names of the others. */
export function suiteGroups(path: string): {
  readonly groups: readonly SuiteGroup[];
  readonly left: readonly string[];
} {
  const file = JSON.parse(readFileSync(resolve(folder, path), 'utf8')) as {
    readonly description: string;
    readonly schema: Schema;
    readonly tests: SuiteGroup['tests'];
  }[];
  const groups: SuiteGroup[] = [];
  const left: string[] = [];
  for (const [index, { description, schema, tests }] of file.entries()) {
    const name = `${path.replace('.json', '')}: ${description}`;
    const prefix = `${path}-${index}-`;
    const bundled = bundle(schema, prefix);
    if (bundled === null) left.push(name);
    else groups.push({ name, ...bundled, tests });
  }
  return { groups, left };
}

export function suiteFiles(under = ''): readonly string[] {
  return readdirSync(resolve(folder, under))
    .filter((name) => name.endsWith('.json'))
    .map((name) => (under === '' ? name : `${under}/${name}`));
}

export function sketchesOf(groups: readonly SuiteGroup[]): readonly OperationSketch[] {
  return groups.map(({ root }, index) => ({ name: `op${index}`, body: root, reply: root }));
}

/** Identifiers of schemas are settled before a document is normalized. */
const settled = new Set(['$id', '$anchor', '$dynamicAnchor', '$dynamicRef', '$vocabulary', '$schema']);

function bundle(schema: Schema, prefix: string): Pick<SuiteGroup, 'schemas' | 'root'> | null {
  if (typeof schema === 'boolean') return { schemas: {}, root: schema };
  const schemas: Record<string, Schema> = {};
  let fits = true;
  const rewrite = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (!isJsonObject(value)) return value;
    const entries: [string, Json][] = [];
    for (const [key, member] of Object.entries(value)) {
      if (key === '$schema' && typeof member === 'string') continue;
      if (settled.has(key) && typeof member === 'string') fits = false;
      if (key === 'enum' || key === 'const' || key === 'default') entries.push([key, member]);
      else if (key !== '$ref' || typeof member !== 'string') entries.push([key, rewrite(member)]);
      else if (!member.startsWith('#') || !/^#(?:\/|$)/u.test(member)) fits = false;
      else entries.push([key, reference(member)]);
    }
    const result = Object.create(null) as Record<string, Json>;
    for (const [key, member] of entries) result[key] = member;
    return result;
  };
  const reference = (pointer: string): string => {
    const name = `${prefix}${pointer.slice(1)}`.replaceAll(/[^\w.-]/gu, '_');
    if (!Object.hasOwn(schemas, name)) {
      schemas[name] = true;
      const target = resolvePointer(schema, decodeURIComponent(pointer.slice(1)));
      if (target === undefined) fits = false;
      else schemas[name] = rewrite(target) as Schema;
    }
    return `#/components/schemas/${name}`;
  };
  const root = rewrite(schema) as Schema;
  return fits ? { schemas, root } : null;
}

function resolvePointer(root: JsonObject, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    value = Array.isArray(value) ? value[Number(key)] : isJsonObject(value) ? value[key] : undefined;
  }
  return value;
}
