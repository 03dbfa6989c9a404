import { stringify, type ScalarTag, type Tags } from 'yaml';
import {
  copyObject,
  emptyObject,
  isJsonObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from '../load/json.js';
import type { Api, Operation } from '../model/api.js';
import { methodsOf } from '../resolve/object-grammar.js';
import { catalogue } from '../runtime/errors/catalogue.js';
import type { EffectiveBounds } from './effective-bounds.js';
import { EffectiveComponents } from './effective-components.js';
import { withPropertyRules } from './effective-properties.js';
import { refusalsOf } from './effective-refusals.js';
import { operationSecurity, rootSecurity, tokenSecurity } from './effective-security.js';
import { withKnownEncodings, withKnownStyle } from './effective-styles.js';

/** The OpenAPI version of the normalized tree. */
function versionOf({ sourceVersion }: Api): string {
  return sourceVersion === '3.2' ? '3.2.0' : '3.1.1';
}

/**
 * `openapi.effective.yaml`: the document with what the server enforces written into it. Bundled and in one version, the
 * error replies of every operation declared with their problem body, the headers of replies, security as decided, with
 * the defaults of what it does not say. Operations that are not served are left out.
 */
export function renderEffectiveDocument(api: Api): string {
  return stringify(effectiveDocument(api), {
    aliasDuplicateObjects: false,
    lineWidth: 0,
    customTags: exactIntegers,
  });
}

/** The same as data. */
export function effectiveDocument(api: Api): JsonObject {
  const served = new Map(api.operations.map((operation) => [operation.node, operation]));
  const components = new EffectiveComponents(api.document, api.ipRateLimit.length > 0);
  const paths = emptyObject();
  for (const [path, item] of Object.entries(objectAt(api.document, 'paths'))) {
    if (!isJsonObject(item)) continue;
    const effective = effectiveItem(item, served, components, api);
    if (effective !== null) paths[path] = effective;
  }
  const document = emptyObject();
  for (const [name, value] of Object.entries(api.document)) document[name] = value;
  document['openapi'] = versionOf(api);
  document['x-security'] = rootSecurity(api);
  document['paths'] = paths;
  document['components'] = withTokenSecurity(components.finish(), api);
  return api.hasSchemaPolicies ? withPropertyRules(document) : document;
}

function withTokenSecurity(components: JsonObject, { schemes }: Api): JsonObject {
  const effective = copyObject(objectAt(components, 'securitySchemes'));
  for (const { name, kind } of schemes) {
    const scheme = effective[name];
    if (kind === 'jwt' && isJsonObject(scheme)) {
      effective[name] = { ...scheme, 'x-security': tokenSecurity(scheme) };
    }
  }
  return Object.keys(effective).length === 0 ? components : { ...components, securitySchemes: effective };
}

/** `null` where nothing of the path is served. */
function effectiveItem(
  item: JsonObject,
  served: ReadonlyMap<JsonObject, Operation>,
  components: EffectiveComponents,
  api: Api,
): JsonObject | null {
  const effective = emptyObject();
  let any = false;
  const write = (value: Json): JsonObject | null => {
    const operation = isJsonObject(value) ? served.get(value) : undefined;
    if (operation === undefined || !isJsonObject(value)) return null;
    any = true;
    const written = effectiveOperation(value, listAt(item, 'parameters'), operation, components);
    const keyword = operationSecurity(operation, api.limiters);
    return Object.keys(keyword).length === 0 ? written : { ...written, 'x-security': keyword };
  };
  for (const [name, value] of Object.entries(item)) {
    if (name === 'parameters') effective[name] = listAt(item, name).map(withKnownStyle);
    else if (METHODS.has(name)) {
      const operation = write(value);
      if (operation !== null) effective[name] = operation;
    } else if (name === 'additionalOperations' && isJsonObject(value)) {
      const additional = emptyObject();
      for (const [method, node] of Object.entries(value)) {
        const operation = write(node);
        if (operation !== null) additional[method] = operation;
      }
      if (Object.keys(additional).length > 0) effective[name] = additional;
    } else effective[name] = value;
  }
  return any ? effective : null;
}

const METHODS: ReadonlySet<string> = new Set(methodsOf('3.2'));

/** @param inherited the parameters of its path */
function effectiveOperation(
  node: JsonObject,
  inherited: readonly Json[],
  operation: Operation,
  components: EffectiveComponents,
): JsonObject {
  const effective = copyObject(node);
  if (operation.requirements !== null) effective['security'] = securityOf(operation.requirements);
  effective['responses'] = responsesOf(node, operation, components);
  const declared = listAt(node, 'parameters');
  if (declared.length > 0) effective['parameters'] = declared.map(withKnownStyle);
  const body = isJsonObject(node['requestBody']) ? withKnownEncodings(node['requestBody']) : null;
  if (body !== null) effective['requestBody'] = body;
  const bounds = components.bounds(operation.bounds);
  if (bounds !== null) {
    // Its own parameters stand for those of the path, which other operations share.
    const parameters = ownLast(inherited, declared).map(withKnownStyle);
    if (parameters.length > 0) effective['parameters'] = parameters.map((one) => withBounds(one, bounds));
    if (body !== null) effective['requestBody'] = withBounds(body, bounds);
  }
  return effective;
}

function ownLast(inherited: readonly Json[], own: readonly Json[]): readonly Json[] {
  const taken = new Set(own.map(placeOf));
  return [...inherited.filter((parameter) => !taken.has(placeOf(parameter))), ...own];
}

function placeOf(parameter: Json): string {
  return isJsonObject(parameter) ? JSON.stringify([parameter['in'], parameter['name']]) : '';
}

/** A parameter or a request body with the bounds in the schemas that it has itself, or in its media types. */
function withBounds(part: Json, bounds: EffectiveBounds): Json {
  if (!isJsonObject(part)) return part;
  const effective = copyObject(part);
  if (part['schema'] !== undefined) effective['schema'] = bounds.schema(part['schema']);
  const content = emptyObject();
  for (const [name, mediaType] of Object.entries(objectAt(part, 'content'))) {
    content[name] = withBounds(mediaType, bounds);
  }
  if (isJsonObject(part['content'])) effective['content'] = content;
  return effective;
}

function securityOf(requirements: NonNullable<Operation['requirements']>): Json {
  return requirements.map(({ credentials }) => {
    const requirement = emptyObject();
    for (const { scheme, scopes, roles } of credentials) requirement[scheme] = [...scopes, ...roles];
    return requirement;
  });
}

/** The declared responses with the headers we add, and those of refusals. */
function responsesOf(node: JsonObject, operation: Operation, components: EffectiveComponents): JsonObject {
  const responses = emptyObject();
  const limited = operation.rateLimit.length > 0 || components.limitsByAddress;
  const isPrivate = operation.access.kind !== 'public' && !admitsAnybody(operation);
  const headers = components.headers(limited, operation.cors, isPrivate);
  const refusals = refusalsOf(operation, limited);
  const problems = new Set([...CATALOGUED, ...refusals.map(({ status }) => String(status))]);
  for (const [status, response] of Object.entries(objectAt(node, 'responses'))) {
    if (!isJsonObject(response)) responses[status] = response;
    else if (problems.has(status)) responses[status] = withProblem(response, status, headers, components);
    else responses[status] = withHeaders(response, headers);
  }
  for (const { status, reason } of refusals) {
    responses[String(status)] ??= components.refusal(status, reason, limited, operation.cors);
  }
  return responses;
}

/** Statuses that handlers answer by a problem, declared or not (semantics §1, Errors). */
const CATALOGUED = Object.values(catalogue).map(({ status }) => String(status));

/** Whether `{}` lets callers in who show no credentials. */
function admitsAnybody({ requirements }: Operation): boolean {
  return requirements?.some(({ credentials }) => credentials.length === 0) ?? false;
}

function withHeaders(response: JsonObject, headers: JsonObject): MutableJsonObject {
  const effective = copyObject(response);
  effective['headers'] = { ...headers, ...objectAt(response, 'headers') };
  return effective;
}

/** The handler's own body stays; ours is one more media type. */
function withProblem(
  response: JsonObject,
  status: string,
  headers: JsonObject,
  components: EffectiveComponents,
): JsonObject {
  const effective = withHeaders(response, { ...headers, ...components.ownHeaders(status) });
  effective['content'] = { ...components.problemContent(), ...objectAt(response, 'content') };
  return effective;
}

function objectAt(node: JsonObject, member: string): JsonObject {
  const value = node[member];
  return isJsonObject(value) ? value : {};
}

function listAt(node: JsonObject, member: string): readonly Json[] {
  const value = node[member];
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** `yaml` writes numbers as JavaScript does: with the fewest digits that read back as the same double. */
function exactIntegers(tags: Tags): Tags {
  return tags.map((tag) => {
    if (typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:int' || tag.format !== undefined)
      return tag;
    const integer = tag as ScalarTag;
    return {
      ...integer,
      stringify: (item, ...rest) => {
        const { value } = item;
        const isLarge =
          typeof value === 'number' && Math.abs(value) <= 2 ** 64 && !Number.isSafeInteger(value);
        return isLarge ? String(BigInt(value)) : integer.stringify!(item, ...rest);
      },
    };
  });
}
