import { quoted } from '../diagnostics/quoted.js';
import type { JsonObject } from '../load/json.js';
import type { ReferenceReporter } from './reference-reporter.js';
import type { SchemaResource } from './schema-resource.js';
import type { SchemaResources } from './schema-resources.js';

/**
 * Several schemas of one resource must not have one anchor (JSON Schema 2020-12 Core section 8.2.2): an error where a
 * dynamic reference would have to choose. Where they stand in several schemas without `$id`, each of these counts as a
 * resource, as every reader of OpenAPI has it, though nobody wrote that down: a finding.
 *
 * @param names of the anchors that dynamic references name, by the schema that holds the reference
 */
export function checkDynamicAnchors(
  names: ReadonlyMap<JsonObject, string>,
  resources: SchemaResources,
  reporter: ReferenceReporter,
): void {
  if (names.size === 0) return;
  const asked = new Set(names.values());
  const without = new Map<string, JsonObject>();
  for (const resource of resources.met) {
    for (const [name, [first, second]] of resources.contentsOf(resource).dynamicAnchors) {
      if (!asked.has(name) || first === undefined) continue;
      if (second !== undefined) {
        const message = `Two schemas have the dynamic anchor ${quoted(name)}, and no "$id" between them`;
        reporter.conflict('schema-resource', second, first, message);
      } else if (!resource.isIdentified) {
        reportSecond(name, resource, first, without, reporter);
      }
    }
  }
}

function reportSecond(
  name: string,
  { file }: SchemaResource,
  node: JsonObject,
  without: Map<string, JsonObject>,
  reporter: ReferenceReporter,
): void {
  const key = `${name} ${file}`;
  const earlier = without.get(key);
  if (earlier === undefined) {
    without.set(key, node);
    return;
  }
  if (earlier === node) return;
  const message = `Several schemas without "$id" have the dynamic anchor ${quoted(name)}; each counts as one of its own`;
  reporter.conflict('dynamic-anchor-repeated', node, earlier, message);
}
