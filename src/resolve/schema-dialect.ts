import type { Json } from '../load/json.js';

/** Dialects that are JSON Schema 2020-12 plus annotations. */
const dialects = new Set([
  'https://json-schema.org/draft/2020-12/schema',
  'https://spec.openapis.org/oas/3.1/dialect/base',
  'https://spec.openapis.org/oas/3.1/dialect/2024-10-25',
  'https://spec.openapis.org/oas/3.1/dialect/2024-11-10',
]);

/** Whether a `$schema` or `jsonSchemaDialect` is what schemas of OpenAPI 3.1 are read as. */
export function isKnownDialect(dialect: Json): boolean {
  return typeof dialect === 'string' && dialects.has(dialect.replace(/#$/u, ''));
}
