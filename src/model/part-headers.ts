import { isJsonObject, type Json } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { Field, PartHeader } from './api.js';
import { describedHeaders } from './described-headers.js';
import type { ModelContext } from './model-context.js';
import { contentOf, STRING_SHAPE } from './parameters.js';
import { isSchema } from './schema-view.js';
import { wireShape } from './wire-shape.js';

/**
 * The fields of a multipart body with the headers that `encoding` describes for their parts. Content-Type is not among
 * them: `contentType` speaks of it (OAS, Encoding Object).
 */
export function withPartHeaders(
  fields: readonly Field[],
  encodings: Json | undefined,
  context: ModelContext,
): readonly Field[] {
  if (!isJsonObject(encodings)) return fields;
  return fields.map((field) => {
    const encoding = Object.hasOwn(encodings, field.name) ? encodings[field.name] : undefined;
    const headers = readPartHeaders(isJsonObject(encoding) ? encoding['headers'] : undefined, context);
    return headers.length === 0 ? field : { ...field, headers };
  });
}

function readPartHeaders(headers: Json | undefined, context: ModelContext): readonly PartHeader[] {
  const { view } = context;
  return describedHeaders(headers, context).map(([name, header]) => {
    const content = contentOf(header, name, context);
    const written = content === null ? header['schema'] : content.schema;
    const schema: Schema = isSchema(written) ? written : true;
    return {
      name,
      required: header['required'] === true,
      explode: header['explode'] === true,
      json: content?.json ?? false,
      shape: content !== null && !content.json ? STRING_SHAPE : wireShape(schema, view),
      ...(content?.json === true && view.int64 === 'bigint' ? { int64: 'bigint' as const } : {}),
      schema,
    };
  });
}
