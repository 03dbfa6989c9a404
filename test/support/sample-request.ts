/** Makes requests that an operation should accept, as its document describes them. */
import { isObject, type JsonObject, resolveReference, textOf } from './json-values.js';
import type { DocumentOperation } from './openapi-operations.js';
import { type SampleOptions, SchemaSampler } from './sample-schema.js';

export interface SampleRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** Header parameters of these names are to be ignored (OAS, Parameter Object). */
const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);

/**
 * @param mediaType the entry of the body's `content` to send; `null` sends no body
 * @throws where no value can be found
 */
export function sampleRequest(
  document: JsonObject,
  operation: DocumentOperation,
  mediaType: string | null,
  options: SampleOptions,
): SampleRequest {
  const sampler = new SchemaSampler(document, { ...options, filledArrays: true });
  const headers: Record<string, string> = {};
  const query = operation.query === '' ? [] : [operation.query];
  const cookies: string[] = [];
  let path = operation.path.replaceAll(/\{[^}]*\}|[^\u0021-\u007e]+/gu, (part) =>
    part.startsWith('{') ? part : encodeURIComponent(part),
  );
  for (const parameter of operation.parameters) {
    const name = textOf(parameter['name']);
    const place = parameter['in'];
    const optional = parameter['required'] !== true && place !== 'path';
    if (optional && options.optionalDepth === 0) continue;
    if (place === 'header' && IGNORED_HEADERS.has(name.toLowerCase())) continue;
    const { value, json } = parameterValue(document, parameter, sampler);
    if (place === 'path') path = path.replaceAll(`{${name}}`, encodePathValue(parameter, value));
    else if (place === 'query') query.push(...encodeQueryValue(parameter, value, json));
    else if (place === 'header') headers[name] = headerText(value, json);
    else cookies.push(`${name}=${encodeURIComponent(headerText(value, json))}`);
  }
  if (cookies.length > 0) headers['Cookie'] = cookies.join('; ');
  const body = mediaType === null ? null : sampleBody(document, operation, mediaType, options);
  const search = query.filter((pair) => pair !== '').join('&');
  return {
    method: operation.method,
    target: `${operation.basePath}${path}${search === '' ? '' : `?${search}`}`,
    headers: body === null ? headers : { ...headers, 'Content-Type': body.contentType },
    body: body?.bytes ?? null,
  };
}

/** The media types a body may be sent in; `null` alone where the operation takes none. */
export function mediaTypesOf({ body }: DocumentOperation): readonly (string | null)[] {
  const mediaTypes = Object.keys(body?.['content'] ?? {});
  return mediaTypes.length === 0 ? [null] : mediaTypes;
}

function parameterValue(
  document: JsonObject,
  parameter: JsonObject,
  sampler: SchemaSampler,
): { readonly value: unknown; readonly json: boolean } {
  const [content] = Object.values((parameter['content'] ?? {}) as JsonObject);
  if (content === undefined) {
    const value = sampler.sample(parameter['schema']);
    // No style can write an empty object.
    const isEmpty = isObject(value) && Object.keys(value).length === 0;
    const filled = { allOf: [parameter['schema'], { minProperties: 1 }] };
    return { value: isEmpty ? sampler.sample(filled) : value, json: false };
  }
  return {
    value: sampler.sample((resolveReference(document, content) as JsonObject)['schema']),
    json: true,
  };
}

function encodePathValue(parameter: JsonObject, value: unknown): string {
  const name = textOf(parameter['name']);
  const style = parameter['style'] ?? 'simple';
  const exploded = parameter['explode'] === true && typeof value === 'object';
  const parts = exploded
    ? explodedTexts(value, style === 'matrix' ? name : null)
    : [texts(value).map(encodeURIComponent).join(',')];
  if (style === 'label') return `.${parts.join('.')}`;
  if (style === 'matrix') return exploded ? `;${parts.join(';')}` : `;${name}=${parts.join('')}`;
  return parts.join(',');
}

/** Items of a list, each with its name where there is one, or members of an object. */
function explodedTexts(value: unknown, name: string | null): readonly string[] {
  if (isObject(value)) return Object.entries(value).map(([key, item]) => pair(key, textOf(item)));
  return texts(value).map((text) => (name === null ? encodeURIComponent(text) : pair(name, text)));
}

function headerText(value: unknown, json: boolean): string {
  return json ? JSON.stringify(value) : texts(value).join(',');
}

/** `simple` and not exploded. */
function texts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(textOf);
  return isObject(value) ? Object.entries(value).flat().map(textOf) : [textOf(value)];
}

function encodeQueryValue(parameter: JsonObject, value: unknown, json: boolean): readonly string[] {
  const name = textOf(parameter['name']);
  if (json) return [pair(name, JSON.stringify(value))];
  const style = textOf(parameter['style'] ?? 'form');
  return encodeStyled(name, value, style, parameter['explode'] ?? style === 'form');
}

function encodeStyled(name: string, value: unknown, style: string, explode: unknown): readonly string[] {
  if (style === 'deepObject') return encodeDeep(name, value);
  if (Array.isArray(value) && explode === true) return value.map((item) => pair(name, textOf(item)));
  if (isObject(value) && explode === true) {
    return Object.entries(value).map(([key, item]) => pair(key, textOf(item)));
  }
  const delimiter = { spaceDelimited: '%20', pipeDelimited: '%7C' }[style] ?? ',';
  return [`${encodeURIComponent(name)}=${texts(value).map(encodeURIComponent).join(delimiter)}`];
}

