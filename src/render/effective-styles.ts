import { copyObject, emptyObject, isJsonObject, type Json, type JsonObject } from '../load/json.js';

/** Delimiters of lists that Swagger 2.0 alone has, and the places where OpenAPI 3 has a style for them. */
const DELIMITERS: Readonly<Record<string, { readonly word: string; readonly inQuery: boolean }>> = {
  spaceDelimited: { word: 'spaces', inQuery: true },
  pipeDelimited: { word: 'pipes', inQuery: true },
  tabDelimited: { word: 'tabs', inQuery: false },
};

/**
 * A parameter as OpenAPI 3 can describe it: a list whose delimiter has no style there is a text, and its description
 * says what the text holds.
 */
export function withKnownStyle(parameter: Json): Json {
  if (!isJsonObject(parameter)) return parameter;
  const delimiter = delimiterOf(parameter['style']);
  if (delimiter === null || (delimiter.inQuery && parameter['in'] === 'query')) return parameter;
  const known = copyObject(parameter);
  delete known['style'];
  delete known['explode'];
  known['schema'] = listText(parameter['schema'], delimiter.word);
  return known;
}

/** The same for the fields of a form. */
export function withKnownEncodings(requestBody: JsonObject): JsonObject {
  const { content } = requestBody;
  if (!isJsonObject(content)) return requestBody;
  const known = emptyObject();
  for (const [mediaType, media] of Object.entries(content)) {
    known[mediaType] = isJsonObject(media) ? withKnownEncoding(media) : media;
  }
  return { ...copyObject(requestBody), content: known };
}

function withKnownEncoding(media: JsonObject): JsonObject {
  const { encoding, schema } = media;
  const properties = isJsonObject(schema) ? schema['properties'] : undefined;
  if (!isJsonObject(encoding) || !isJsonObject(schema) || !isJsonObject(properties)) return media;
  const texts = emptyObject();
  const known = emptyObject();
  for (const [name, one] of Object.entries(encoding)) {
    const delimiter = isJsonObject(one) ? delimiterOf(one['style']) : null;
    if (delimiter === null || delimiter.inQuery) known[name] = one;
    else texts[name] = listText(properties[name], delimiter.word);
  }
  if (Object.keys(texts).length === 0) return media;
  return { ...media, encoding: known, schema: { ...schema, properties: { ...properties, ...texts } } };
}

function delimiterOf(style: Json | undefined): (typeof DELIMITERS)[string] | null {
  return typeof style === 'string' && Object.hasOwn(DELIMITERS, style) ? DELIMITERS[style]! : null;
}

function listText(schema: Json | undefined, word: string): JsonObject {
  const described = isJsonObject(schema) ? schema['description'] : undefined;
  const own = typeof described === 'string' ? `${described} ` : '';
  return { type: 'string', description: `${own}A list separated by ${word}.` };
}
