import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { DocumentVersion } from '../load/document-version.js';
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from '../load/json.js';
import type { ObjectKind } from './object-grammar.js';

const require = createRequire(import.meta.url);
const schemaPackage = '@seriousme/openapi-schema-validator/schemas';

/** Definition of each kind in the official schemas, where a reference may lead to it. */
const definitions: Readonly<Record<DocumentVersion, Partial<Readonly<Record<ObjectKind, string>>>>> = {
  '3.0': {
    pathItem: '#/definitions/PathItem',
    operation: '#/definitions/Operation',
    callback: '#/definitions/Callback',
    parameter: '#/definitions/Parameter',
    header: '#/definitions/Header',
    requestBody: '#/definitions/RequestBody',
    response: '#/definitions/Response',
    example: '#/definitions/Example',
    link: '#/definitions/Link',
    securityScheme: '#/definitions/SecurityScheme',
    schema: '#/definitions/Schema',
  },
  '3.1': {
    pathItem: '#/$defs/path-item',
    operation: '#/$defs/operation',
    callback: '#/$defs/callbacks',
    parameter: '#/$defs/parameter',
    header: '#/$defs/header',
    requestBody: '#/$defs/request-body',
    response: '#/$defs/response',
    example: '#/$defs/example',
    link: '#/$defs/link',
    securityScheme: '#/$defs/security-scheme',
    schema: '#/$defs/schema',
  },
};

/** The official JSON Schema of one OpenAPI version, compiled on first use. */
export class MetaSchema {
  static readonly #instances = new Map<DocumentVersion, MetaSchema>();
  readonly #ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    verbose: true,
    // Formats here are of URLs and e-mail addresses nobody acts on, and of patterns, which are compiled later.
    validateFormats: false,
    logger: false,
  });
  readonly #version: DocumentVersion;
  readonly #id: string;

  static of(version: DocumentVersion): MetaSchema {
    let schema = MetaSchema.#instances.get(version);
    if (schema === undefined) MetaSchema.#instances.set(version, (schema = new MetaSchema(version)));
    return schema;
  }

  constructor(version: DocumentVersion) {
    const path = require.resolve(`${schemaPackage}/v${version}/schema.json`);
    const official = JSON.parse(readFileSync(path, 'utf8')) as JsonObject;
    const schema = version === '3.0' ? adapt30(official) : adapt31(official);
    this.#version = version;
    this.#id = schema['$id'] as string;
    this.#ajv.addSchema(schema);
  }

  document(): ValidateFunction {
    return this.#validator(this.#id);
  }

  /** `null` for kinds no reference can name. */
  kind(kind: ObjectKind): ValidateFunction | null {
    const definition = definitions[this.#version][kind];
    return definition === undefined ? null : this.#validator(this.#id + definition);
  }

  #validator(id: string): ValidateFunction {
    const validate = this.#ajv.getSchema(id);
    if (validate === undefined) throw new Error(`The official OpenAPI schema lacks ${id}`);
    return validate;
  }
}

/**
 * Draft 4 to 2020-12, and `oneOf` to the question it stands for ("is it a reference?", "which `type`?"), so that one
 * fault yields one error and not one for each branch.
 */
function adapt30(official: JsonObject): JsonObject {
  const { id, $schema: _draft4, ...rest } = official;
  const adapted = rewrite(rest, adaptNode30) as MutableJsonObject;
  const schemas = adapted['definitions'] as MutableJsonObject;
  schemas['SchemaXORContent'] = schemaXorContent;
  schemas['SecurityScheme'] = byMember('type', {
    apiKey: '#/definitions/APIKeySecurityScheme',
    http: '#/definitions/HTTPSecurityScheme',
    oauth2: '#/definitions/OAuth2SecurityScheme',
    openIdConnect: '#/definitions/OpenIdConnectSecurityScheme',
  });
  // Forbids `bearerFormat` elsewhere than beside `scheme: bearer`, where it is merely without effect.
  delete (schemas['HTTPSecurityScheme'] as MutableJsonObject)['oneOf'];
  const locations = (schemas['ParameterLocation'] as JsonObject)['oneOf'] as readonly JsonObject[];
  schemas['ParameterLocation'] = {
    properties: { in: { enum: ['path', 'query', 'header', 'cookie'] } },
    allOf: locations.map((location) => {
      const { properties, required } = location as { properties: JsonObject; required?: readonly string[] };
      const { in: place, ...then } = properties;
      return condition(
        { required: ['in'], properties: { in: place! } },
        {
          properties: then,
          ...(required === undefined ? {} : { required }),
        },
      );
    }),
  };
  return { ...adapted, $id: id! };
}

