import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonObject, type JsonObject } from '../load/json.js';
import type { NormalizedDocument } from '../normalize/normalized-document.js';

/** The checked `x-security` of each node that has one. */
export class Keywords {
  readonly #byOwner = new Map<JsonObject, JsonObject>();

  set(owner: JsonObject, keyword: JsonObject): void {
    this.#byOwner.set(owner, keyword);
  }

  /** What is valid of the node's `x-security`; `null` where it has none. */
  of(owner: JsonObject): JsonObject | null {
    return this.#byOwner.get(owner) ?? null;
  }
}

export function checkKeywords(document: NormalizedDocument, _diagnostics: Diagnostics): Keywords {
  const keywords = new Keywords();
  const add = (owner: JsonObject): void => {
    if (isJsonObject(owner['x-security'])) keywords.set(owner, owner['x-security']);
  };
  add(document.root);
  for (const pathItem of document.pathItems) {
    add(pathItem.item);
    for (const operation of pathItem.operations) add(operation.node);
  }
  for (const scheme of document.securitySchemes.values()) add(scheme);
  return keywords;
}
