import { counted } from '../diagnostics/grouped-findings.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type JsonObject } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { ReplyMediaType } from '../runtime/core/definition.js';
import { isReservedHeader } from '../runtime/core/reply-headers.js';
import type { Reply, ReplyContent, ReplyHeader } from './api.js';
import { readMediaTypes, type MediaTypeEntry } from './content-map.js';
import { describedHeaders } from './described-headers.js';
import { itemContent } from './item-content.js';
import { isJson, itemFraming } from './media-type.js';
import type { ModelContext } from './model-context.js';
import { isBytes, isSchema, type SchemaView } from './schema-view.js';
import { canBeText, wireShape } from './wire-shape.js';

/** Exact statuses, ranges and `default`, document order (OAS, Responses Object). Other keys are errors. */
export function readReplies(operation: JsonObject, context: ModelContext): readonly Reply[] {
  const responses = operation['responses'];
  if (!isJsonObject(responses)) return [];
  const replies: Reply[] = [];
  for (const [status, response] of Object.entries(responses)) {
    if (status.startsWith('x-') || !isStatus(responses, status, context) || !isJsonObject(response)) continue;
    replies.push({
      status,
      description: typeof response['description'] === 'string' ? response['description'] : null,
      content: readMediaTypes(response, context).map((media) => readContent(media, context)),
      headers: readHeaders(response, context),
    });
  }
  return replies;
}

function isStatus(responses: JsonObject, key: string, { origins, diagnostics }: ModelContext): boolean {
  if (/^([1-5][0-9][0-9]|[1-5]XX|default)$/.test(key)) return true;
  diagnostics.report(
    'invalid-status',
    origins.member(responses, key, 'key'),
    `${quoted(key)} is no status, no range such as 2XX, and not default.`,
  );
  return false;
}

function readContent({ mediaType, node, place }: MediaTypeEntry, context: ModelContext): ReplyContent {
  const { view, origins, findings } = context;
  const items = itemContent(mediaType, node, view, origins);
  if (items !== null) return { mediaType, ...items, origin: origins.of(node, 'key') };
  const schema = isSchema(node['schema']) ? node['schema'] : null;
  const sent = sentAs(mediaType, schema, view);
  const written = codecOf(sent);
  // What no text can be is no help in checking texts.
  const isText = written !== 'text' || schema === null || canBeText(wireShape(schema, view));
  const codec = isText ? written : 'binary';
  // Items of a stream (OAS 3.2, `itemSchema`) are written by the handler.
  const isDescribed = node['itemSchema'] !== undefined || (schema !== null && !isBytes(schema, view));
  if (codec === 'binary' && isDescribed) {
    findings.add('reply-not-validated', mediaType, place, (places) => {
      return `Replies of type ${mediaType} are sent as bytes that no schema checks: ${counted(places, 'place')}.`;
    });
  }
  return { mediaType: sent, codec, schema, origin: origins.of(node, 'key') };
}

/** The type put on the wire: a range that leaves JSON possible becomes JSON, unless its schema means bytes. */
function sentAs(mediaType: string, schema: Schema | null, view: SchemaView): string {
  if (mediaType === '*/*' || mediaType === 'application/*') {
    return schema === null || isBytes(schema, view) ? 'application/octet-stream' : 'application/json';
  }
  return mediaType === 'text/*' ? 'text/plain' : mediaType;
}

function codecOf(mediaType: string): ReplyMediaType['codec'] {
  if (itemFraming(mediaType) !== null) return 'binary';
  if (isJson(mediaType)) return 'json';
  return mediaType.startsWith('text/') && mediaType !== 'text/xml' ? 'text' : 'binary';
}

function readHeaders(response: JsonObject, context: ModelContext): readonly ReplyHeader[] {
  // The core answers for reserved ones, whatever the handler says.
  const headers = describedHeaders(response['headers'], context, (name) => isReservedHeader(name, false));
  return headers.map(([name, header]) => ({
    name,
    required: header['required'] === true,
    schema: isSchema(header['schema']) ? header['schema'] : null,
    description: typeof header['description'] === 'string' ? header['description'] : null,
  }));
}
