import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { quoted } from '../../diagnostics/quoted.js';
import { emptyObject, isJsonArray, isJsonObject, type Json, type JsonObject } from '../../load/json.js';
import type { Origins } from '../../load/origins.js';
import { mergeParameters } from '../merge-parameters.js';
import { extensionsOf, madeList, madeNode } from './made-node.js';
import { mediaTypesOf, schemaTypes } from './media-types.js';
import { isValueKeyword, valueSchema } from './value-schema.js';

/**
 * `collectionFormat` as style. Tabs, and other delimiters than commas in paths and headers, have no style in later
 * versions; the model takes these from documents of version 2.0 only.
 */
const styles: Readonly<Record<string, { readonly style: string; readonly explode: boolean }>> = {
  csv: { style: 'form', explode: false },
  ssv: { style: 'spaceDelimited', explode: false },
  tsv: { style: 'tabDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
  multi: { style: 'form', explode: true },
};

const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data'] as const;

/** Rewrites Parameter Objects of Swagger 2.0: those of bodies and forms become Request Body Objects. */
export class SwaggerParameters {
  readonly #root: JsonObject;
  readonly #origins: Origins;
  readonly #diagnostics: Diagnostics;
  readonly #rewritten = new Map<JsonObject, JsonObject>();

  constructor(root: JsonObject, origins: Origins, diagnostics: Diagnostics) {
    this.#root = root;
    this.#origins = origins;
    this.#diagnostics = diagnostics;
  }

  /** A list of parameters without those of bodies and forms; `undefined` where none remains. */
  list(parameters: Json | undefined): Json | undefined {
    if (!isJsonArray(parameters)) return undefined;
    const kept = parameters.filter((parameter) => !isBodyPart(parameter));
    if (kept.length === 0) return undefined;
    return madeList(
      parameters,
      kept.map((parameter) => (isJsonObject(parameter) ? this.#parameter(parameter) : parameter)),
      this.#origins,
    );
  }

  /** The body that an operation takes, its path item's parameters included; `undefined` where it takes none. */
  requestBody(pathItem: JsonObject, operation: JsonObject): JsonObject | undefined {
    const silent = emptyObject();
    const merged = mergeParameters(
      { ...silent, parameters: bodyParts(pathItem) },
      { ...silent, parameters: bodyParts(operation) },
      this.#origins,
      this.#diagnostics,
    );
    const [body, ...others] = merged.toSorted((a, b) => rank(a) - rank(b));
    if (body === undefined) return undefined;
    if (body['in'] === 'formData') return this.#form(merged, operation);
    for (const other of others) this.#reportSecond(other, body);
    return this.#body(body, operation);
  }

  #reportSecond(other: JsonObject, body: JsonObject): void {
    this.#diagnostics.report(
      'invalid-parameter',
      this.#origins.member(other, 'in'),
      `The parameter ${nameOf(other)} stands beside a body; an operation has one body, or form fields.`,
      { related: [{ message: 'The body', at: this.#origins.member(body, 'in') }] },
    );
  }

  #body(parameter: JsonObject, operation: JsonObject): JsonObject {
    const origins = this.#origins;
    const media = madeNode(parameter, { schema: parameter['schema'] }, origins);
    const types = schemaTypes(mediaTypesOf('consumes', operation, this.#root));
    const content = madeNode(parameter, Object.fromEntries(types.map((type) => [type, media])), origins);
    return madeNode(
      parameter,
      {
        description: parameter['description'],
        required: parameter['required'],
        content,
        ...extensionsOf(parameter),
      },
      origins,
    );
  }

  #form(parameters: readonly JsonObject[], operation: JsonObject): JsonObject {
    const origins = this.#origins;
    const [first] = parameters as readonly [JsonObject];
    const properties = emptyObject();
    const encoding = emptyObject();
    const required: string[] = [];
    for (const parameter of parameters) {
      const name = parameter['name'];
      if (typeof name !== 'string') continue;
      properties[name] = this.#field(parameter);
      const style = styleOf(parameter);
      if (style !== null) encoding[name] = madeNode(parameter, style, origins);
      if (parameter['required'] === true) required.push(name);
    }
    origins.copy(first, properties);
    origins.copy(first, encoding);
    const schema = madeNode(first, { type: 'object', properties, required }, origins);
    origins.copy(first, required);
    const media = madeNode(first, { schema, encoding }, origins);
    const types = this.#formTypes(parameters, operation);
    const content = madeNode(first, Object.fromEntries(types.map((type) => [type, media])), origins);
    return madeNode(first, { required: required.length > 0, content }, origins);
  }

  /** `multipart/form-data` alone can hold files; a form whose type is nowhere declared is as small as it can be. */
  #formTypes(parameters: readonly JsonObject[], operation: JsonObject): readonly string[] {
    if (parameters.some((parameter) => parameter['type'] === 'file')) return ['multipart/form-data'];
    const consumed = mediaTypesOf('consumes', operation, this.#root).map((type) => type.toLowerCase().trim());
    const declared = formTypes.filter((form) => consumed.some((type) => type.split(';')[0] === form));
    return declared.length === 0 ? [formTypes[0]] : declared;
  }

  #field(parameter: JsonObject): Json {
    this.#checkItems(parameter);
    const schema = valueSchema(parameter, this.#origins);
    const described =
      parameter['description'] === undefined
        ? schema
        : madeNode(parameter, { description: parameter['description'], ...schema }, this.#origins);
    if (parameter['allowEmptyValue'] !== true || parameter['type'] === 'file') return described;
    const empty = madeNode(parameter, { const: '' }, this.#origins);
    const anyOf = madeList(parameter, [described, empty], this.#origins);
    return madeNode(parameter, { anyOf }, this.#origins);
  }

  #parameter(parameter: JsonObject): JsonObject {
    const known = this.#rewritten.get(parameter);
    if (known !== undefined) return known;
    this.#checkItems(parameter);
    const members = Object.entries(parameter).filter(
      ([key]) => key !== 'collectionFormat' && !isValueKeyword(key),
    );
    const rewritten = madeNode(
      parameter,
      {
        ...Object.fromEntries(members),
        schema: valueSchema(parameter, this.#origins),
        ...styleOf(parameter),
      },
      this.#origins,
    );
    this.#rewritten.set(parameter, rewritten);
    return rewritten;
  }

  /** Lists of lists would need a delimiter for each level, which no later version has. */
  #checkItems(parameter: JsonObject): void {
    const { items } = parameter;
    if (!isJsonObject(items) || items['type'] !== 'array') return;
    this.#diagnostics.report(
      'invalid-parameter',
      this.#origins.member(items, 'type'),
      `The parameter ${nameOf(parameter)} is a list of lists, which is not decoded.`,
      { help: 'Describe the items as strings, or move the value into the body.' },
    );
  }
}

function styleOf(parameter: JsonObject): { readonly style: string; readonly explode: boolean } | null {
  if (parameter['type'] !== 'array') return null;
  const format = parameter['collectionFormat'] ?? 'csv';
  const style =
    typeof format === 'string' && Object.hasOwn(styles, format) ? styles[format]! : styles['csv']!;
  const place = parameter['in'];
  if (place !== 'path' && place !== 'header') return style;
  return style.style === 'form' ? { style: 'simple', explode: false } : style;
}

function bodyParts(owner: JsonObject): readonly Json[] {
  const { parameters } = owner;
  return isJsonArray(parameters) ? parameters.filter(isBodyPart) : [];
}

function isBodyPart(parameter: Json): boolean {
  return isJsonObject(parameter) && (parameter['in'] === 'body' || parameter['in'] === 'formData');
}

function nameOf({ name }: JsonObject): string {
  return typeof name === 'string' ? quoted(name) : 'without a name';
}

function rank(parameter: JsonObject): number {
  return parameter['in'] === 'body' ? 0 : 1;
}
