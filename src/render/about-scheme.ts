import type { SchemeModel } from '../model/api.js';

/** What a security scheme is, in a few words for people. */
export function aboutScheme(scheme: SchemeModel): string {
  switch (scheme.kind) {
    case 'basic':
      return 'User name and password (HTTP Basic)';
    case 'apiKey':
      return `API key in the ${scheme.in === 'query' ? 'query parameter' : scheme.in} ${scheme.parameter}`;
    case 'jwt':
      return 'Access token (JWT) in the Authorization header';
    case 'mutualTLS':
      return 'Client certificate (mutual TLS)';
    case 'custom':
      return `Credentials of the HTTP scheme ${scheme.httpScheme}`;
  }
}
