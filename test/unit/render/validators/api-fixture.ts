import { isJsonObject } from '../../../../src/load/json.js';
import { Origins } from '../../../../src/load/origins.js';
import type { Api, Int64Form, Operation, Parameter, SchemaBounds } from '../../../../src/model/api.js';
import { nothingGiven } from '../../../../src/model/given-names.js';
import type { Schema } from '../../../../src/normalize/normalized-document.js';
import type { OperationDefinition } from '../../../../src/runtime/core/definition.js';

const place = { file: '/openapi.yaml', pointer: '', on: 'value' } as const;

export interface OperationSketch {
  readonly name: string;
  readonly method?: string;
  readonly parameters?: readonly (Pick<Parameter, 'name' | 'in' | 'schema'> & Partial<Parameter>)[];
  readonly body?: Schema;
  readonly reply?: Schema;
  readonly unknownProperties?: OperationDefinition['validation']['unknownProperties'];
  readonly bounds?: SchemaBounds;
  readonly int64?: Int64Form;
}

/** A model with as much in it as validators need. Every schema has a place. */
export function apiOf(schemas: Readonly<Record<string, Schema>>, sketches: readonly OperationSketch[]): Api {
  const origins = new Origins();
  for (const [name, schema] of Object.entries(schemas))
    register(schema, `/components/schemas/${name}`, origins);
  return {
    title: 'Test',
    version: '1',
    realm: 'test',
    servers: [],
    roles: null,
    limiters: [],
    plans: null,
    ipRateLimit: [],
    typeBase: null,
    cors: null,
    description: null,
    sourceVersion: '3.1',
    schemes: [],
    operations: sketches.map((sketch) => operationOf(sketch, origins)),
    schemas: new Map(Object.entries(schemas)),
    hasSchemaPolicies: JSON.stringify([schemas, sketches]).includes('x-security'),
    tags: [],
    given: nothingGiven,
    policies: [],
    document: {},
    origins,
  };
}

function operationOf(sketch: OperationSketch, origins: Origins): Operation {
  const { name, method = 'POST', parameters = [], body, reply } = sketch;
  for (const part of [body, reply, ...parameters.map(({ schema }) => schema)])
    register(part, `/${name}`, origins);
  return {
    key: `${method} /${name}`,
    name,
    operationId: name,
    typeName: name.charAt(0).toUpperCase() + name.slice(1),
    fileName: name.toLowerCase(),
    method,
    path: `/${name}`,
    segments: [],
    queryConstants: [],
    servers: null,
    requirements: [],
    access: { kind: 'public' },
    rateLimit: [],
    cost: 1,
    login: null,
    bodyLimits: { max: 262_144, depth: 32, nodes: 10_000 },
    timeoutMs: 15_000,
    validation: {
      unknownQuery: 'reject',
      unknownProperties: sketch.unknownProperties ?? 'strip',
      responses: 'enforce',
      status: 400,
    },
    audit: { level: 'metadata', action: name, always: false },
    sensitive: false,
    typeBase: null,
    cors: null,
    tag: { name: 'test', fileName: 'test' },
    summary: null,
    description: null,
    deprecated: false,
    parameters: parameters.map((parameter) => ({
      required: false,
      style: 'form',
      explode: true,
      allowEmptyValue: false,
      json: false,
      shape: { kind: 'any' },
      default: null,
      description: null,
      deprecated: false,
      origin: place,
      ...parameter,
    })),
    requestBody:
      body === undefined
        ? null
        : {
            required: true,
            description: null,
            content: [
              {
                mediaType: 'application/json',
                codec: 'json',
                fields: [],
                additional: null,
                schema: body,
                origin: place,
              },
            ],
          },
    replies:
      reply === undefined
        ? []
        : [
            {
              status: '200',
              description: null,
              content: [{ mediaType: 'application/json', codec: 'json', schema: reply, origin: place }],
              headers: [],
            },
          ],
    because: null,
    int64: sketch.int64 ?? 'number',
    bounds: sketch.bounds ?? { maxLength: null, maxItems: null },
    places: new Map(),
    origin: place,
    node: {},
  };
}

function register(value: unknown, pointer: string, origins: Origins): void {
  if (Array.isArray(value)) value.forEach((item, index) => register(item, `${pointer}/${index}`, origins));
  else if (isJsonObject(value)) {
    origins.set(value, place.file, pointer);
    for (const [key, item] of Object.entries(value)) register(item, `${pointer}/${key}`, origins);
  }
}
