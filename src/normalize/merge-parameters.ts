import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';

/**
 * Parameters of an operation: those of its path item unless overridden by one of the same name and place, then its
 * own (OAS, Path Item Object). Reports what one list names twice, of which the first counts.
 */
export function mergeParameters(
  pathItem: JsonObject,
  operation: JsonObject,
  origins: Origins,
  diagnostics: Diagnostics,
): readonly JsonObject[] {
  const shared = readList(pathItem['parameters'], origins, diagnostics);
  const own = readList(operation['parameters'], origins, diagnostics);
  const merged: JsonObject[] = [];
  for (const [identity, parameter] of shared) if (!own.has(identity)) merged.push(parameter);
  merged.push(...own.values());
  return merged;
}

function readList(
  list: Json | undefined,
  origins: Origins,
  diagnostics: Diagnostics,
): ReadonlyMap<string, JsonObject> {
  const parameters = new Map<string, JsonObject>();
  for (const parameter of isJsonArray(list) ? list : []) {
    if (!isJsonObject(parameter)) continue;
    const identity = identityOf(parameter) ?? `unnamed ${parameters.size}`;
    const first = parameters.get(identity);
    if (first === undefined) {
      parameters.set(identity, parameter);
    } else if (first !== parameter) {
      diagnostics.report(
        'duplicate-parameter',
        origins.of(parameter),
        `The parameter ${JSON.stringify(parameter['name'])} stands twice in one list`,
        { related: [{ message: 'It stood here first', at: origins.of(first) }] },
      );
    }
  }
  return parameters;
}

/** Header names are case-insensitive (RFC 9110 section 5.1). `null` for what was refused for having no name or place. */
function identityOf(parameter: JsonObject): string | null {
  const { in: place, name } = parameter;
  if (typeof place !== 'string' || typeof name !== 'string') return null;
  const folded = place === 'header' ? name.toLowerCase() : name;
  return JSON.stringify([place, folded]);
}
