import { isObject, type JsonObject } from '../../test/support/json-values.js';

/**
 * The first paths of a document, with the components they refer to and no others.
 *
 * @param share of the paths, above 0 and up to 1
 */
export function documentSlice(document: JsonObject, share: number): JsonObject {
  const all = Object.entries(document['paths'] as JsonObject);
  const paths = Object.fromEntries(all.slice(0, Math.max(1, Math.round(all.length * share))));
  const components = (document['components'] ?? {}) as Readonly<Record<string, JsonObject>>;
  const used = new Map<string, Set<string>>();
  const pending: unknown[] = [paths];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (Array.isArray(node)) pending.push(...(node as unknown[]));
    if (!isObject(node)) continue;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'mapping' && isObject(value)) for (const target of Object.values(value)) take(target);
      if (key === '$ref') take(value);
      else if (typeof value === 'object' && value !== null) pending.push(value);
    }
  }
  return {
    ...document,
    paths,
    components: Object.fromEntries(
      Object.entries(components).map(([kind, named]) => [
        kind,
        kind === 'securitySchemes'
          ? named
          : Object.fromEntries(Object.entries(named).filter(([name]) => used.get(kind)?.has(name) === true)),
      ]),
    ),
  };

  function take(reference: unknown): void {
    const [, kind = '', written = ''] = /^#\/components\/([^/]+)\/([^/]+)/.exec(String(reference)) ?? [];
    const name = decodeURIComponent(written).replaceAll('~1', '/').replaceAll('~0', '~');
    const component = components[kind]?.[name];
    const known = used.get(kind) ?? new Set();
    if (component === undefined || known.has(name)) return;
    used.set(kind, known.add(name));
    pending.push(component);
  }
}

export function countOperations(document: JsonObject): number {
  const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);
  return Object.values(document['paths'] as Record<string, JsonObject>).reduce(
    (count, item) => count + Object.keys(item).filter((key) => methods.has(key)).length,
    0,
  );
}
