import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonObject, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { RequestMediaType } from '../runtime/core/definition.js';
import type { RequestBody, RequestContent } from './api.js';
import { formFields } from './form-fields.js';
import { isJson, readMediaType } from './media-type.js';
import { isSchema, type SchemaView } from './schema-view.js';

/** The body an operation takes, on whatever method declares it; `null` where it takes none. */
export function readRequestBody(
  operation: JsonObject,
  view: SchemaView,
  origins: Origins,
  diagnostics: Diagnostics,
): RequestBody | null {
  const body = operation['requestBody'];
  if (!isJsonObject(body)) return null;
  const content = new Map<string, RequestContent>();
  for (const [mediaType, media, key] of mediaTypes(body, origins, diagnostics)) {
    if (!content.has(mediaType))
      content.set(mediaType, readContent(mediaType, media, body, key, view, origins, diagnostics));
  }
  return {
    required: body['required'] === true,
    description: typeof body['description'] === 'string' ? body['description'] : null,
    content: [...content.values()],
  };
}

/** The media types of a `content` map, invalid and repeated ones reported and left out. */
export function mediaTypes(
  owner: JsonObject,
  origins: Origins,
  diagnostics: Diagnostics,
): readonly (readonly [mediaType: string, media: JsonObject, key: string])[] {
  const content = owner['content'];
  if (!isJsonObject(content)) return [];
  const found = new Map<string, readonly [string, JsonObject, string]>();
  for (const [key, media] of Object.entries(content)) {
    if (key.startsWith('x-') && !key.includes('/')) continue;
    const mediaType = readMediaType(key);
    const at = origins.member(content, key, 'key');
    if (mediaType === null) {
      diagnostics.report(
        'invalid-media-type',
        at,
        `${JSON.stringify(key)} is no media type (RFC 9110 section 8.3.1).`,
      );
      continue;
    }
    const first = found.get(mediaType);
    if (first !== undefined) {
      diagnostics.report(
        'media-type-repeated',
        at,
        `${JSON.stringify(key)} and ${JSON.stringify(first[2])} are one media type; only the first is served.`,
      );
      continue;
    }
    if (isJsonObject(media)) found.set(mediaType, [mediaType, media, key]);
  }
  return [...found.values()];
}

function readContent(
  mediaType: string,
  media: JsonObject,
  body: JsonObject,
  key: string,
  view: SchemaView,
  origins: Origins,
  diagnostics: Diagnostics,
): RequestContent {
  const schema = isSchema(media['schema']) ? media['schema'] : null;
  const codec = codecOf(mediaType);
  if (codec === 'binary' && schema !== null && !isBytes(schema, view)) {
    diagnostics.report(
      'body-not-validated',
      origins.member(body['content'] as JsonObject, key, 'key'),
      `Bodies of type ${mediaType} reach the handler as bytes: their schema is not checked.`,
    );
  }
  const form =
    codec === 'form' || codec === 'multipart'
      ? formFields(schema, media['encoding'], codec, view)
      : { fields: [], additional: null };
  return { mediaType, codec, ...form, schema, origin: origins.of(media, 'key') };
}

function codecOf(mediaType: string): RequestMediaType['codec'] {
  if (isJson(mediaType)) return 'json';
  if (mediaType === 'application/x-www-form-urlencoded') return 'form';
  if (mediaType === 'multipart/form-data') return 'multipart';
  return mediaType.startsWith('text/') && mediaType !== 'text/xml' ? 'text' : 'binary';
}

/** Whether a schema says no more than that there are bytes. */
export function isBytes(schema: Schema, view: SchemaView): boolean {
  if (typeof schema === 'boolean') return schema;
  const types = view.types(schema);
  if (types === null) {
    return view
      .conjunction(schema)
      .every(
        (part) =>
          !['properties', 'items', 'oneOf', 'anyOf', 'not', 'pattern'].some(
            (name) => part[name] !== undefined,
          ),
      );
  }
  return types.size === 1 && types.has('string');
}
