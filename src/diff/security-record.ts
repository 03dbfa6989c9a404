/**
 * The record a run leaves of what it had enforced, from which the next run tells what became weaker. It holds
 * everything that {@link compareModels} looks at and nothing else: policies, parameters, bodies, replies and schemas
 * without descriptions, examples and names of types. One operation and one schema a line, so that a change of the
 * document changes few lines.
 */
import type { Json } from '../load/json.js';
import type { Api, PartHeader } from '../model/api.js';
import type { Schema } from '../normalize/normalized-document.js';
import { comparableSchema } from './comparable-schema.js';
import type { SecuredOperation, SecuredParameter, SecurityModel } from './security-model.js';

/** Where the record stands, relative to the output folder. */
export const securityRecordPath = '.oasgard/security.json';

const format = 1;

type Members = Readonly<Record<string, unknown>>;

/** Deterministic: document order. */
export function renderSecurityRecord(api: Api): string {
  const { servers, roles, limiters, plans, ipRateLimit, cors, typeBase, realm } = api;
  const schemes = api.schemes.map(({ description: _description, origin: _origin, ...scheme }) => scheme);
  const operations = api.operations.map(recordOf);
  const defaults = commonMembers(operations);
  const root = { servers, roles, limiters, plans, ipRateLimit, cors, typeBase, realm, schemes };
  return [
    '{',
    `"format": ${String(format)},`,
    `"api": ${JSON.stringify(root)},`,
    `"defaults": ${JSON.stringify(defaults)},`,
    `"operations": [\n${operations.map((operation) => JSON.stringify(without(defaults, operation))).join(',\n')}\n],`,
    `"schemas": [\n${[...api.schemas].map((entry) => JSON.stringify(schemaEntry(entry))).join(',\n')}\n]`,
    '}\n',
  ].join('\n');
}

/**
 * Reads a record back.
 *
 * @param text what {@link renderSecurityRecord} wrote, unchanged: whoever calls has held it against its fingerprint
 * @returns `null` where it is of another format
 */
export function parseSecurityRecord(text: string): SecurityModel | null {
  const record = JSON.parse(text) as {
    readonly format: number;
    readonly api: Omit<SecurityModel, 'operations' | 'schemas'>;
    readonly defaults: Members;
    readonly operations: readonly Members[];
    readonly schemas: readonly (readonly [name: string, schema: Schema])[];
  };
  if (record.format !== format) return null;
  const { api, defaults, operations, schemas } = record;
  return {
    ...api,
    operations: operations.map((members) => operationOf({ ...defaults, ...members })),
    schemas: new Map(schemas),
  };
}

function recordOf(operation: Api['operations'][number]): Members {
  const { key, name, operationId, method, path, servers, requirements, access, rateLimit, cost } = operation;
  const { login, bodyLimits, timeoutMs, validation, audit, typeBase, cors, because, bounds } = operation;
  const { parameters, requestBody, replies } = operation;
  return {
    key,
    name,
    operationId,
    method,
    path,
    servers,
    requirements,
    access,
    rateLimit,
    cost,
    login,
    bodyLimits,
    timeoutMs,
    validation,
    // The name stands there by default.
    audit: { ...audit, action: audit.action === name ? null : audit.action },
    typeBase,
    cors,
    because,
    bounds,
    parameters: parameters.map(parameterRecord),
    requestBody:
      requestBody === null
        ? null
        : {
            required: requestBody.required,
            content: requestBody.content.map(({ mediaType, codec, schema, fields }) => ({
              mediaType,
              codec,
              schema: compact(schema),
              fields: fields.map(({ name, file, contentTypes, maxBytes, headers }) => ({
                name,
                file,
                contentTypes,
                maxBytes,
                ...(headers === undefined ? {} : { headers: headers.map(headerRecord) }),
              })),
            })),
          },
    replies: replies.map(({ status, content, headers }) => ({
      status,
      content: content.map(({ mediaType, codec, schema }) => ({ mediaType, codec, schema: compact(schema) })),
      headers: headers.map(({ name, schema }) => ({ name, schema: compact(schema) })),
    })),
  };
}

function parameterRecord(parameter: Api['operations'][number]['parameters'][number]): SecuredParameter {
  const { name, in: place, required, style, explode, allowEmptyValue, json, schema, querystring } = parameter;
  return {
    name,
    in: place,
    required,
    style,
    explode,
    allowEmptyValue,
    json,
    ...(querystring !== undefined && {
      querystring: { mediaType: querystring.mediaType, codec: querystring.codec },
    }),
    schema: comparableSchema(schema) as Schema,
  };
}

interface RecordedOperation extends Omit<SecuredOperation, 'audit'> {
  readonly audit: Omit<SecuredOperation['audit'], 'action'> & { readonly action: string | null };
}

function operationOf(members: Members): SecuredOperation {
  const operation = members as unknown as RecordedOperation;
  const { audit, name } = operation;
  return { ...operation, audit: { ...audit, action: audit.action ?? name } };
}

function compact(schema: Schema | null): Json {
  return schema === null ? null : comparableSchema(schema);
}

function schemaEntry([name, schema]: readonly [string, Schema]): readonly [string, Json] {
  return [name, comparableSchema(schema)];
}

/** The value that most operations have of each member, where it is worth saying once. */
function commonMembers(operations: readonly Members[]): Members {
  const counts = new Map<string, Map<string, number>>();
  for (const operation of operations) {
    for (const [member, value] of Object.entries(operation)) {
      const text = JSON.stringify(value);
      const known = counts.get(member) ?? new Map<string, number>();
      counts.set(member, known.set(text, (known.get(text) ?? 0) + 1));
    }
  }
  const common: Record<string, unknown> = {};
  for (const [member, values] of counts) {
    const [first, ...rest] = values;
    const [text, count] = rest.reduce((most, next) => (next[1] > most[1] ? next : most), first ?? ['', 0]);
    if (count > 1) common[member] = JSON.parse(text) as unknown;
  }
  return common;
}

function without(defaults: Members, operation: Members): Members {
  return Object.fromEntries(
    Object.entries(operation).filter(
      ([member, value]) =>
        !(member in defaults) || JSON.stringify(value) !== JSON.stringify(defaults[member]),
    ),
  );
}

function headerRecord({ name, required, schema }: PartHeader): Json {
  return { name, required, schema: compact(schema) };
}
