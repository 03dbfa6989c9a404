import type { Json } from '../load/json.js';

/** JSON Schema 2020-12, and OpenAPI's dialects, which add annotations to it and are named by their dates. */
const DIALECT =
  /^https:\/\/(?:json-schema\.org\/draft\/2020-12\/schema|spec\.openapis\.org\/oas\/3\.[12]\/dialect\/(?:base|\d{4}-\d{2}-\d{2}))#?$/u;

/** Whether a `$schema` or `jsonSchemaDialect` is what schemas of OpenAPI 3.1 and 3.2 are read as. */
export function isKnownDialect(dialect: Json): boolean {
  return typeof dialect === 'string' && DIALECT.test(dialect);
}
