// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { noStore, securityHeaders, strictTransportSecurity } from '../transport/security-headers.js';

/** Content types come from handlers too, so what is remembered of them has an end. */
const MAX_REMEMBERED = 64;

/**
 * The headers of one kind of reply as one flat list, with places left open for what differs between requests: copying
 * it costs a fraction of putting it together.
 */
class HeaderTemplate {
  readonly #fixed: readonly string[];
  readonly #requestId: number;
  /** -1 where the reply declares no length. */
  readonly #length: number;

  constructor(fixed: readonly string[], contentType: string | null, hasLength: boolean) {
    const headers = [...fixed, 'X-Request-Id', ''];
    this.#requestId = headers.length - 1;
    if (contentType !== null) headers.push('Content-Type', contentType);
    if (hasLength) headers.push('Content-Length', '');
    this.#length = hasLength ? headers.length - 1 : -1;
    this.#fixed = headers;
  }

  /** A list of the caller's own. */
  fill(requestId: string, length: number, more: readonly string[]): string[] {
    const headers = this.#fixed.concat(more);
    headers[this.#requestId] = requestId;
    if (this.#length >= 0) headers[this.#length] = String(length);
    return headers;
  }
}

interface Kind {
  readonly fixed: readonly string[];
  readonly withLength: Map<string | null, HeaderTemplate>;
  readonly withoutLength: Map<string | null, HeaderTemplate>;
}

const kind = (...lists: readonly (readonly string[])[]): Kind => ({
  fixed: lists.flat(),
  withLength: new Map(),
  withoutLength: new Map(),
});

const KINDS = {
  http: { open: kind(securityHeaders), private: kind(securityHeaders, noStore) },
  https: {
    open: kind(securityHeaders, strictTransportSecurity),
    private: kind(securityHeaders, strictTransportSecurity, noStore),
  },
};

/** @param isPrivate The reply is for one caller, or an error: it must not be stored. */
export function headerTemplate(
  scheme: 'http' | 'https',
  isPrivate: boolean,
  contentType: string | null,
  hasLength: boolean,
): HeaderTemplate {
  const { fixed, withLength, withoutLength } = isPrivate ? KINDS[scheme].private : KINDS[scheme].open;
  const remembered = hasLength ? withLength : withoutLength;
  let template = remembered.get(contentType);
  if (template === undefined) {
    template = new HeaderTemplate(fixed, contentType, hasLength);
    if (remembered.size < MAX_REMEMBERED) remembered.set(contentType, template);
  }
  return template;
}
