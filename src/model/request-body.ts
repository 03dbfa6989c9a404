import { counted } from '../diagnostics/grouped-findings.js';
import { isJsonObject, type JsonObject } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { RequestMediaType } from '../runtime/core/definition.js';
import type { RequestBody, RequestContent } from './api.js';
import { readMediaTypes, type MediaTypeEntry } from './content-map.js';
import { formFields } from './form-fields.js';
import { isJson, isOpaque, itemFraming } from './media-type.js';
import type { ModelContext } from './model-context.js';
import { withPartHeaders } from './part-headers.js';
import { isBytes, isSchema, type SchemaView } from './schema-view.js';
import { canBeText, textShape, wireShape } from './wire-shape.js';

/** The body an operation takes, on whatever method declares it; `null` where it takes none. */
export function readRequestBody(operation: JsonObject, context: ModelContext): RequestBody | null {
  const body = operation['requestBody'];
  if (!isJsonObject(body)) return null;
  return {
    required: body['required'] === true,
    description: typeof body['description'] === 'string' ? body['description'] : null,
    content: readMediaTypes(body, context).map((media) => readContent(media, context)),
  };
}

function readContent({ mediaType, node, place }: MediaTypeEntry, context: ModelContext): RequestContent {
  const { view, origins, findings } = context;
  const schema = isSchema(node['schema']) ? node['schema'] : null;
  const read = codecOf(mediaType);
  // YAML, say: text that stands for what no text of OpenAPI can be.
  const isText = read !== 'text' || schema === null || canBeText(wireShape(schema, view));
  const codec = isText ? read : 'binary';
  const isUnread = codec === 'binary' && !isMeantAsBytes(mediaType, schema, view);
  // Items of a stream (OAS 3.2, `itemSchema`) are read by the handler.
  if (isUnread || node['itemSchema'] !== undefined) {
    findings.add('body-not-validated', mediaType, place, (places) => {
      return `Bodies of type ${mediaType} reach handlers as bytes that no schema has checked: ${counted(places, 'place')}.`;
    });
  }
  const form =
    codec === 'form' || codec === 'multipart'
      ? formFields(schema, node['encoding'], codec, view)
      : { fields: [], additional: codec === 'text' ? textShape(schema, view) : null };
  const fields =
    codec === 'multipart' ? withPartHeaders(form.fields, node['encoding'], context) : form.fields;
  return { mediaType, codec, fields, additional: form.additional, schema, origin: origins.of(node, 'key') };
}

/** Whether nothing is lost where nobody parses a body: neither its type nor its schema says what is in the bytes. */
function isMeantAsBytes(mediaType: string, schema: Schema | null, view: SchemaView): boolean {
  if (schema === null) return isOpaque(mediaType);
  if (!isBytes(schema, view)) return false;
  return isOpaque(mediaType) || view.keyword(schema, 'format') === 'binary';
}

function codecOf(mediaType: string): RequestMediaType['codec'] {
  if (itemFraming(mediaType) !== null) return 'binary';
  if (isJson(mediaType)) return 'json';
  if (mediaType === 'application/x-www-form-urlencoded') return 'form';
  if (mediaType === 'multipart/form-data') return 'multipart';
  return mediaType.startsWith('text/') && mediaType !== 'text/xml' ? 'text' : 'binary';
}
