import { counted } from '../diagnostics/grouped-findings.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import { suggestion } from '../policy/nearest-name.js';
import type { ParameterDefinition, WireShape } from '../runtime/core/definition.js';
import type { Parameter } from './api.js';
import { isJson, readMediaType } from './media-type.js';
import type { ModelContext } from './model-context.js';
import type { PathKey } from './path-key.js';
import type { PathPlace } from './served-operations.js';
import { checkConstants, readQuerystring } from './querystring.js';
import { isSchema } from './schema-view.js';
import { holdsStructures, wireShape } from './wire-shape.js';

/** A field name (RFC 9110 §5.1) or cookie name (RFC 6265 §4.1.1) is a token. */
export const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

type Place = ParameterDefinition['in'];
type Style = ParameterDefinition['style'];

/** Styles by place, the default first (OAS, Parameter Object). */
const STYLES: Readonly<Record<Place, readonly Style[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
};

/** What `collectionFormat` of Swagger 2.0 adds: any delimiter in any place (see `normalize/swagger`). */
const DELIMITED: readonly Style[] = ['spaceDelimited', 'pipeDelimited', 'tabDelimited'];

/** Header parameters of these names are described elsewhere and ignored (OAS, Parameter Object, `name`). */
const IGNORED_HEADERS: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type']);

/**
 * The parameters an operation decodes: those of its path in order of the template, then the others in document order.
 *
 * @param pathAt place of the path key
 */
export function readParameters(
  nodes: readonly JsonObject[],
  path: PathKey,
  pathAt: PathPlace,
  context: ModelContext,
): readonly Parameter[] {
  const inPath = new Map<string, Parameter>();
  const others: Parameter[] = [];
  for (const node of nodes) {
    const parameter = readParameter(node, context);
    if (parameter === null) continue;
    checkConstants(node, parameter, path, context);
    if (parameter.in !== 'path') others.push(parameter);
    else if (path.parameters.includes(parameter.name)) inPath.set(parameter.name, parameter);
    else {
      context.diagnostics.report(
        'path-parameter-unused',
        parameter.origin,
        `The path ${quoted(path.template)} has no parameter ${quoted(parameter.name)}; this one is dropped.`,
        { help: suggestion(parameter.name, path.parameters) },
      );
    }
  }
  return [...path.parameters.map((name) => inPath.get(name) ?? undeclared(name, pathAt, context)), ...others];
}

/** Documents forget to declare what their paths name; any text is accepted there. */
function undeclared(name: string, pathAt: PathPlace, { origins, findings }: ModelContext): Parameter {
  findings.add('path-parameter-undeclared', JSON.stringify([pathAt.key, name]), pathAt, () => {
    return `The path parameter ${quoted(name)} is not declared; it is read as a string.`;
  });
  return {
    name,
    in: 'path',
    required: true,
    style: 'simple',
    explode: false,
    allowEmptyValue: false,
    json: false,
    shape: { kind: 'string' },
    default: null,
    schema: STRING,
    description: null,
    deprecated: false,
    origin: origins.member(pathAt.node, pathAt.key, 'key'),
  };
}

const STRING: Schema = Object.freeze({ type: 'string' });
export const STRING_SHAPE: WireShape = { kind: 'string' };

function readParameter(node: JsonObject, context: ModelContext): Parameter | null {
  const { origins, view, diagnostics, findings } = context;
  const { name, in: place } = node;
  const origin = origins.of(node);
  if (place === 'querystring' && context.version === '3.2') return readQuerystring(node, context);
  if (typeof name !== 'string' || name === '' || typeof place !== 'string' || !Object.hasOwn(STYLES, place)) {
    diagnostics.report(
      'invalid-parameter',
      origin,
      'A parameter needs a name, and in: path, query, header or cookie.',
    );
    return null;
  }
  const where = place as Place;
  if ((where === 'header' || where === 'cookie') && !TOKEN.test(name)) {
    diagnostics.report(
      'invalid-field-name',
      origins.member(node, 'name'),
      `${quoted(name)} is no valid ${where} name (RFC 9110 section 5.1).`,
    );
    return null;
  }
  if (where === 'header' && IGNORED_HEADERS.has(name.toLowerCase())) {
    findings.add(
      'parameter-ignored',
      name.toLowerCase(),
      { node, on: 'value' },
      () => `OpenAPI ignores header parameters named ${quoted(name)}.`,
    );
    return null;
  }
  const style = readStyle(node, where, context);
  if (style === null) return null;

  const content = contentOf(node, name, context);
  const written = content === null ? node['schema'] : content.schema;
  const schema: Schema = isSchema(written) ? written : true;
  const fallback = view.keyword(schema, 'default');
  const shape = content !== null && !content.json ? STRING_SHAPE : wireShape(schema, view);
  if (content === null && holdsStructures(shape)) {
    findings.add('parameter-not-writable', `${where} ${name}`, { node, on: 'value' }, (places) => {
      return `OpenAPI has no way to write arrays and objects inside others in the style ${style}: requests with such values of the ${where} parameter ${quoted(name)} are refused, ${counted(places, 'place')}.`;
    });
  }
  return {
    name,
    in: where,
    required: where === 'path' || node['required'] === true,
    style,
    explode: typeof node['explode'] === 'boolean' ? node['explode'] : style === 'form' || style === 'cookie',
    allowEmptyValue: where === 'query' && node['allowEmptyValue'] === true,
    json: content?.json ?? false,
    shape,
    default: fallback === undefined || where === 'path' ? null : JSON.stringify(fallback),
    ...(content?.json === true && view.int64 === 'bigint' ? { int64: 'bigint' as const } : {}),
    schema,
    description: typeof node['description'] === 'string' ? node['description'] : null,
    deprecated: node['deprecated'] === true,
    origin,
  };
}

function readStyle(node: JsonObject, place: Place, context: ModelContext): Style | null {
  const { version, origins, diagnostics } = context;
  const styles = stylesOf(place, version);
  const declared = node['style'];
  if (declared === undefined) return styles[0]!;
  const style = styles.find((candidate) => candidate === declared);
  if (style !== undefined) return style;
  diagnostics.report(
    'invalid-parameter',
    origins.member(node, 'style'),
    `A ${place} parameter cannot have the style ${typeof declared === 'string' ? quoted(declared) : 'given'}.`,
    { help: `Use one of: ${styles.join(', ')}.` },
  );
  return null;
}

function stylesOf(place: Place, version: ModelContext['version']): readonly Style[] {
  if (version === '2.0') return [...STYLES[place], ...DELIMITED];
  return version === '3.2' && place === 'cookie' ? [...STYLES.cookie, 'cookie'] : STYLES[place];
}

/** The one media type of a `content` parameter; `null` where the parameter has a schema instead. */
export function contentOf(
  node: JsonObject,
  name: string,
  { origins, diagnostics }: ModelContext,
): { readonly json: boolean; readonly schema: Json | undefined } | null {
  const content = node['content'];
  if (!isJsonObject(content)) return null;
  const [[key, media] = [], ...others] = Object.entries(content);
  const mediaType = key === undefined ? null : readMediaType(key);
  if (mediaType === null || others.length > 0) {
    diagnostics.report(
      'invalid-parameter',
      origins.member(node, 'content'),
      `The content of the parameter ${quoted(name)} must hold exactly one media type.`,
    );
    return null;
  }
  return { json: isJson(mediaType), schema: isJsonObject(media) ? media['schema'] : undefined };
}
