import { isAbsolute, resolve, dirname } from 'node:path';
import { isInside } from '../load/is-inside.js';
import { parsePointer } from '../load/json-pointer.js';
import { isRemote } from '../load/is-remote.js';

/** A `$ref` taken apart, or why it may not be followed. */
export type ParsedReference =
  | { readonly ok: true; /** Absolute path, or URL. */ readonly file: string; readonly fragment: Fragment }
  | {
      readonly ok: false;
      readonly code: 'reference-invalid' | 'reference-forbidden';
      readonly reason: string;
    };

export type Fragment =
  | { readonly kind: 'pointer'; readonly pointer: string; readonly tokens: readonly string[] }
  | { readonly kind: 'anchor'; readonly name: string };

/** Where references may lead. */
export interface ReferenceBounds {
  /** Absolute path that files must stay inside, compared by segments. */
  readonly folder: string;
  /** Origins whose URLs are followed. */
  readonly remoteOrigins: ReadonlySet<string>;
}

/**
 * Takes a URI reference (RFC 3986) apart without touching the disk.
 *
 * @param base absolute path, or URL, of the file that holds it
 */
export function parseReference(reference: string, base: string, bounds: ReferenceBounds): ParsedReference {
  const hash = reference.indexOf('#');
  const path = hash < 0 ? reference : reference.slice(0, hash);
  const fragment = parseFragment(hash < 0 ? '' : reference.slice(hash + 1));
  if (fragment === null) return invalid('what follows # is no JSON Pointer');
  if (path === '') {
    return reference === '' ? invalid('it is empty') : { ok: true, file: base, fragment };
  }
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/u.exec(path);
  if (isRemote(base) || /^https?:$/iu.test(scheme?.[0] ?? '')) {
    return parseRemote(path, base, fragment, bounds.remoteOrigins);
  }
  if (scheme !== null) return forbidden(`${scheme[0]} references are not followed`);
  if (path.startsWith('//')) return forbidden('references to the network are not followed');
  if (path.includes('?')) return invalid('a file has no query');
  const decoded = decode(path);
  if (decoded === null || decoded.includes('\0')) return invalid('its percent-encoding is wrong');
  if (decoded.includes('\\')) return forbidden('backslashes separate folders on some systems only');
  if (decoded.startsWith('/') || isAbsolute(decoded)) return forbidden('absolute paths are not followed');
  const file = resolve(dirname(base), decoded);
  return isInside(bounds.folder, file)
    ? { ok: true, file, fragment }
    : forbidden('it leads out of the folder of the root document');
}

function parseRemote(
  reference: string,
  base: string,
  fragment: Fragment,
  origins: ReadonlySet<string>,
): ParsedReference {
  const start = isRemote(base) ? base : undefined;
  if (!URL.canParse(reference, start)) return invalid('it is no URL');
  const url = new URL(reference, start);
  if (!isRemote(url.href)) return forbidden(`${url.protocol} references are not followed`);
  if (url.username !== '' || url.password !== '') return forbidden('it holds credentials');
  return origins.has(url.origin)
    ? { ok: true, file: url.href, fragment }
    : forbidden(`${url.origin} is followed with --allow-remote ${url.origin} alone`);
}

function parseFragment(encoded: string): Fragment | null {
  const fragment = decode(encoded);
  if (fragment === null) return null;
  if (fragment !== '' && !fragment.startsWith('/')) {
    return /^[A-Za-z_][\w.-]*$/u.test(fragment) ? { kind: 'anchor', name: fragment } : null;
  }
  const tokens = parsePointer(fragment);
  return tokens === null ? null : { kind: 'pointer', pointer: fragment, tokens };
}

function decode(text: string): string | null {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function invalid(reason: string): ParsedReference {
  return { ok: false, code: 'reference-invalid', reason };
}

function forbidden(reason: string): ParsedReference {
  return { ok: false, code: 'reference-forbidden', reason };
}
