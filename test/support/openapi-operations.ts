/**
 * What an OpenAPI document says, read without any of oasgard's code: tests compare generated servers with this.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isObject, type JsonObject, resolveReference, textOf } from './json-values.js';

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

export function readDocument(file: string): JsonObject {
  const text = readFileSync(file, 'utf8');
  const document: unknown = file.endsWith('.json')
    ? JSON.parse(text)
    : parse(text, { maxAliasCount: -1, logLevel: 'error' });
  if (!isObject(document)) throw new Error(`${file} holds no object.`);
  return document;
}

/** Every operation that can be reached. Of path keys that differ in `#…` only, the first is served. */
export function readOperations(document: JsonObject): readonly DocumentOperation[] {
  const operations = new Map<string, DocumentOperation>();
  for (const [key, written] of Object.entries((document['paths'] ?? {}) as JsonObject)) {
    const item = resolveReference(document, written) as JsonObject;
    const [path = '', query = ''] = key.replace(/#.*$/s, '').split('?');
    for (const method of METHODS) {
      const operation = item[method];
      if (!isObject(operation)) continue;
      const match = `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}?${query}`;
      if (operations.has(match)) continue;
      operations.set(match, {
        label: `${method.toUpperCase()} ${key}`,
        method: method.toUpperCase(),
        path,
        query,
        ...serverOf(operation['servers'] ?? item['servers'] ?? document['servers']),
        requirements: readRequirements(operation['security'] ?? document['security']),
        parameters: readParameters(document, item, operation),
        body: (resolveReference(document, operation['requestBody']) ?? null) as JsonObject | null,
      });
    }
  }
  return [...operations.values()];
}

function serverOf(servers: unknown): { readonly authority: string; readonly basePath: string } {
  const server = (servers as readonly JsonObject[] | undefined)?.[0];
  const variables = (server?.['variables'] ?? {}) as Record<string, JsonObject>;
  const url = textOf(server?.['url'] ?? '/').replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    textOf(variables[name]?.['default']),
  );
  const { host, pathname } = new URL(url, 'https://localhost');
  return { authority: host, basePath: pathname.replace(/\/$/, '') };
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