function adaptNode30(node: JsonObject): JsonObject {
  const adapted: MutableJsonObject = { ...node };
  if (node['exclusiveMinimum'] === true && typeof node['minimum'] === 'number') {
    adapted['exclusiveMinimum'] = node['minimum'];
    delete adapted['minimum'];
  }
  // Compares objects by methods that ours, without a prototype, do not have; duplicates are found later.
  if (typeof node['uniqueItems'] === 'boolean') delete adapted['uniqueItems'];
  const { oneOf } = node;
  if (!isJsonArray(oneOf) || !oneOf.some((branch) => refersTo(branch, '#/definitions/Reference')))
    return adapted;
  const others = oneOf.filter((branch) => !refersTo(branch, '#/definitions/Reference'));
  const object = others.find((branch) => isJsonObject(branch) && '$ref' in branch)!;
  delete adapted['oneOf'];
  const otherwise = others.length === 1 ? object : condition({ type: 'boolean' }, true, object);
  Object.assign(
    adapted,
    condition({ type: 'object', required: ['$ref'] }, { $ref: '#/definitions/Reference' }, otherwise),
  );
  return adapted;
}

function adapt31(official: JsonObject): JsonObject {
  const adapted = rewrite(official, (node) => {
    const { oneOf } = node;
    const isChoice =
      isJsonArray(oneOf) && JSON.stringify(oneOf) === '[{"required":["schema"]},{"required":["content"]}]';
    if (!isChoice) return node;
    const { oneOf: _choice, ...rest } = node;
    return { ...rest, allOf: [...(isJsonArray(rest['allOf']) ? rest['allOf'] : []), schemaXorContent] };
  }) as MutableJsonObject;
  // The official schema leaves Schema Objects open; here they are checked as what OpenAPI 3.1 says they are.
  (adapted['$defs'] as MutableJsonObject)['schema'] = {
    $ref: 'https://json-schema.org/draft/2020-12/schema',
  };
  return adapted;
}

const schemaXorContent = condition(
  { required: ['content'] },
  { not: { required: ['schema'] } },
  { required: ['schema'] },
);

function condition(test: Json, consequence: Json, otherwise: Json = true): JsonObject {
  // Not as a literal: linters take any object with `then` for a promise.
  const keywords = ['if', 'then', 'else'] as const;
  return Object.fromEntries([test, consequence, otherwise].map((schema, index) => [keywords[index], schema]));
}

function byMember(member: string, branches: Readonly<Record<string, string>>): JsonObject {
  return {
    type: 'object',
    required: [member],
    properties: { [member]: { enum: Object.keys(branches) } },
    allOf: Object.entries(branches).map(([value, reference]) =>
      condition({ required: [member], properties: { [member]: { const: value } } }, { $ref: reference }),
    ),
  };
}

function refersTo(branch: Json, reference: string): boolean {
  return isJsonObject(branch) && branch['$ref'] === reference;
}

/** Rewrites every object of a schema, inner ones first. */
function rewrite(value: Json, change: (node: JsonObject) => JsonObject): Json {
  if (isJsonArray(value)) return value.map((item) => rewrite(item, change));
  if (!isJsonObject(value)) return value;
  return change(
    Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rewrite(member, change)])),
  );
}
