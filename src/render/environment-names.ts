import type { SchemeModel } from '../model/api.js';

/** The variables a fresh project reads a scheme's credentials from. */
export interface SchemeVariables {
  readonly scheme: SchemeModel;
  readonly users: string;
  readonly keys: string;
  readonly certificates: string;
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly secret: string;
}

/** Variable names for each scheme, none used twice. */
export function nameVariables(schemes: readonly SchemeModel[]): readonly SchemeVariables[] {
  const taken = new Set<string>();
  return schemes.map((scheme) => {
    const base = screamingSnakeCase(scheme.name);
    let prefix = base;
    for (let count = 2; taken.has(prefix); count += 1) prefix = `${base}_${String(count)}`;
    taken.add(prefix);
    return {
      scheme,
      users: `${prefix}_USERS`,
      keys: prefix.endsWith('_KEY') ? `${prefix}S` : `${prefix}_KEYS`,
      certificates: `${prefix}_CERTIFICATES`,
      issuer: `${prefix}_ISSUER`,
      audience: `${prefix}_AUDIENCE`,
      jwksUrl: `${prefix}_JWKS_URL`,
      secret: `${prefix}_SECRET`,
    };
  });
}

function screamingSnakeCase(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .slice(0, 60)
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '');
  const snake = words.join('_');
  return /^[A-Z]/.test(snake) ? snake : `SCHEME${snake === '' ? '' : `_${snake}`}`;
}
