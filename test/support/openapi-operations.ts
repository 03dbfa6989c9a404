/**
 * What an OpenAPI document says, read without any of oasgard's code: tests compare generated servers with this.
 */
import { isObject, type JsonObject, readJsonFile, resolveReference, textOf } from './json-values.js';
import { readSwagger } from './read-swagger.js';

export interface DocumentOperation {
  /** `GET /pets/{id}`, with the path key as the document writes it. */
  readonly label: string;
  /** Upper case. */
  readonly method: string;
  /** The path template, without `#` and query. */
  readonly path: string;
  /** Query of the path key: `beta=true`. */
  readonly query: string;
  readonly authority: string;
  readonly basePath: string;
  /** Alternatives of schemes needed together; `[]` is explicitly none, `null` where the document does not say. */
  readonly requirements: readonly Requirement[] | null;
  readonly parameters: readonly JsonObject[];
  readonly body: JsonObject | null;
}

/** Scheme names with their scopes. */
export type Requirement = ReadonlyMap<string, readonly string[]>;

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** Of OpenAPI 3.2. */
const METHODS_32 = [...METHODS, 'query'];

export function readDocument(file: string): JsonObject {
  const document = readJsonFile(file);
  if (!isObject(document)) throw new Error(`${file} holds no object.`);
  return document['swagger'] === undefined ? document : readSwagger(document);
}

/** Every operation that can be reached. Of path keys that differ in `#…` only, the first is served. */
export function readOperations(document: JsonObject): readonly DocumentOperation[] {
  const operations = new Map<string, DocumentOperation>();
  const is32 = textOf(document['openapi']).startsWith('3.2');
  for (const [key, written] of Object.entries((document['paths'] ?? {}) as JsonObject)) {
    const item = resolveReference(document, written) as JsonObject;
    const [path = '', query = ''] = key.replace(/#.*$/s, '').split('?');
    const more = (is32 ? (item['additionalOperations'] ?? {}) : {}) as JsonObject;
    for (const method of [...(is32 ? METHODS_32 : METHODS), ...Object.keys(more)]) {
      // Some documents have references in place of operations.
      const operation = resolveReference(document, item[method] ?? more[method]);
      if (!isObject(operation)) continue;
      const match = `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}?${query}`;
      if (operations.has(match)) continue;
      operations.set(match, {
        label: `${methodName(method, more)} ${key}`,
        method: methodName(method, more),
        path,
        query,
        ...(serverOf(operation['servers']) ??
          serverOf(item['servers']) ??
          serverOf(document['servers']) ?? { authority: 'localhost', basePath: '' }),
        requirements: readRequirements(operation['security'] ?? document['security']),
        parameters: readParameters(document, item, operation),
        body: (resolveReference(document, operation['requestBody']) ?? null) as JsonObject | null,
      });
    }
  }
  return [...operations.values()];
}

/** Additional operations are written as they are sent. */
function methodName(method: string, additional: JsonObject): string {
  return Object.hasOwn(additional, method) ? method : method.toUpperCase();
}

/** `null` where there is no server, or one whose host is none. */
function serverOf(servers: unknown): { readonly authority: string; readonly basePath: string } | null {
  const server = (servers as readonly JsonObject[] | undefined)?.[0];
  if (server === undefined) return null;
  const variables = (server['variables'] ?? {}) as Record<string, JsonObject>;
  const url = textOf(server['url'] ?? '/').replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    textOf(variables[name]?.['default']),
  );
  // A variable may leave out the host.
  const base = 'https://localhost';
  const { host, pathname } = new URL(URL.canParse(url, base) ? url : '/', base);
  return /[{}]/.test(host) ? null : { authority: host, basePath: pathname.replace(/\/$/, '') };
}

function readRequirements(security: unknown): readonly Requirement[] | null {
  if (!Array.isArray(security)) return null;
  return (security as readonly Record<string, readonly string[]>[]).map(
    (requirement) => new Map(Object.entries(requirement)),
  );
}

/** Those of the operation, and those of its path that it does not replace. */
function readParameters(
  document: JsonObject,
  item: JsonObject,
  operation: JsonObject,
): readonly JsonObject[] {
  const parameters = new Map<string, JsonObject>();
  for (const { parameters: list } of [item, operation] as readonly { readonly parameters?: unknown }[]) {
    for (const written of (list ?? []) as readonly unknown[]) {
      const parameter = resolveReference(document, written) as JsonObject;
      parameters.set(`${textOf(parameter['in'])} ${textOf(parameter['name'])}`, parameter);
    }
  }
  return [...parameters.values()];
}

/** `public` where anybody may call; `guarded` where only credentials open it. */
export function accessOf({
  requirements,
}: DocumentOperation): 'undecided' | 'public' | 'optional' | 'guarded' {
  if (requirements === null) return 'undecided';
  if (requirements.length === 0) return 'public';
  return requirements.some(({ size }) => size === 0) ? 'optional' : 'guarded';
}
