import { isObject, type JsonObject, resolveReference, standFor, textOf } from './json-values.js';

/**
 * A Swagger 2.0 document in the shape of OpenAPI 3.0, as far as requests are concerned: servers, security schemes,
 * parameters and bodies. Schemas stay where they are, and so do references to them.
 */
export function readSwagger(document: JsonObject): JsonObject {
  const paths = Object.entries((document['paths'] ?? {}) as JsonObject).map(([key, written]) => {
    const item = resolveReference(document, written) as JsonObject;
    const members = Object.entries(item).map(([name, value]) => {
      const isOperation = isObject(value) && name !== 'parameters' && !name.startsWith('x-');
      return [name, isOperation ? readOperation(document, item, value) : value] as const;
    });
    return [key, Object.fromEntries(members.filter(([name]) => name !== 'parameters'))] as const;
  });
  const schemes = Object.entries((document['securityDefinitions'] ?? {}) as Record<string, JsonObject>);
  const scheme = ((document['schemes'] ?? []) as readonly string[]).includes('http') ? 'http' : 'https';
  const host = document['host'] === undefined ? '' : `${scheme}://${textOf(document['host'])}`;
  const securitySchemes = Object.fromEntries(schemes.map(([name, value]) => [name, readScheme(value)]));
  return standFor(
    {
      ...document,
      servers: [{ url: `${host}${textOf(document['basePath'] ?? '/')}` }],
      paths: Object.fromEntries(paths),
      components: { securitySchemes },
    },
    document,
  );
}

function readScheme(scheme: JsonObject): JsonObject {
  return scheme['type'] === 'basic' ? { type: 'http', scheme: 'basic' } : scheme;
}

function readOperation(document: JsonObject, item: JsonObject, operation: JsonObject): JsonObject {
  const parameters = new Map<string, JsonObject>();
  for (const list of [item['parameters'], operation['parameters']]) {
    for (const written of (list ?? []) as readonly unknown[]) {
      const parameter = resolveReference(document, written) as JsonObject;
      parameters.set(`${textOf(parameter['in'])} ${textOf(parameter['name'])}`, parameter);
    }
  }
  const all = [...parameters.values()];
  const consumes = (operation['consumes'] ?? document['consumes']) as readonly string[] | undefined;
  const requestBody = readBody(all, consumes ?? []);
  return {
    ...operation,
    parameters: all
      .filter((parameter) => !['body', 'formData'].includes(textOf(parameter['in'])))
      .map(readParameter),
    ...(requestBody === null ? {} : { requestBody }),
  };
}

const STYLES: Readonly<Record<string, JsonObject>> = {
  multi: { style: 'form', explode: true },
  ssv: { style: 'spaceDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
};

function readParameter(parameter: JsonObject): JsonObject {
  const { name, required, collectionFormat, ...schema } = parameter;
  const isQuery = parameter['in'] === 'query';
  const style = STYLES[textOf(collectionFormat)] ?? { explode: false };
  return {
    name,
    in: parameter['in'],
    required,
    schema,
    ...(schema['type'] === 'array' && isQuery ? style : {}),
  };
}

function readBody(parameters: readonly JsonObject[], consumes: readonly string[]): JsonObject | null {
  const body = parameters.find((parameter) => parameter['in'] === 'body');
  if (body !== undefined) {
    const types = consumes.length === 0 ? ['application/json'] : consumes;
    const content = Object.fromEntries(types.map((type) => [type, { schema: body['schema'] }]));
    return { required: body['required'] === true, content };
  }
  const fields = parameters.filter((parameter) => parameter['in'] === 'formData');
  if (fields.length === 0) return null;
  const hasFile = fields.some(({ type }) => type === 'file');
  const forms = consumes.filter((type) => /form/.test(type) && !(hasFile && /urlencoded/.test(type)));
  const plain = hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded';
  const schema = {
    type: 'object',
    required: fields.filter(({ required }) => required === true).map(({ name }) => textOf(name)),
    properties: Object.fromEntries(fields.map((field) => [textOf(field['name']), fieldSchema(field)])),
  };
  const styled = fields.filter(({ type }) => type === 'array');
  const encoding = Object.fromEntries(
    styled.map(({ name, collectionFormat }) => [
      textOf(name),
      STYLES[textOf(collectionFormat)] ?? { style: 'form', explode: false },
    ]),
  );
  const content = Object.fromEntries(
    (forms.length === 0 ? [plain] : forms).map((type) => [type, { schema, encoding }]),
  );
  return { required: schema.required.length > 0, content };
}

function fieldSchema({
  name: _name,
  in: _in,
  required: _required,
  collectionFormat: _format,
  ...schema
}: JsonObject): JsonObject {
  return schema['type'] === 'file' ? { type: 'string', format: 'binary' } : schema;
}
