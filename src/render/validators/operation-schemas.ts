import type { Origins } from '../../load/origins.js';
import type { Operation, PartHeader, RequestContent } from '../../model/api.js';
import type { SchemaView } from '../../model/schema-view.js';
import type { Schema } from '../../normalize/normalized-document.js';
import type { Variant } from './variant.js';
import { withoutFiles } from './without-files.js';

/** Variant of the schemas of an operation's requests. */
export function requestVariant(operation: Operation): Variant {
  return {
    direction: operation.method === 'PUT' ? 'replacement' : 'request',
    keep: false,
    bounds: operation.bounds,
    int64: operation.int64,
  };
}

/** Variant of the schemas of an operation's replies. Bounds are for what clients send. */
export function replyVariant(operation: Operation): Variant {
  return {
    direction: 'reply',
    keep: operation.validation.unknownProperties === 'keep',
    bounds: { maxLength: null, maxItems: null },
    int64: operation.int64,
  };
}

/**
 * Marks the schemas whose properties are parameters, which `readOnly` says nothing of: it is about properties (OAS,
 * Schema Object). A symbol, for no document can hold one.
 */
export const PARAMETERS = Symbol('parameters');

/** One schema for everything that is not the body; `null` where the operation declares no parameter. */
export function parametersSchema(operation: Operation): Schema | null {
  if (operation.parameters.length === 0) return null;
  const properties: Record<string, Schema> = {};
  for (const [key, location] of parameterGroups) {
    const parameters = operation.parameters.filter((parameter) => parameter.in === location);
    if (parameters.length === 0) continue;
    const group: Record<string, Schema> = Object.create(null) as Record<string, Schema>;
    const required: string[] = [];
    for (const { name, schema, required: isRequired, allowEmptyValue } of parameters) {
      const key = location === 'header' ? name.toLowerCase() : name;
      group[key] = allowEmptyValue ? { anyOf: [{ const: '' }, schema] } : schema;
      if (isRequired) required.push(key);
    }
    properties[key] = {
      type: 'object',
      properties: group,
      required,
      additionalProperties: true,
      [PARAMETERS]: true,
    } as Schema;
  }
  return { type: 'object', properties, additionalProperties: true };
}

/** One schema for the headers of a part, by their names in lower case. */
export function partHeadersSchema(headers: readonly PartHeader[]): Schema {
  const properties = Object.create(null) as Record<string, Schema>;
  for (const { name, schema } of headers) properties[name.toLowerCase()] = schema;
  // Whether one is there has been seen to before.
  return { type: 'object', properties, additionalProperties: true, [PARAMETERS]: true } as Schema;
}

const parameterGroups = [
  ['path', 'path'],
  ['query', 'query'],
  ['headers', 'header'],
  ['cookies', 'cookie'],
] as const;

/** What is checked of a request body; `null` where there is nothing to check, or nothing read before the handler. */
export function bodySchema(
  { int64 }: Operation,
  { codec, schema, fields }: RequestContent,
  view: SchemaView,
  origins: Origins,
): Schema | null {
  if (codec === 'binary') return null;
  // No schema takes an integer that no double holds.
  if (schema === null) return int64 === 'bigint' ? true : null;
  const files = new Set(fields.filter(({ file }) => file).map(({ name }) => name));
  return files.size === 0 ? schema : withoutFiles(schema, files, view, origins);
}
