import { stringify } from 'yaml';
import type { Api } from '../model/api.js';

/** `openapi.effective.yaml`: the document with everything the server enforces written into it. */
export function renderEffectiveDocument(api: Api): string {
  return stringify(api.document, { aliasDuplicateObjects: false });
}
