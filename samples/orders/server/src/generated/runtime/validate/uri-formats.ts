// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Formats of RFC 3986 and 3987 (`uri`, `uri-reference`, `iri`, `iri-reference`) and RFC 6570 (`uri-template`):
 * JSON Schema validation §7.3.5 and §7.3.6. Any scheme passes; which ones may be called is not a matter of format.
 */
import { isIPv6 } from 'node:net';

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*$/u;
const PORT = /^\d*$/u;
const IP_FUTURE = /^v[0-9a-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+$/iu;

/** What each part may consist of. */
interface Alphabet {
  readonly userInfo: RegExp;
  readonly host: RegExp;
  readonly path: RegExp;
  readonly query: RegExp;
}

function alphabet(letters: string, privateUse: string): Alphabet {
  const part = (more: string): RegExp =>
    new RegExp(`^(?:[A-Za-z0-9._~!$&'()*+,;=${more}${letters}-]|%[0-9A-Fa-f]{2})*$`, 'u');
  return { userInfo: part(':'), host: part(''), path: part(':@/'), query: part(`:@/?${privateUse}`) };
}

const ascii = alphabet('', '');
/** `ucschar` and, in queries, `iprivate` (RFC 3987 §2.2). */
const wide = alphabet(
  String.raw`\u{a0}-\u{d7ff}\u{f900}-\u{fdcf}\u{fdf0}-\u{ffef}\u{10000}-\u{efffd}`,
  String.raw`\u{e000}-\u{f8ff}\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}`,
);

export function isUri(text: string): boolean {
  return isReference(text, ascii, true);
}

export function isUriReference(text: string): boolean {
  return isReference(text, ascii, false);
}

export function isIri(text: string): boolean {
  return isReference(text, wide, true);
}

export function isIriReference(text: string): boolean {
  return isReference(text, wide, false);
}

function isReference(text: string, allowed: Alphabet, absolute: boolean): boolean {
  const [beforeFragment, fragment] = cut(text, '#');
  const [beforeQuery, query] = cut(beforeFragment, '?');
  if (!allowed.query.test(fragment ?? '') || !allowed.query.test(query ?? '')) return false;
  const colon = beforeQuery.indexOf(':');
  const slash = beforeQuery.indexOf('/');
  const scheme = colon >= 0 && (slash < 0 || colon < slash) ? beforeQuery.slice(0, colon) : null;
  // A relative reference whose first segment holds a colon would read as a scheme (RFC 3986 §4.2).
  if (scheme === null ? absolute : !SCHEME.test(scheme)) return false;
  const hierarchy = scheme === null ? beforeQuery : beforeQuery.slice(scheme.length + 1);
  if (!hierarchy.startsWith('//')) return allowed.path.test(hierarchy);
  const end = hierarchy.indexOf('/', 2);
  const authority = end < 0 ? hierarchy.slice(2) : hierarchy.slice(2, end);
  return isAuthority(authority, allowed) && (end < 0 || allowed.path.test(hierarchy.slice(end)));
}

function isAuthority(text: string, allowed: Alphabet): boolean {
  const at = text.lastIndexOf('@');
  if (at >= 0 && !allowed.userInfo.test(text.slice(0, at))) return false;
  const place = text.slice(at + 1);
  if (place.startsWith('[')) {
    const close = place.indexOf(']');
    const literal = place.slice(1, Math.max(close, 1));
    const rest = place.slice(close + 1);
    const known = (isIPv6(literal) && !literal.includes('%')) || IP_FUTURE.test(literal);
    return close > 0 && known && (rest === '' || (rest.startsWith(':') && PORT.test(rest.slice(1))));
  }
  const [host, port] = cut(place, ':');
  return allowed.host.test(host) && PORT.test(port ?? '');
}

function cut(text: string, separator: string): readonly [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

// RFC 6570 §2.1: everything but controls, blanks, double quotes and the like (apostrophes: erratum 6937).
const LITERALS = /^(?:[^\u0000- "%<>\\^`{|}\u007f]|%[0-9A-Fa-f]{2})*$/u;
const VARIABLE = String.raw`(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})+(?:\.(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})+)*(?::[1-9]\d{0,3}|\*)?`;
const EXPRESSION = new RegExp(`^[+#./;?&=,!@|]?${VARIABLE}(?:,${VARIABLE})*$`, 'u');

export function isUriTemplate(text: string): boolean {
  const [first = '', ...rest] = text.split('{');
  return (
    LITERALS.test(first) &&
    rest.every((piece) => {
      const [expression, literals] = cut(piece, '}');
      return literals !== null && EXPRESSION.test(expression) && LITERALS.test(literals);
    })
  );
}
