import { parse } from 'yaml';

import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { isJsonObject, type Json, type JsonObject } from '../../../src/load/json.js';
import { Origins } from '../../../src/load/origins.js';
import { buildApi } from '../../../src/model/build-api.js';
import type { Api, Operation } from '../../../src/model/api.js';
import type {
  NormalizedDocument,
  NormalizedOperation,
  Schema,
} from '../../../src/normalize/normalized-document.js';
import type { PolicyTable } from '../../../src/policy/policy-table.js';
import { resolvePolicy } from '../../../src/policy/resolve-policy.js';

export const FILE = '/literal.yaml';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** A normalized document from YAML or a value that is already in the one shape: nothing is resolved or checked. */
export function literalDocument(
  source: string | object,
  sourceVersion: '3.0' | '3.1' = '3.1',
): NormalizedDocument {
  const origins = new Origins();
  const root = register(typeof source === 'string' ? parse(source) : source, '', origins) as JsonObject;
  const paths = isJsonObject(root['paths']) ? root['paths'] : {};
  const components = isJsonObject(root['components']) ? root['components'] : {};
  return {
    sourceVersion,
    root,
    pathItems: Object.entries(paths).flatMap(([key, item]) =>
      isJsonObject(item) && key.startsWith('/') ? [{ key, item, operations: operationsOf(item) }] : [],
    ),
    schemas: new Map(Object.entries(objectOf(components['schemas']))) as ReadonlyMap<string, Schema>,
    securitySchemes: new Map(Object.entries(objectOf(components['securitySchemes']))) as ReadonlyMap<
      string,
      JsonObject
    >,
    given: new Map(),
    origins,
    lost: [],
    files: [FILE],
  };
}

export interface Resolved {
  readonly document: NormalizedDocument;
  readonly policy: PolicyTable;
  readonly diagnostics: Diagnostics;
}

export function resolved(source: string | object, sourceVersion: '3.0' | '3.1' = '3.1'): Resolved {
  const document = literalDocument(source, sourceVersion);
  const diagnostics = new Diagnostics();
  return { document, policy: resolvePolicy(document, diagnostics), diagnostics };
}

export function built(
  source: string | object,
  remembered: ReadonlyMap<string, string> = new Map(),
  sourceVersion: '3.0' | '3.1' = '3.1',
): { readonly api: Api; readonly diagnostics: Diagnostics } {
  const { document, policy, diagnostics } = resolved(source, sourceVersion);
  const names = [...remembered].map(([operation, name]) => ({ operation, operationId: null, name }));
  return { api: buildApi(document, policy, names, diagnostics), diagnostics };
}

export function operation(api: Api, name: string): Operation {
  const found = api.operations.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`No operation ${name}`);
  return found;
}

/** `code pointer` of each diagnostic of the given codes, or of all errors. */
export function reported(diagnostics: Diagnostics, ...wanted: readonly string[]): readonly string[] {
  return diagnostics.list
    .filter(({ code, severity }) => (wanted.length > 0 ? wanted.includes(code) : severity === 'error'))
    .map(({ code, at }) => `${code} ${at?.pointer ?? ''}`);
}

function operationsOf(item: JsonObject): readonly NormalizedOperation[] {
  const operations: NormalizedOperation[] = [];
  for (const method of METHODS) {
    const node = item[method];
    if (!isJsonObject(node)) continue;
    const own = parametersOf(node);
    const inherited = parametersOf(item).filter(
      (parameter) =>
        !own.some((other) => other['name'] === parameter['name'] && other['in'] === parameter['in']),
    );
    operations.push({ method: method.toUpperCase(), node, parameters: [...inherited, ...own] });
  }
  return operations;
}

function parametersOf(node: JsonObject): readonly JsonObject[] {
  const list = node['parameters'];
  return Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject) : [];
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The value with objects of `null` prototype, each registered with its place. */
function register(value: unknown, pointer: string, origins: Origins): Json {
  if (typeof value !== 'object' || value === null) return value as Json;
  if (Array.isArray(value)) {
    const list = value.map((entry, index) => register(entry, `${pointer}/${index}`, origins));
    origins.set(list, FILE, pointer);
    return list;
  }
  const object = Object.create(null) as Record<string, Json>;
  for (const [key, entry] of Object.entries(value)) {
    object[key] = register(entry, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, origins);
  }
  origins.set(object, FILE, pointer);
  return object;
}
