/** Makes of the official JSON Schemas what one Ajv reads, and what yields one error for one fault. */
import type { DocumentVersion } from '../load/document-version.js';
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from '../load/json.js';

/** The official schema of a version in JSON Schema 2020-12. */
export function adaptSchema(version: DocumentVersion, official: JsonObject): JsonObject {
  if (version === '2.0') return adapt20(official);
  return version === '3.0' ? adapt30(official) : adapt31(official);
}

const simpleTypes = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** What the schema of Swagger 2.0 takes from that of draft 4. */
const draft4: Readonly<Record<string, Json>> = {
  title: { type: 'string' },
  description: { type: 'string' },
  default: {},
  multipleOf: { type: 'number', exclusiveMinimum: 0 },
  maximum: { type: 'number' },
  exclusiveMaximum: { type: 'boolean' },
  minimum: { type: 'number' },
  exclusiveMinimum: { type: 'boolean' },
  positiveInteger: { type: 'integer', minimum: 0 },
  positiveIntegerDefault0: { type: 'integer', minimum: 0 },
  pattern: { type: 'string' },
  uniqueItems: { type: 'boolean' },
  enum: { type: 'array', minItems: 1 },
  type: { anyOf: [{ enum: simpleTypes }, { type: 'array', minItems: 1, items: { enum: simpleTypes } }] },
  stringArray: { type: 'array', minItems: 1, items: { type: 'string' } },
};

const draft4Prefix = 'http://json-schema.org/draft-04/schema#/';

/** As for 3.0, where a choice is between a reference, a body and other parameters, or schemes by type and flow. */
function adapt20(official: JsonObject): JsonObject {
  const { id, $schema: _draft4, ...rest } = official;
  const adapted = rewrite(rest, adaptNode20) as MutableJsonObject;
  const schemas = adapted['definitions'] as MutableJsonObject;
  schemas['parameter'] = byMember('in', {
    body: '#/definitions/bodyParameter',
    ...Object.fromEntries(
      ['header', 'formData', 'query', 'path'].map((place) => [place, '#/definitions/nonBodyParameter']),
    ),
  });
  schemas['nonBodyParameter'] = {
    required: ['name', 'in', 'type'],
    ...byMember('in', {
      header: '#/definitions/headerParameterSubSchema',
      formData: '#/definitions/formDataParameterSubSchema',
      query: '#/definitions/queryParameterSubSchema',
      path: '#/definitions/pathParameterSubSchema',
    }),
  };
  schemas['responseValue'] = orReference({ $ref: '#/definitions/response' });
  const parameters = schemas['parametersList'] as MutableJsonObject;
  parameters['items'] = orReference({ $ref: '#/definitions/parameter' });
  const response = (schemas['response'] as JsonObject)['properties'] as MutableJsonObject;
  response['schema'] = condition(
    { required: ['type'], properties: { type: { const: 'file' } } },
    { $ref: '#/definitions/fileSchema' },
    { $ref: '#/definitions/schema' },
  );
  schemas['securityScheme'] = byMember('type', {
    basic: '#/definitions/basicAuthenticationSecurity',
    apiKey: '#/definitions/apiKeySecurity',
    oauth2: '#/definitions/oauth2Security',
  });
  schemas['oauth2Security'] = byMember('flow', {
    implicit: '#/definitions/oauth2ImplicitSecurity',
    password: '#/definitions/oauth2PasswordSecurity',
    application: '#/definitions/oauth2ApplicationSecurity',
    accessCode: '#/definitions/oauth2AccessCodeSecurity',
  });
  schemas['securityDefinitions'] = {
    type: 'object',
    additionalProperties: { $ref: '#/definitions/securityScheme' },
  };
  return { ...adapted, $id: (id as string).replace(/#$/u, '') };
}

function adaptNode20(node: JsonObject): JsonObject {
  const reference = node['$ref'];
  if (typeof reference === 'string' && reference.startsWith(draft4Prefix)) {
    return draft4[reference.slice(reference.lastIndexOf('/') + 1)] as JsonObject;
  }
  const adapted = upgradeDraft4(node);
  // Of tuples, which the schema of draft 4 has in one place, where every item is meant.
  delete adapted['additionalItems'];
  const { anyOf } = node;
  const typed = isJsonArray(anyOf)
    ? anyOf.find((branch) => isJsonObject(branch) && 'type' in branch)
    : undefined;
  const other = isJsonArray(anyOf)
    ? anyOf.find((branch) => isJsonObject(branch) && '$ref' in branch)
    : undefined;
  if (!isJsonObject(typed) || other === undefined) return adapted;
  // `items` is a schema or a list of them, `additionalProperties` a schema or a boolean.
  delete adapted['anyOf'];
  return { ...adapted, ...condition({ type: typed['type']! }, typed, other) };
}

function orReference(otherwise: JsonObject): JsonObject {
  return condition(
    { type: 'object', required: ['$ref'] },
    { $ref: '#/definitions/jsonReference' },
    otherwise,
  );
}

function upgradeDraft4(node: JsonObject): MutableJsonObject {
  const adapted: MutableJsonObject = { ...node };
  if (node['exclusiveMinimum'] === true && typeof node['minimum'] === 'number') {
    adapted['exclusiveMinimum'] = node['minimum'];
    delete adapted['minimum'];
  }
  // Compares objects by methods that ours, without a prototype, do not have; duplicates are found later.
  if (typeof node['uniqueItems'] === 'boolean') delete adapted['uniqueItems'];
  return adapted;
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
  const adapted = upgradeDraft4(node);
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
