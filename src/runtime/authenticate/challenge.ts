/** `WWW-Authenticate` (RFC 9110 §11.6.1; semantics §1, table of challenges). */

/** Which challenge a scheme is answered with. Schemes of one kind share one challenge. */
export type ChallengeKind =
  | { readonly scheme: 'Basic' | 'Bearer' | 'ApiKey' | 'Cookie' | 'ClientCertificate' }
  /** An http scheme of the application's own: its token as the document writes it. */
  | { readonly scheme: 'custom'; readonly token: string };

export interface Challenge {
  readonly kind: ChallengeKind;
  /** Scopes the requirement names; told to Bearer clients only. */
  readonly scopes: readonly string[];
}

export const challengeToken = (kind: ChallengeKind): string =>
  kind.scheme === 'custom' ? kind.token : kind.scheme;

/** One challenge of a 401. `error` is for a token that was sent and is bad, never for one that is missing. */
export function challenge(
  realm: string,
  { kind, scopes }: Challenge,
  error: 'invalid_token' | 'insufficient_scope' | null,
): string {
  let text = `${challengeToken(kind)} realm=${quoted(realm)}`;
  if (kind.scheme === 'Basic') text += ', charset="UTF-8"';
  if (kind.scheme !== 'Bearer') return text;
  if (error !== null) text += `, error="${error}"`;
  if (scopes.length > 0 && scopes.every(isScopeToken)) text += `, scope="${scopes.join(' ')}"`;
  return text;
}

/** RFC 6749 §3.3 `scope-token`: what can stand between the quotes of `scope` as it is. */
function isScopeToken(scope: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope);
}

/** RFC 9110 §5.6.4 `quoted-string`; what no header may hold is left out. */
function quoted(text: string): string {
  return `"${text.replaceAll(/[^\x20-\x7e]/g, '').replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
