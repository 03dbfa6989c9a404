import { emptyObject, isJsonObject, type Json, type JsonObject } from '../../load/json.js';
import type { Origins } from '../../load/origins.js';
import { extensionsOf, madeNode } from './made-node.js';
import { fileTypes, schemaTypes } from './media-types.js';
import { valueSchema } from './value-schema.js';

/** Rewrites Response Objects of Swagger 2.0: the schema moves below each media type the operation produces. */
export class SwaggerResponses {
  readonly #origins: Origins;
  readonly #rewritten = new Map<JsonObject, Map<string, JsonObject>>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  /** @param produced the operation's `produces` */
  all(responses: Json | undefined, produced: readonly string[]): Json | undefined {
    if (!isJsonObject(responses)) return responses;
    const rewritten = emptyObject();
    for (const [status, response] of Object.entries(responses)) {
      const isResponse = isJsonObject(response) && !status.startsWith('x-');
      rewritten[status] = isResponse ? this.#response(response, produced) : response;
    }
    this.#origins.copy(responses, rewritten);
    return rewritten;
  }

  #response(response: JsonObject, produced: readonly string[]): JsonObject {
    let byTypes = this.#rewritten.get(response);
    if (byTypes === undefined) this.#rewritten.set(response, (byTypes = new Map()));
    const key = produced.join();
    const known = byTypes.get(key);
    if (known !== undefined) return known;
    const rewritten = madeNode(
      response,
      {
        description: response['description'],
        headers: this.#headers(response['headers']),
        content: this.#content(response, produced),
        ...extensionsOf(response),
      },
      this.#origins,
    );
    byTypes.set(key, rewritten);
    return rewritten;
  }

  /** Without a schema there is no body (Swagger 2.0, Response Object). */
  #content(response: JsonObject, produced: readonly string[]): JsonObject | undefined {
    const { schema, examples } = response;
    if (schema === undefined) return undefined;
    const isFile = isJsonObject(schema) && schema['type'] === 'file';
    const types = isFile ? fileTypes(produced) : schemaTypes(produced);
    const written = isFile ? this.#fileSchema(schema) : schema;
    const content = emptyObject();
    for (const type of types) {
      const example =
        isJsonObject(examples) && Object.hasOwn(examples, type) ? { example: examples[type] } : {};
      content[type] = madeNode(response, { schema: written, ...example }, this.#origins);
    }
    this.#origins.copy(response, content);
    return content;
  }

  #fileSchema(schema: JsonObject): JsonObject {
    return madeNode(schema, { ...schema, type: 'string', format: 'binary' }, this.#origins);
  }

  #headers(headers: Json | undefined): JsonObject | undefined {
    if (!isJsonObject(headers)) return undefined;
    const rewritten = emptyObject();
    for (const [name, header] of Object.entries(headers)) {
      if (!isJsonObject(header)) continue;
      const schema = valueSchema(header, this.#origins);
      const members = { description: header['description'], schema, ...extensionsOf(header) };
      rewritten[name] = madeNode(header, members, this.#origins);
    }
    this.#origins.copy(headers, rewritten);
    return rewritten;
  }
}