/** `name[key][0]=value`, as far down as there is something. */
function encodeDeep(name: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => encodeDeep(`${name}[${index}]`, item));
  if (!isObject(value)) return [pair(name, value === null ? '' : textOf(value))];
  return Object.entries(value).flatMap(([key, item]) => encodeDeep(`${name}[${key}]`, item));
}

function pair(name: string, text: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`;
}

interface SampleBody {
  readonly contentType: string;
  readonly bytes: Buffer;
}

function sampleBody(
  document: JsonObject,
  { body }: DocumentOperation,
  mediaType: string,
  options: SampleOptions,
): SampleBody {
  const media = (body!['content'] as Record<string, JsonObject>)[mediaType]!;
  // Whatever type may be sent, an object is sent as JSON.
  const plain = new SchemaSampler(document, options);
  const isObjectOfAnyType =
    mediaType === '*/*' && plain.typeOf(plain.flatten(media['schema'] ?? {})) === 'object';
  const type = isObjectOfAnyType ? 'application/json' : mediaType.toLowerCase();
  const contentType = type.replace('*/*', 'application/octet-stream').replace('/*', '/png');
  const encoding = (media['encoding'] ?? {}) as Record<string, JsonObject>;
  if (/[/+]json(?:;|$)/.test(type)) {
    const value = new SchemaSampler(document, options).sample(media['schema'] ?? {});
    return { contentType, bytes: Buffer.from(JSON.stringify(value)) };
  }
  const sampler = new SchemaSampler(document, { ...options, filledArrays: true });
  if (type.startsWith('application/x-www-form-urlencoded')) {
    // An empty form is no body at all.
    const fields = sampler.sample({ allOf: [media['schema'], { minProperties: 1 }] }) as JsonObject;
    const pairs = Object.entries(fields).flatMap(([name, value]) => encodeField(name, value, encoding[name]));
    return { contentType, bytes: Buffer.from(pairs.join('&')) };
  }
  if (type.startsWith('multipart/form-data')) return sampleMultipart(media, encoding, sampler);
  if (type.startsWith('text/')) {
    return { contentType, bytes: Buffer.from(textOf(sampler.sample(media['schema'] ?? {}))) };
  }
  return { contentType, bytes: Buffer.from('bytes') };
}

function encodeField(name: string, value: unknown, encoding: JsonObject | undefined): readonly string[] {
  const styled = encoding?.['style'] !== undefined || encoding?.['explode'] !== undefined;
  const structured =
    isObject(value) || (Array.isArray(value) && value.some((item) => typeof item === 'object'));
  if (!styled && structured) return [pair(name, JSON.stringify(value))];
  const style = textOf(encoding?.['style'] ?? 'form');
  return encodeStyled(name, value, style, encoding?.['explode'] ?? style === 'form');
}

const BOUNDARY = 'oasgard-boundary';

function sampleMultipart(
  media: JsonObject,
  encoding: Readonly<Record<string, JsonObject>>,
  sampler: SchemaSampler,
): SampleBody {
  const flat = sampler.flatten(media['schema']);
  const properties = (flat['properties'] ?? {}) as JsonObject;
  const fields = sampler.sample(flat) as JsonObject;
  const parts = Object.entries(fields).flatMap(([name, value]) => {
    const schema = sampler.flatten(properties[name]);
    if (!Array.isArray(value)) return [partOf(name, value, schema, encoding[name])];
    const items = sampler.flatten(schema['items']);
    const deep = encoding[name]?.['style'] === 'deepObject';
    return value.map((item: unknown, index) =>
      partOf(deep ? `${name}[${index}]` : name, item, items, encoding[name]),
    );
  });
  // Files come last: a server need not keep them until it has read the fields.
  parts.sort((a, b) => Number(a.isFile) - Number(b.isFile));
  const text = [...parts.map((part) => part.text), `--${BOUNDARY}--\r\n`].join('');
  return { contentType: `multipart/form-data; boundary=${BOUNDARY}`, bytes: Buffer.from(text) };
}

function partOf(
  name: string,
  value: unknown,
  schema: JsonObject,
  encoding: JsonObject | undefined,
): { readonly text: string; readonly isFile: boolean } {
  const declared = textOf(encoding?.['contentType'] ?? schema['contentMediaType'] ?? '').split(',')[0]!;
  const isFile = schema['format'] === 'binary' || (declared !== '' && !/json|text/.test(declared));
  const structured = typeof value === 'object';
  const type = (
    declared || (isFile ? 'application/octet-stream' : structured ? 'application/json' : '')
  ).replace('/*', '/png');
  const lines = [
    `--${BOUNDARY}`,
    `Content-Disposition: form-data; name="${name}"${isFile ? '; filename="file.bin"' : ''}`,
    ...(type === '' ? [] : [`Content-Type: ${type}`]),
    '',
    structured ? JSON.stringify(value) : textOf(value),
    '',
  ];
  return { text: lines.join('\r\n'), isFile };
}
