import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonObject, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { ReplyMediaType } from '../runtime/core/definition.js';
import type { Reply, ReplyContent, ReplyHeader } from './api.js';
import { isJson, isStreaming } from './media-type.js';
import { TOKEN } from './parameters.js';
import { isBytes, mediaTypes } from './request-body.js';
import { isSchema, type SchemaView } from './schema-view.js';

/** Exact statuses, ranges and `default`, document order (OAS, Responses Object). Other keys are errors. */
export function readReplies(
  operation: JsonObject,
  view: SchemaView,
  origins: Origins,
  diagnostics: Diagnostics,
): readonly Reply[] {
  const responses = operation['responses'];
  if (!isJsonObject(responses)) return [];
  const replies: Reply[] = [];
  for (const [status, response] of Object.entries(responses)) {
    if (status.startsWith('x-')) continue;
    if (!/^([1-5][0-9][0-9]|[1-5]XX|default)$/.test(status)) {
      diagnostics.report(
        'invalid-status',
        origins.member(responses, status, 'key'),
        `${JSON.stringify(status)} is no status, no range such as 2XX, and not default.`,
      );
      continue;
    }
    if (!isJsonObject(response)) continue;
    replies.push({
      status,
      description: typeof response['description'] === 'string' ? response['description'] : null,
      content: mediaTypes(response, origins, diagnostics).map(([mediaType, media, key]) =>
        readContent(mediaType, media, response, key, view, origins, diagnostics),
      ),
      headers: readHeaders(response, origins, diagnostics),
    });
  }
  return replies;
}

function readContent(
  mediaType: string,
  media: JsonObject,
  response: JsonObject,
  key: string,
  view: SchemaView,
  origins: Origins,
  diagnostics: Diagnostics,
): ReplyContent {
  const schema = isSchema(media['schema']) ? media['schema'] : null;
  const sent = sentAs(mediaType, schema, view);
  const codec = codecOf(sent);
  if (codec === 'binary' && schema !== null && !isBytes(schema, view)) {
    diagnostics.report(
      'reply-not-validated',
      origins.member(response['content'] as JsonObject, key, 'key'),
      `Replies of type ${mediaType} are sent as bytes: their schema is not checked.`,
    );
  }
  return { mediaType: sent, codec, schema, origin: origins.of(media, 'key') };
}

/** The type put on the wire: a range that leaves JSON possible becomes JSON, unless its schema means bytes. */
function sentAs(mediaType: string, schema: Schema | null, view: SchemaView): string {
  if (mediaType === '*/*' || mediaType === 'application/*') {
    return schema === null || isBytes(schema, view) ? 'application/octet-stream' : 'application/json';
  }
  return mediaType === 'text/*' ? 'text/plain' : mediaType;
}

function codecOf(mediaType: string): ReplyMediaType['codec'] {
  if (isStreaming(mediaType)) return 'binary';
  if (isJson(mediaType)) return 'json';
  return mediaType.startsWith('text/') && mediaType !== 'text/xml' ? 'text' : 'binary';
}

function readHeaders(
  response: JsonObject,
  origins: Origins,
  diagnostics: Diagnostics,
): readonly ReplyHeader[] {
  const headers = response['headers'];
  if (!isJsonObject(headers)) return [];
  const read = new Map<string, ReplyHeader>();
  for (const [name, header] of Object.entries(headers)) {
    const key = name.toLowerCase();
    // The media type of the content says it (OAS, Response Object, `headers`).
    if (key === 'content-type' || !isJsonObject(header)) continue;
    if (!TOKEN.test(name)) {
      diagnostics.report(
        'invalid-field-name',
        origins.member(headers, name, 'key'),
        `${JSON.stringify(name)} is no valid header name (RFC 9110 section 5.1).`,
      );
      continue;
    }
    if (read.has(key)) continue;
    read.set(key, {
      name,
      required: header['required'] === true,
      schema: isSchema(header['schema']) ? header['schema'] : null,
      description: typeof header['description'] === 'string' ? header['description'] : null,
    });
  }
  return [...read.values()];
}
