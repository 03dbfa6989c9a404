import { isJsonObject, type JsonObject } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { RequestMediaType } from '../runtime/core/definition.js';
import type { Parameter } from './api.js';
import { formFields } from './form-fields.js';
import { isJson, readMediaType } from './media-type.js';
import type { ModelContext } from './model-context.js';
import type { PathKey } from './path-key.js';
import { isSchema } from './schema-view.js';

/** A parameter that is the whole query string (OAS 3.2, Parameter Object, `in: querystring`). */
export function readQuerystring(node: JsonObject, context: ModelContext): Parameter | null {
  const { origins, view, diagnostics } = context;
  const { name, content } = node;
  const origin = origins.of(node);
  const entries = isJsonObject(content) ? Object.entries(content) : [];
  const [[key, media] = [], ...others] = entries;
  const mediaType = key === undefined ? null : readMediaType(key);
  const codec = mediaType === null ? null : codecOf(mediaType);
  if (typeof name !== 'string' || name === '' || mediaType === null || codec === null || others.length > 0) {
    diagnostics.report(
      'invalid-parameter',
      origin,
      'A querystring parameter needs a name, and content of one media type: a form, JSON or text.',
    );
    return null;
  }
  const written = isJsonObject(media) ? media['schema'] : undefined;
  const schema: Schema = isSchema(written) ? written : true;
  const encoding = isJsonObject(media) ? media['encoding'] : undefined;
  const fallback = view.keyword(schema, 'default');
  const closed = view.keyword(schema, 'additionalProperties') === undefined && schema !== true;
  const { fields, additional } =
    codec === 'form' ? formFields(schema, encoding, 'form', view) : { fields: [], additional: null };
  return {
    name,
    in: 'query',
    required: node['required'] === true,
    style: 'form',
    explode: false,
    allowEmptyValue: false,
    json: false,
    shape: { kind: 'any' },
    default: fallback === undefined ? null : JSON.stringify(fallback),
    ...(view.int64 === 'bigint' ? { int64: 'bigint' as const } : {}),
    // As among other query parameters, names that nobody declared are refused.
    querystring: {
      mediaType,
      codec,
      fields: fields.map(withoutSchema),
      additional: closed ? null : additional,
    },
    schema,
    description: typeof node['description'] === 'string' ? node['description'] : null,
    deprecated: node['deprecated'] === true,
    origin,
  };
}

/** Constants of the path key can stand beside a form only: any other text is the query from end to end. */
export function checkConstants(
  node: JsonObject,
  { querystring }: Parameter,
  path: PathKey,
  { origins, diagnostics }: ModelContext,
): void {
  if (path.queryConstants.length === 0 || querystring === undefined || querystring.codec === 'form') return;
  diagnostics.report(
    'invalid-parameter',
    origins.of(node),
    'The path key asks for query parameters, which only a form can stand beside.',
  );
}

function codecOf(mediaType: string | null): RequestMediaType['codec'] | null {
  if (mediaType === null) return null;
  if (isJson(mediaType)) return 'json';
  if (mediaType === 'application/x-www-form-urlencoded') return 'form';
  return mediaType.startsWith('text/') && mediaType !== 'text/xml' ? 'text' : null;
}

function withoutSchema<T extends { readonly schema: Schema }>({
  schema: _schema,
  ...field
}: T): Omit<T, 'schema'> {
  return field;
}
