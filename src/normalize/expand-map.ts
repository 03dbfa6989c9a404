import { copyObject, isJsonObject, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { References } from '../resolve/resolve-references.js';

/** Expands maps of named objects that consist of a `$ref` to such a map, as documents in many files have them. */
export class MapExpander {
  readonly #references: References;
  readonly #origins: Origins;
  readonly #expanded = new Map<JsonObject, JsonObject>();

  constructor(references: References, origins: Origins) {
    this.#references = references;
    this.#origins = origins;
  }

  /** The map itself where it has no `$ref`; members beside the `$ref` win over those it names. */
  expand(map: JsonObject): JsonObject {
    const target = this.#references.targets.get(map);
    if (target === undefined || !isJsonObject(target.node)) return map;
    const known = this.#expanded.get(map);
    if (known !== undefined) return known;
    const named = this.expand(target.node);
    const expanded = copyObject(named);
    this.#origins.copy(named, expanded);
    for (const [key, member] of Object.entries(map)) {
      if (key === '$ref') continue;
      expanded[key] = member;
      this.#origins.copyMember(expanded, key, map);
    }
    this.#expanded.set(map, expanded);
    return expanded;
  }
}
