import { quoted } from '../diagnostics/quoted.js';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import { suggestion } from './nearest-name.js';
import { positions, schemaId, vocabulary, vocabularySchemas, type Position } from './vocabulary.js';

/** One thing that is wrong with an `x-security` value. */
export interface KeywordFault {
  readonly kind: 'unknown member' | 'scheme member' | 'version' | 'value';
  /** Steps from the keyword's value to the faulty token. */
  readonly path: readonly string[];
  readonly on: 'key' | 'value';
  readonly message: string;
  readonly help: string | null;
}

let compiled: ReadonlyMap<Position, ValidateFunction> | null = null;

/** What a value of `x-security` at `position` breaks of the vocabulary's JSON Schemas; `[]` where it is valid. */
export function keywordFaults(value: Json, position: Position): readonly KeywordFault[] {
  compiled ??= compile();
  const validate = compiled.get(position)!;
  if (validate(value)) return [];
  const errors = validate.errors ?? [];
  return distinct(withoutHopelessBranches(errors, value).map((error) => faultOf(error, value, position)));
}

function compile(): ReadonlyMap<Position, ValidateFunction> {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true });
  addFormats.default(ajv, ['uri']);
  ajv.addVocabulary(['x-member', 'x-unenforced', 'x-because']);
  for (const schema of vocabularySchemas().values()) ajv.addSchema(schema);
  return new Map(
    positions.map((position) => {
      const validate = ajv.getSchema(schemaId(position));
      if (validate === undefined) throw new Error(`No JSON Schema for ${position}`);
      return [position, validate];
    }),
  );
}

/**
 * Of a failed `anyOf`, keeps the errors of the branch the author meant: that of the value's own type. Where that tells
 * nothing, the `anyOf` itself stays, alone.
 */
function withoutHopelessBranches(errors: readonly ErrorObject[], value: Json): readonly ErrorObject[] {
  let kept = [...errors];
  for (const choice of errors.filter(({ keyword }) => keyword === 'anyOf')) {
    const at = choice.instancePath;
    const structured = typeof valueAt(value, tokensOf(at)) === 'object';
    const own = kept.filter(
      (error) =>
        error !== choice &&
        (error.instancePath.startsWith(`${at}/`) ||
          (error.instancePath === at && !['type', 'enum', 'const', 'pattern'].includes(error.keyword))),
    );
    const meant = structured && own.length > 0 ? own : [choice];
    kept = kept.filter(
      (error) =>
        meant.includes(error) || (error.instancePath !== at && !error.instancePath.startsWith(`${at}/`)),
    );
  }
  return kept.filter(({ keyword }) => keyword !== 'propertyNames');
}

function faultOf(error: ErrorObject, value: Json, position: Position): KeywordFault {
  const path = tokensOf(error.instancePath);
  const params = error.params as Readonly<Record<string, unknown>>;
  const schema = isJsonObject(error.parentSchema) ? error.parentSchema : {};
  if (error.keyword === 'additionalProperties') {
    return unknownMember(String(params['additionalProperty']), path, schema, position);
  }
  if (error.keyword === 'required') {
    const name = String(params['missingProperty']);
    const version = path.length === 0 && name === 'version';
    return {
      kind: version ? 'version' : 'value',
      path,
      on: 'key',
      message: version
        ? 'x-security at the root must name the version of its vocabulary.'
        : `${labelOf(path)} needs the member ${name}.`,
      help: version ? 'Add version: 1.' : null,
    };
  }
  if (error.propertyName !== undefined) {
    return {
      kind: 'value',
      path: [...path, error.propertyName],
      on: 'key',
      message: `${quoted(error.propertyName)} is no valid name.`,
      help: textOf(schema['description']),
    };
  }
  const found = valueAt(value, path);
  if (found === null) {
    return {
      kind: 'value',
      path,
      on: 'value',
      message: `${labelOf(path)} must not be null.`,
      help: 'Leave it out to inherit it, or write the value that is meant.',
    };
  }
  return { kind: 'value', path, on: 'value', ...valueText(error, schema, found, path) };
}

