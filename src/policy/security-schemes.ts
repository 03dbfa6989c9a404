import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { SchemeModel } from '../model/api.js';
import type { JwtSchemeDefinition } from '../runtime/core/definition.js';
import { parseDuration } from './quantities.js';
import { vocabulary, type Position } from './vocabulary.js';

/** A field name or an authentication scheme is a token (RFC 9110 §5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Which members of `x-security` a scheme may have; `null` for a type nobody knows. */
export function schemePosition(scheme: JsonObject): Position | null {
  switch (scheme['type']) {
    case 'oauth2':
    case 'openIdConnect':
      return 'token scheme';
    case 'apiKey':
      return 'apiKey scheme';
    case 'http':
      return httpScheme(scheme) === 'bearer' ? 'token scheme' : 'plain scheme';
    case 'mutualTLS':
      return 'plain scheme';
    default:
      return null;
  }
}

/**
 * What the runtime must know of a scheme; `null` after an error.
 *
 * @param members its checked `x-security`, empty where it has none
 */
export function readScheme(
  name: string,
  scheme: JsonObject,
  members: JsonObject,
  origins: Origins,
  diagnostics: Diagnostics,
): SchemeModel | null {
  const origin = origins.of(scheme, 'key');
  const common = { name, description: textOf(scheme['description']), origin };
  const invalid = (at: Location, message: string): null => {
    diagnostics.report('invalid-security-scheme', at, message);
    return null;
  };
  const notEnforced = (member: string, what: string): null => {
    diagnostics.report(
      'scheme-not-enforced',
      origins.member(scheme, member),
      `The security scheme ${quoted(name)} uses ${what}, which this version does not enforce.`,
    );
    return null;
  };

  switch (scheme['type']) {
    case 'apiKey': {
      const parameter = scheme['name'];
      const place = scheme['in'];
      if (place !== 'header' && place !== 'query' && place !== 'cookie') {
        return invalid(memberOrNode(scheme, 'in', origins), 'in must be header, query or cookie.');
      }
      if (typeof parameter !== 'string' || parameter === '') {
        return invalid(
          memberOrNode(scheme, 'name', origins),
          'An API key needs the name of what carries it.',
        );
      }
      if (place !== 'query' && !TOKEN.test(parameter)) {
        return invalid(
          origins.member(scheme, 'name'),
          `${quoted(parameter)} is no valid ${place} name (RFC 9110 section 5.6.2).`,
        );
      }
      return {
        ...common,
        kind: 'apiKey',
        in: place,
        parameter,
        prefix: textOf(members['prefix']),
        expiresSeconds: durationOf(members['expires']),
      };
    }
    case 'http': {
      const token = httpScheme(scheme);
      if (token === null || !TOKEN.test(token)) {
        return invalid(
          memberOrNode(scheme, 'scheme', origins),
          'scheme must name an HTTP authentication scheme, such as bearer or basic.',
        );
      }
      if (token === 'basic') return { ...common, kind: 'basic' };
      if (token === 'bearer') return { ...common, ...jwtScheme(name, 'http', scheme, members) };
      if (token === 'dpop') return notEnforced('scheme', 'DPoP');
      return { ...common, kind: 'custom', httpScheme: token };
    }
    case 'oauth2':
    case 'openIdConnect':
      return { ...common, ...jwtScheme(name, scheme['type'], scheme, members) };
    case 'mutualTLS':
      return { ...common, kind: 'mutualTLS' };
    default:
      return invalid(
        memberOrNode(scheme, 'type', origins),
        'type must be apiKey, http, mutualTLS, oauth2 or openIdConnect.',
      );
  }
}

function jwtScheme(
  name: string,
  type: JwtSchemeDefinition['type'],
  scheme: JsonObject,
  members: JsonObject,
): JwtSchemeDefinition {
  const defaults = vocabulary('token scheme');
  const claims = isJsonObject(members['claims']) ? members['claims'] : {};
  const algorithms = stringsOf(members['algorithms']);
  return {
    kind: 'jwt',
    name,
    type,
    issuer: textOf(members['issuer']),
    audience:
      typeof members['audience'] === 'string' ? [members['audience']] : stringsOf(members['audience']),
    algorithms: algorithms.length > 0 ? algorithms : stringsOf(defaults.get('algorithms')?.default),
    typ: members['typ'] === 'legacy' ? 'legacy' : 'at+jwt',
    clockSkewSeconds: durationOf(members['clockSkew']) ?? durationOf(defaults.get('clockSkew')?.default) ?? 0,
    claims: {
      roles: textOf(claims['roles']),
      tenant: textOf(claims['tenant']),
      plan: textOf(claims['plan']),
    },
    revocation: stringsOf(members['revocation']) as JwtSchemeDefinition['revocation'],
    bind: members['bind'] === 'mtls' ? 'mtls' : 'none',
    discoveryUrl: discoveryUrl(scheme),
  };
}

/** Only https URLs are fetched; any other is a finding of the weaknesses pass. */
function discoveryUrl(scheme: JsonObject): string | null {
  const url = textOf(
    scheme['type'] === 'openIdConnect' ? scheme['openIdConnectUrl'] : scheme['oauth2MetadataUrl'],
  );
  return url !== null && isHttpsUrl(url) ? url : null;
}

export function isHttpsUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}

/** The scheme token in lower case: it is case-insensitive (RFC 9110 §11.1). */
export function httpScheme(scheme: JsonObject): string | null {
  return typeof scheme['scheme'] === 'string' ? scheme['scheme'].toLowerCase() : null;
}

function memberOrNode(node: JsonObject, key: string, origins: Origins): Location {
  return node[key] === undefined ? origins.of(node) : origins.member(node, key);
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function stringsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

function durationOf(value: Json | undefined): number | null {
  return typeof value === 'string' ? parseDuration(value) : null;
}
