import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { FieldDefinition, WireShape } from '../runtime/core/definition.js';
import { AlternativeFlags } from './alternative-flags.js';
import type { Field } from './api.js';
import { isJson, readMediaType } from './media-type.js';
import { roleLists } from './schema-policy.js';
import { isSchema, schemasIn, type SchemaView } from './schema-view.js';
import { wireShape } from './wire-shape.js';

export interface FormFields {
  readonly fields: readonly Field[];
  readonly additional: WireShape | null;
}

/** The last is of Swagger 2.0, and a fault in other documents, which is reported when they are checked. */
const STYLES: readonly FieldDefinition['style'][] = [
  'form',
  'spaceDelimited',
  'pipeDelimited',
  'deepObject',
  'tabDelimited',
];

/**
 * How the fields of a form are decoded (OAS, Encoding Object): the properties of its schema through `$ref`, `allOf` and
 * alternatives. A schema that names none gives none.
 */
export function formFields(
  schema: Schema | null,
  encodings: Json | undefined,
  codec: 'form' | 'multipart',
  view: SchemaView,
): FormFields {
  if (schema === null) return { fields: [], additional: { kind: 'any' } };
  const properties = propertiesOf(schema, view);
  const required = requiredOf(schema, view);
  // What only the server sets, or some callers may not send, is required of nobody.
  const flags = new AlternativeFlags(view, (property) => view.keyword(property, 'readOnly') === true);
  const hidden = flags.hidden(schema);
  const isRequired = (name: string, property: Schema): boolean =>
    required.has(name) &&
    !hidden.has(name) &&
    view.keyword(property, 'readOnly') !== true &&
    roleLists(property, 'write', view).length === 0;
  const fields: Field[] = [];
  for (const [name, property] of properties) {
    const encoding = isJsonObject(encodings) && Object.hasOwn(encodings, name) ? encodings[name] : undefined;
    fields.push(
      fieldOf(
        name,
        property,
        isRequired(name, property),
        isJsonObject(encoding) ? encoding : null,
        codec,
        view,
      ),
    );
  }
  return { fields, additional: additionalOf(schema, codec, view) };
}

function fieldOf(
  name: string,
  schema: Schema,
  required: boolean,
  encoding: JsonObject | null,
  codec: 'form' | 'multipart',
  view: SchemaView,
): Field {
  const shape = wireShape(schema, view);
  const repeated =
    shape.kind === 'array' || (shape.kind === 'oneOf' && shape.options.some(({ kind }) => kind === 'array'));
  const item = repeated ? itemOf(schema, view) : schema;
  const declared = contentTypesOf(encoding);
  const file = codec === 'multipart' && isFile(item, declared, view);
  const style = STYLES.find((candidate) => candidate === encoding?.['style']) ?? 'form';
  // In a urlencoded form a declared style wins over the content type (OAS 3.0.4, Encoding Object).
  const styled =
    codec === 'form' &&
    encoding !== null &&
    ['style', 'explode', 'allowReserved'].some((key) => encoding[key] !== undefined);
  const structured = isStructured(repeated ? wireShape(item, view) : shape);
  const json = !file && !styled && (declared.length > 0 ? declared.every(isJson) : structured);
  const longest = view.keyword(item, 'maxLength');
  return {
    name,
    required,
    file,
    repeated,
    style,
    explode: typeof encoding?.['explode'] === 'boolean' ? encoding['explode'] : style === 'form',
    contentTypes: declared.length > 0 || file ? declared : [json ? 'application/json' : 'text/plain'],
    json,
    shape,
    maxBytes: file && typeof longest === 'number' ? longest : null,
    schema,
  };
}

/** Content that is no text and no JSON: a binary string, or bytes of a declared type (OAS 3.1, Special Considerations). */
function isFile(schema: Schema, contentTypes: readonly string[], view: SchemaView): boolean {
  if (isBinary(schema, view)) return true;
  if (view.keyword(schema, 'contentEncoding') !== undefined) return false;
  const media = view.keyword(schema, 'contentMediaType');
  const declared = [...contentTypes, ...(typeof media === 'string' ? [media.toLowerCase()] : [])];
  const types = view.types(schema);
  const plain = types !== null && [...types].every((type) => type !== 'string');
  return !plain && declared.length > 0 && !declared.some(isText);
}

/** Also where bytes are one alternative: the others then arrive as bytes too. */
function isBinary(schema: Schema, view: SchemaView, seen: Set<Schema> = new Set()): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  return view.conjunction(schema).some((part) => {
    if (part['format'] === 'binary') return true;
    const alternatives = [...schemasIn(part['oneOf']), ...schemasIn(part['anyOf'])];
    return alternatives.some((alternative) => isBinary(alternative, view, seen));
  });
}

function isText(type: string): boolean {
  return isJson(type) || type.startsWith('text/') || type === '*/*';
}

function contentTypesOf(encoding: JsonObject | null): readonly string[] {
  const written = encoding?.['contentType'];
  if (typeof written !== 'string') return [];
  return written.split(',').flatMap((entry) => readMediaType(entry.trim()) ?? []);
}

/** `null` beside an object does not make a text of it. */
function isStructured(shape: WireShape): boolean {
  if (shape.kind === 'oneOf') {
    const options = shape.options.filter(({ kind }) => kind !== 'null');
    return options.length > 0 && options.every(isStructured);
  }
  return shape.kind === 'object' || shape.kind === 'array';
}

function itemOf(schema: Schema, view: SchemaView): Schema {
  for (const part of view.conjunction(schema)) {
    if (isSchema(part['items'])) return part['items'];
    for (const alternative of [...schemasIn(part['oneOf']), ...schemasIn(part['anyOf'])]) {
      if (view.types(alternative)?.has('array') === true) return itemOf(alternative, view);
    }
  }
  return true;
}

function propertiesOf(
  schema: Schema,
  view: SchemaView,
  into: Map<string, Schema> = new Map(),
  seen: Set<Schema> = new Set(),
): ReadonlyMap<string, Schema> {
  if (seen.has(schema)) return into;
  seen.add(schema);
  for (const part of view.conjunction(schema)) {
    if (isJsonObject(part['properties'])) {
      for (const [name, property] of Object.entries(part['properties'])) {
        if (isSchema(property) && !into.has(name)) into.set(name, property);
      }
    }
    for (const alternative of [...schemasIn(part['oneOf']), ...schemasIn(part['anyOf'])]) {
      propertiesOf(alternative, view, into, seen);
    }
  }
  return into;
}

function requiredOf(schema: Schema, view: SchemaView): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of view.conjunction(schema)) {
    if (!Array.isArray(part['required'])) continue;
    for (const name of part['required'] as readonly Json[]) if (typeof name === 'string') names.add(name);
  }
  return names;
}

/** Only declared parts of a multipart body are taken (semantics §6); undeclared fields of a form are decoded as text. */
function additionalOf(schema: Schema, codec: 'form' | 'multipart', view: SchemaView): WireShape | null {
  const rest = view.keyword(schema, 'additionalProperties');
  if (rest === undefined) return codec === 'form' ? { kind: 'any' } : null;
  if (rest === false || !isSchema(rest)) return null;
  return wireShape(rest, view);
}
