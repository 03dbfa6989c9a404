// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { noStore, securityHeaders, strictTransportSecurity } from '../transport/security-headers.js';
import { fieldLines } from './field-lines.js';
import { flatText } from './flat-text.js';

/** Content types come from handlers too, so what is remembered of them has an end. */
const MAX_REMEMBERED = 64;

interface Kind {
  readonly fixed: string;
  readonly byContentType: Map<string | null, string>;
}

const kind = (...lists: readonly (readonly string[])[]): Kind => ({
  fixed: fieldLines(lists.flat()),
  byContentType: new Map(),
});

const KINDS = {
  http: { open: kind(securityHeaders), private: kind(securityHeaders, noStore) },
  https: {
    open: kind(securityHeaders, strictTransportSecurity),
    private: kind(securityHeaders, strictTransportSecurity, noStore),
  },
};

/**
 * The field lines of one kind of reply, up to the request's id, which the caller adds with its CRLF.
 *
 * @param isPrivate The reply is for one caller, or an error: it must not be stored.
 * @param contentType Of a handler's choice at most after it was found to be a field value.
 */
export function headLines(scheme: 'http' | 'https', isPrivate: boolean, contentType: string | null): string {
  const { fixed, byContentType } = isPrivate ? KINDS[scheme].private : KINDS[scheme].open;
  let lines = byContentType.get(contentType);
  if (lines === undefined) {
    const typed = contentType === null ? '' : fieldLines(['Content-Type', contentType]);
    lines = flatText(`${fixed}${typed}X-Request-Id: `);
    if (byContentType.size < MAX_REMEMBERED) byContentType.set(contentType, lines);
  }
  return lines;
}
