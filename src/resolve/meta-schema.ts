import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020, type FuncKeywordDefinition, type ValidateFunction } from 'ajv/dist/2020.js';
import type { DocumentVersion } from '../load/document-version.js';
import type { JsonObject } from '../load/json.js';
import { adaptSchema } from './adapt-meta-schema.js';
import type { ObjectKind } from './object-grammar.js';

const require = createRequire(import.meta.url);
const schemaPackage = '@seriousme/openapi-schema-validator/schemas';

/** Definition of each kind in the official schemas, where a reference may lead to it. */
const definitions31: Partial<Readonly<Record<ObjectKind, string>>> = {
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
};

const definitions: Readonly<Record<DocumentVersion, Partial<Readonly<Record<ObjectKind, string>>>>> = {
  '2.0': {
    pathItem: '#/definitions/pathItem',
    operation: '#/definitions/operation',
    parameter: '#/definitions/parameter',
    response: '#/definitions/response',
    schema: '#/definitions/schema',
  },
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
  '3.1': definitions31,
  '3.2': { ...definitions31, mediaType: '#/$defs/media-type' },
};

/**
 * Ajv compares objects by methods that ours, without a prototype, do not have. Here lists of names alone must be without
 * duplicates: an object in one is refused for what it is, however often it stands there.
 */
const uniqueItems: FuncKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  validate: (isAsked: boolean, items: readonly unknown[]) => !isAsked || new Set(items).size === items.length,
  error: { message: 'must NOT have duplicate items' },
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
    const schema = adaptSchema(version, official);
    this.#version = version;
    this.#id = schema['$id'] as string;
    this.#ajv.removeKeyword('uniqueItems');
    this.#ajv.addKeyword(uniqueItems);
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
