/**
 * The one shape every OpenAPI version becomes: OpenAPI 3.1 with JSON Schema 2020-12, and what 3.2 adds to it where the
 * document is of that version.
 *
 * - Files are bundled. References to parameters, headers, request bodies, responses, media types, security schemes,
 *   operations and path items are followed, and security requirements name schemes of `components`: the referenced node itself stands in place (shared, not copied). Those to examples, links
 *   and callbacks, and to path items inside callbacks, lead to `#/components/…`.
 * - Schema references stay references, and every one is `#/components/schemas/<name>` with `name` a key of `schemas`;
 *   schemas referenced from anywhere else were given a name there. Cycles are therefore kept, but none that applies a
 *   schema to the same value again. Names match `^[A-Za-z0-9._-]+$`: no escaping is needed, and `__proto__` is renamed.
 * - A schema with `$ref` has no other keyword; what stood beside it is in a schema whose `allOf` holds the reference.
 * - Schemas use 2020-12 keywords only: no `nullable`, no boolean exclusive bounds or `required`, no repeated names in
 *   `required`. `$defs`, `$id`, `$anchor`, `$schema`, `$dynamicRef` and the like are settled and gone. OpenAPI's
 *   annotations (`example`, `discriminator`, `xml`, `externalDocs`) stand where they stood, mappings rewritten to
 *   `#/components/schemas/<name>`.
 * - `4xx` in responses is `4XX`. Nothing else is corrected: what breaks the official schema was reported.
 * - Extensions (`x-…`) are kept where they stand.
 */
import type { Location } from '../diagnostics/diagnostic.js';
import type { DocumentVersion } from '../load/document-version.js';
import type { Json, JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';

export interface NormalizedDocument {
  /** Version the author wrote, for rules that differ between versions. */
  readonly sourceVersion: DocumentVersion;
  /** The whole tree, with `paths`, `components`, `servers`, `security`, `tags`, extensions. */
  readonly root: JsonObject;
  readonly pathItems: readonly NormalizedPathItem[];
  readonly schemas: ReadonlyMap<string, Schema>;
  /** Names of schemas that stand elsewhere than in `components`, by file (relative to the document's) and pointer. */
  readonly given: ReadonlyMap<string, string>;
  readonly securitySchemes: ReadonlyMap<string, JsonObject>;
  readonly origins: Origins;
  /** Where references lead nowhere: what they stand for is empty. Nothing is generated from such a document. */
  readonly lost: readonly Location[];
  /** Every file read, absolute, root first. */
  readonly files: readonly string[];
}

export interface NormalizedPathItem {
  /** The path key as written, `#` and `?` parts included. */
  readonly key: string;
  readonly item: JsonObject;
  readonly operations: readonly NormalizedOperation[];
}

export interface NormalizedOperation {
  /** As requests spell it: upper case, unless `additionalOperations` of OpenAPI 3.2 name another. */
  readonly method: string;
  readonly node: JsonObject;
  /** Path-level parameters overridden by operation-level ones, in document order (OAS, Path Item Object). */
  readonly parameters: readonly JsonObject[];
}

/** A JSON Schema 2020-12 (boolean schemas included). */
export type Schema = boolean | SchemaObject;

export interface SchemaObject {
  readonly [keyword: string]: Json;
}
