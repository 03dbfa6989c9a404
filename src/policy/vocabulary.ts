import { readFileSync } from 'node:fs';

import { isJsonObject, type Json, type JsonObject } from '../load/json.js';

/** Where `x-security` may stand. Security schemes differ by type. */
export type Position =
  'root' | 'path' | 'operation' | 'token scheme' | 'apiKey scheme' | 'plain scheme' | 'schema';

/** How the value of a nearer level combines with that of a farther one. */
export type Merge = 'members' | 'replace' | 'own';

/** One member of `x-security`, as its JSON Schema describes it. */
export interface Member {
  readonly name: string;
  /** Stage of the decision pipeline it acts on; `null` for those that act on none. */
  readonly stage: number | null;
  readonly merge: Merge;
  readonly enforced: boolean;
  /** Values that are enforced although the member is not. */
  readonly enforcedValues: readonly Json[];
  /** Values that are not enforced although the member is. */
  readonly unenforcedValues: readonly Json[];
  /** Values that weaken a protection and need `because` beside them. */
  readonly becauseValues: readonly Json[];
  readonly description: string;
  readonly default: Json | undefined;
  readonly examples: readonly Json[];
  /** The whole schema, references kept. */
  readonly schema: JsonObject;
  /** Members of its object form. */
  readonly members: ReadonlyMap<string, Member>;
  /** Members of each entry, where the author chooses the keys (`limiters`). */
  readonly entryMembers: ReadonlyMap<string, Member>;
}

const FOLDER = new URL('../../src/policy/schemas/', import.meta.url);
const FILES = ['members', 'root', 'path', 'operation', 'scheme', 'schema'] as const;

const POSITIONS: Readonly<Record<Position, string>> = {
  root: 'root.schema.json',
  path: 'path.schema.json',
  operation: 'operation.schema.json',
  'token scheme': 'scheme.schema.json#/$defs/token',
  'apiKey scheme': 'scheme.schema.json#/$defs/apiKey',
  'plain scheme': 'scheme.schema.json#/$defs/plain',
  schema: 'schema.schema.json',
};

export const positions = Object.keys(POSITIONS) as readonly Position[];

const BASE = 'https://oasgard.dev/schemas/1/';

/** Absolute URI of the JSON Schema of a position. */
export function schemaId(position: Position): string {
  return BASE + POSITIONS[position];
}

let files: ReadonlyMap<string, JsonObject> | null = null;

/** The vocabulary's JSON Schemas by file name, read once. */
export function vocabularySchemas(): ReadonlyMap<string, JsonObject> {
  files ??= new Map(
    FILES.map((name) => [
      `${name}.schema.json`,
      JSON.parse(readFileSync(new URL(`${name}.schema.json`, FOLDER), 'utf8')) as JsonObject,
    ]),
  );
  return files;
}

const known = new Map<Position, ReadonlyMap<string, Member>>();

/** Members of a position, in the order of its schema. */
export function vocabulary(position: Position): ReadonlyMap<string, Member> {
  let members = known.get(position);
  if (members === undefined) {
    const [file, pointer] = split(POSITIONS[position]);
    members = membersOf(lookUp(file, pointer), file);
    known.set(position, members);
  }
  return members;
}

/** The schema a `$ref` of `file` names, and the file it stands in. */
export function dereference(
  ref: string,
  file: string,
): { readonly schema: JsonObject; readonly file: string } {
  const [target, pointer] = split(ref);
  const home = target === '' ? file : target;
  return { schema: lookUp(home, pointer), file: home };
}

function membersOf(schema: JsonObject, file: string): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  for (const form of formsOf(schema, file)) {
    if (!isJsonObject(form.schema['properties'])) continue;
    for (const [name, value] of Object.entries(form.schema['properties'])) {
      if (isJsonObject(value)) members.set(name, memberOf(name, value, form.file));
    }
  }
  return members;
}

function memberOf(name: string, written: JsonObject, file: string): Member {
  const forms = formsOf(written, file);
  // The annotation stands on the member itself or on the definition it refers to, which `forms` lists in that order.
  const annotation = firstOf(forms, 'x-member', isJsonObject) ?? {};
  const entry = firstOf(forms, 'additionalProperties', isJsonObject);
  return {
    name,
    stage: typeof annotation['stage'] === 'number' ? annotation['stage'] : null,
    merge: (annotation['merge'] as Merge | undefined) ?? 'own',
    enforced: annotation['enforced'] !== false,
    enforcedValues: isList(annotation['enforcedValues']) ? annotation['enforcedValues'] : [],
    unenforcedValues: firstOf(forms, 'x-unenforced', isList) ?? [],
    becauseValues: firstOf(forms, 'x-because', isList) ?? [],
    description: firstOf(forms, 'description', (value) => typeof value === 'string') ?? '',
    default: firstOf(forms, 'default', (value): value is Json => value !== undefined),
    examples: firstOf(forms, 'examples', isList) ?? [],
    schema: written,
    members: membersOf(written, file),
    entryMembers: entry === undefined ? new Map() : membersOf(entry, file),
  };
}

interface Form {
  readonly schema: JsonObject;
  readonly file: string;
}

function firstOf<T extends Json>(
  forms: readonly Form[],
  keyword: string,
  fits: (value: Json | undefined) => value is T,
): T | undefined {
  for (const { schema } of forms) {
    const value = schema[keyword];
    if (fits(value)) return value;
  }
  return undefined;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A schema with what it refers to and the branches of its `anyOf`, outermost first. */
function formsOf(schema: JsonObject, file: string): readonly Form[] {
  const forms: Form[] = [{ schema, file }];
  if (typeof schema['$ref'] === 'string') {
    const target = dereference(schema['$ref'], file);
    forms.push(...formsOf(target.schema, target.file));
  }
  if (Array.isArray(schema['anyOf'])) {
    for (const branch of schema['anyOf']) if (isJsonObject(branch)) forms.push(...formsOf(branch, file));
  }
  return forms;
}

function split(ref: string): readonly [file: string, pointer: string] {
  const [file = '', pointer = ''] = ref.split('#');
  return [file, pointer];
}

function lookUp(file: string, pointer: string): JsonObject {
  let value: Json | undefined = vocabularySchemas().get(file);
  for (const token of pointer.split('/').slice(1)) value = isJsonObject(value) ? value[token] : undefined;
  if (!isJsonObject(value)) throw new Error(`No schema at ${file}#${pointer}`);
  return value;
}
