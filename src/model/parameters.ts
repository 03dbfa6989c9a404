import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { NormalizedDocument, NormalizedOperation, Schema } from '../normalize/normalized-document.js';
import { suggestion } from '../policy/nearest-name.js';
import type { ParameterDefinition } from '../runtime/core/definition.js';
import type { Parameter } from './api.js';
import { isJson, readMediaType } from './media-type.js';
import type { PathKey } from './path-key.js';
import { isSchema, type SchemaView } from './schema-view.js';
import { wireShape } from './wire-shape.js';

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

/** Header parameters of these names are described elsewhere and ignored (OAS, Parameter Object, `name`). */
const IGNORED_HEADERS: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type']);

/** The parameters an operation decodes: those of its path in order of the template first, then document order. */
export function readParameters(
  operation: NormalizedOperation,
  path: PathKey,
  pathAt: ReturnType<NormalizedDocument['origins']['of']>,
  document: NormalizedDocument,
  view: SchemaView,
  diagnostics: Diagnostics,
): readonly Parameter[] {
  const { origins } = document;
  const own = operation.node['parameters'];
  const isOwn = (node: JsonObject): boolean => Array.isArray(own) && (own as readonly Json[]).includes(node);
  const read = new Map<string, { readonly parameter: Parameter; readonly node: JsonObject }>();
  for (const node of operation.parameters) {
    const parameter = readParameter(node, document, view, diagnostics);
    if (parameter === null) continue;
    const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
    const key = `${parameter.in} ${name}`;
    const other = read.get(key);
    // A parameter of the operation overrides one of its path; header names compare case-insensitively.
    if (other !== undefined && isOwn(node) === isOwn(other.node)) {
      diagnostics.report(
        'duplicate-parameter',
        origins.of(node),
        `The ${parameter.in} parameter ${JSON.stringify(parameter.name)} is declared twice.`,
        { related: [{ message: 'The other one', at: other.parameter.origin }] },
      );
    }
    read.set(key, { parameter, node });
  }

  const inPath = new Map<string, Parameter>();
  const rest: Parameter[] = [];
  for (const { parameter } of read.values()) {
    if (parameter.in !== 'path') rest.push(parameter);
    else if (path.parameters.includes(parameter.name)) inPath.set(parameter.name, parameter);
    else {
      diagnostics.report(
        'path-parameter-unused',
        parameter.origin,
        `The path ${JSON.stringify(path.template)} has no parameter ${JSON.stringify(parameter.name)}; this one is dropped.`,
        { help: suggestion(parameter.name, path.parameters) },
      );
    }
  }
  const template = path.parameters.map((name): Parameter => {
    const declared = inPath.get(name);
    if (declared !== undefined) return declared;
    diagnostics.report(
      'path-parameter-undeclared',
      pathAt,
      `The path parameter ${JSON.stringify(name)} is not declared; it is read as a string.`,
    );
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
      origin: pathAt,
    };
  });
  return [...template, ...rest];
}

const STRING: Schema = Object.freeze({ type: 'string' });

function readParameter(
  node: JsonObject,
  document: NormalizedDocument,
  view: SchemaView,
  diagnostics: Diagnostics,
): Parameter | null {
  const { origins } = document;
  const { name, in: place } = node;
  const origin = origins.of(node);
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
      `${JSON.stringify(name)} is no valid ${where} name (RFC 9110 section 5.1).`,
    );
    return null;
  }
  if (where === 'header' && IGNORED_HEADERS.has(name.toLowerCase())) {
    diagnostics.report(
      'parameter-ignored',
      origin,
      `OpenAPI ignores a header parameter named ${JSON.stringify(name)}.`,
    );
    return null;
  }
  const style = readStyle(node, where, document, diagnostics);
  if (style === null) return null;

  const content = contentOf(node, name, document, diagnostics);
  const written = content === null ? node['schema'] : content.schema;
  const schema: Schema = isSchema(written) ? written : true;
  const fallback = view.keyword(schema, 'default');
  return {
    name,
    in: where,
    required: where === 'path' || node['required'] === true,
    style,
    explode: typeof node['explode'] === 'boolean' ? node['explode'] : style === 'form',
    allowEmptyValue: where === 'query' && node['allowEmptyValue'] === true,
    json: content?.json ?? false,
    shape: content !== null && !content.json ? { kind: 'string' } : wireShape(schema, view),
    default: fallback === undefined || where === 'path' ? null : JSON.stringify(fallback),
    schema,
    description: typeof node['description'] === 'string' ? node['description'] : null,
    deprecated: node['deprecated'] === true,
    origin,
  };
}

function readStyle(
  node: JsonObject,
  place: Place,
  document: NormalizedDocument,
  diagnostics: Diagnostics,
): Style | null {
  const styles = STYLES[place];
  const declared = node['style'];
  if (declared === undefined) return styles[0]!;
  const style = styles.find((candidate) => candidate === declared);
  if (style !== undefined) return style;
  diagnostics.report(
    'invalid-parameter-style',
    document.origins.member(node, 'style'),
    `A ${place} parameter cannot have the style ${JSON.stringify(declared)}.`,
    { help: `Use one of: ${styles.join(', ')}.` },
  );
  return null;
}

/** The one media type of a `content` parameter; `null` where the parameter has a schema instead. */
function contentOf(
  node: JsonObject,
  name: string,
  document: NormalizedDocument,
  diagnostics: Diagnostics,
): { readonly json: boolean; readonly schema: Json | undefined } | null {
  const content = node['content'];
  if (!isJsonObject(content)) return null;
  const [[key, media] = [], ...others] = Object.entries(content);
  const mediaType = key === undefined ? null : readMediaType(key);
  if (mediaType === null || others.length > 0) {
    diagnostics.report(
      'invalid-parameter',
      document.origins.member(node, 'content'),
      `The content of the parameter ${JSON.stringify(name)} must hold exactly one media type.`,
    );
    return null;
  }
  return { json: isJson(mediaType), schema: isJsonObject(media) ? media['schema'] : undefined };
}