function valueText(
  error: ErrorObject,
  schema: JsonObject,
  found: Json | undefined,
  path: readonly string[],
): { readonly message: string; readonly help: string | null } {
  const label = labelOf(path);
  const description = textOf(schema['description']);
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'type':
      return {
        message: `${label} must be ${article(String(params['type']))}, not ${kindOf(found)}.`,
        help: description,
      };
    case 'enum':
    case 'const': {
      const values =
        error.keyword === 'const' ? [schema['const'] ?? null] : (schema['enum'] as readonly Json[]);
      return notOneOf(label, found, values);
    }
    case 'anyOf': {
      const branches = Array.isArray(schema['anyOf'])
        ? (schema['anyOf'] as readonly Json[]).filter(isJsonObject)
        : [];
      const words = branches.flatMap(
        (branch) => (branch['enum'] ?? branch['const'] ?? []) as Json | readonly Json[],
      );
      const near =
        typeof found === 'string'
          ? suggestion(
              found,
              words.filter((word) => typeof word === 'string'),
            )
          : null;
      return {
        message: `${label} cannot be ${shown(found)}.`,
        help: near?.startsWith('Did') === true ? near : description,
      };
    }
    case 'minProperties':
      return { message: `${label} is empty and says nothing.`, help: 'Add a member, or remove it.' };
    case 'uniqueItems':
      return { message: `${label} holds the same entry twice.`, help: 'Remove one of the two.' };
    default:
      // Grammar, range and length: the description says the form, ajv the bound.
      return error.keyword === 'pattern' || error.keyword === 'format'
        ? { message: `${label} cannot be ${shown(found)}.`, help: description }
        : { message: `${label} ${error.message ?? 'is not valid'}.`, help: description };
  }
}

function notOneOf(
  label: string,
  found: Json | undefined,
  values: readonly Json[],
): { readonly message: string; readonly help: string | null } {
  const words = values.filter((value): value is string => typeof value === 'string');
  return {
    message: `${label} cannot be ${shown(found)}.`,
    help:
      typeof found === 'string' && words.length > 0
        ? suggestion(found, words)
        : `Use ${values.map((value) => JSON.stringify(value)).join(' or ')}.`,
  };
}

function unknownMember(
  name: string,
  path: readonly string[],
  schema: JsonObject,
  position: Position,
): KeywordFault {
  const known = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const elsewhere = path.length === 0 ? positions.filter((other) => vocabulary(other).has(name)) : [];
  const owner = path.length === 0 ? `x-security of ${article(position)}` : labelOf(path);
  const misfit = position.endsWith('scheme') && elsewhere.some((other) => other.endsWith('scheme'));
  return {
    kind: misfit ? 'scheme member' : 'unknown member',
    path: [...path, name],
    on: 'key',
    message: `${owner} has no member ${quoted(name)}.`,
    help:
      elsewhere.length > 0
        ? `${quoted(name)} belongs to ${elsewhere.map(article).join(', ')}.`
        : suggestion(name, known),
  };
}

function distinct(faults: readonly KeywordFault[]): readonly KeywordFault[] {
  const byPlace = new Map<string, KeywordFault>();
  for (const fault of faults) {
    const key = JSON.stringify([fault.path, fault.on]);
    if (!byPlace.has(key)) byPlace.set(key, fault);
  }
  return [...byPlace.values()];
}

function labelOf(path: readonly string[]): string {
  return path.length === 0 ? 'x-security' : path.join('.');
}

function article(noun: string): string {
  if (noun === 'root') return 'the root';
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function kindOf(value: Json | undefined): string {
  if (Array.isArray(value)) return 'a list';
  return value === null ? 'null' : article(typeof value);
}

function shown(value: Json | undefined): string {
  if (typeof value === 'object' && value !== null) return kindOf(value);
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function tokensOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(value: Json, path: readonly string[]): Json | undefined {
  let current: Json | undefined = value;
  for (const token of path) {
    if (Array.isArray(current)) current = (current as readonly Json[])[Number(token)];
    else current = isJsonObject(current) ? current[token] : undefined;
  }
  return current;
}
