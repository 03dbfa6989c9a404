import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';

/**
 * Checks the `parent` of tags (OAS 3.2, Tag Object): it must be a tag of the document, and no tag may be its own
 * ancestor. Files are named after tags alone, so that a missing parent changes nothing.
 */
export function checkTagParents(root: JsonObject, origins: Origins, diagnostics: Diagnostics): void {
  const { tags } = root;
  if (!isJsonArray(tags)) return;
  const byName = new Map<string, JsonObject>();
  for (const tag of tags) {
    if (isJsonObject(tag) && typeof tag['name'] === 'string') byName.set(tag['name'], tag);
  }
  const settled = new Set<JsonObject>();
  for (const start of byName.values()) {
    const line = new Set<JsonObject>();
    let tag: JsonObject | undefined = start;
    while (tag !== undefined && !settled.has(tag) && !line.has(tag)) {
      line.add(tag);
      const parent: Json | undefined = tag['parent'];
      const next: JsonObject | undefined = typeof parent === 'string' ? byName.get(parent) : undefined;
      if (typeof parent === 'string' && next === undefined) {
        diagnostics.report(
          'tag-parent',
          origins.member(tag, 'parent'),
          `There is no tag ${quoted(parent)}.`,
          { severity: 'low' },
        );
      }
      tag = next;
    }
    if (tag !== undefined && line.has(tag)) {
      diagnostics.report('tag-parent', origins.member(tag, 'parent'), 'The tag is its own ancestor.', {
        related: [...line]
          .filter((other) => other !== tag)
          .map((other) => ({ message: 'By way of this one', at: origins.member(other, 'parent') })),
      });
    }
    for (const one of line) settled.add(one);
  }
}
