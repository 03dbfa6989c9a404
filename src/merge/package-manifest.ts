import { isJsonObject, type JsonObject } from '../load/json.js';

/** A `package.json`; `null` where there is none, or none that can be read: npm will say so. */
export function parseManifest(text: string | null): JsonObject | null {
  try {
    const manifest: unknown = text === null ? null : JSON.parse(text);
    return isJsonObject(manifest) ? manifest : null;
  } catch {
    return null;
  }
}
