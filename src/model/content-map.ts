import { counted, type Place } from '../diagnostics/grouped-findings.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type JsonObject } from '../load/json.js';
import { readMediaType } from './media-type.js';
import type { ModelContext } from './model-context.js';

export interface MediaTypeEntry {
  /** Lower case, without parameters. */
  readonly mediaType: string;
  readonly node: JsonObject;
  readonly place: Place;
}

/**
 * The media types of a `content` map. Keys that are none, or repeat one, are findings and left out: a body of such a
 * type is refused, a reply cannot be sent.
 */
export function readMediaTypes(owner: JsonObject, { findings }: ModelContext): readonly MediaTypeEntry[] {
  const content = owner['content'];
  if (!isJsonObject(content)) return [];
  const entries = new Map<string, MediaTypeEntry>();
  for (const [key, node] of Object.entries(content)) {
    const place = { node: content, key };
    const mediaType = readMediaType(key);
    if (mediaType === null) {
      findings.add('invalid-media-type', key, place, (places) => {
        return `${quoted(key)} is no media type (RFC 9110 section 8.3.1), and is left out: ${counted(places, 'place')}.`;
      });
    } else if (entries.has(mediaType)) {
      findings.add('media-type-repeated', key, place, (places) => {
        return `${quoted(key)} repeats a media type; only the first is served: ${counted(places, 'place')}.`;
      });
    } else if (isJsonObject(node)) entries.set(mediaType, { mediaType, node, place });
  }
  return [...entries.values()];
}
