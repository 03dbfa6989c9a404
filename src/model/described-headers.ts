import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { ModelContext } from './model-context.js';
import { TOKEN } from './parameters.js';

/**
 * The headers that a `headers` member describes, each once: names differ by more than case. Content-Type is not among
 * them, since the media type says it (OAS, Response Object and Encoding Object, `headers`). Names that no field can have are
 * reported.
 *
 * @param isLeftOut of a name in lower case
 */
export function describedHeaders(
  headers: Json | undefined,
  { origins, diagnostics }: ModelContext,
  isLeftOut: (name: string) => boolean = () => false,
): readonly (readonly [name: string, header: JsonObject])[] {
  if (!isJsonObject(headers)) return [];
  const found = new Map<string, readonly [string, JsonObject]>();
  for (const [name, header] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (key === 'content-type' || !isJsonObject(header) || isLeftOut(key)) continue;
    if (!TOKEN.test(name)) {
      diagnostics.report(
        'invalid-field-name',
        origins.member(headers, name, 'key'),
        `${quoted(name)} is no valid header name (RFC 9110 section 5.1).`,
      );
    } else if (!found.has(key)) found.set(key, [name, header]);
  }
  return [...found.values()];
}
