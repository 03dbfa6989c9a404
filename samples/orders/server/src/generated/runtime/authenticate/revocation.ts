// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Whether a genuine token was taken back (semantics §3, Revocation). */
import type { JwtCredentials } from './credentials.js';
import { isPending } from './dependency.js';
import { invalid, type Verdict } from './scheme.js';
import type { AccessToken } from './token-claims.js';

/** What is asked; `undefined`: nothing can be taken back that way. */
export interface Revocation {
  readonly isRevoked: JwtCredentials['isRevoked'] | undefined;
  readonly credentialsChangedAt: JwtCredentials['credentialsChangedAt'] | undefined;
}

/** The store of the credentials; their own functions go before it. `null` where there is neither. */
export function revocationOf(credentials: JwtCredentials): Revocation | null {
  const { isRevoked, credentialsChangedAt, revocation: store } = credentials;
  if (store !== undefined) {
    return {
      isRevoked: isRevoked ?? ((jti, token) => store.isRevoked(jti, token)),
      credentialsChangedAt: credentialsChangedAt ?? ((subject) => store.credentialsChangedAt(subject)),
    };
  }
  if (isRevoked === undefined && credentialsChangedAt === undefined) return null;
  return { isRevoked, credentialsChangedAt };
}

const REVOKED = invalid('token-revoked');
const CREDENTIALS_CHANGED = invalid('credentials-changed');

/**
 * The refusal of a revoked token, `null` for any other.
 *
 * @throws TypeError When the application answers with something else than it promised: an outage, never a "no".
 */
export function checkRevocation(
  token: AccessToken,
  { isRevoked, credentialsChangedAt }: Revocation,
): Verdict | null | Promise<Verdict | null> {
  if (isRevoked === undefined || token.tokenId === null) return checkChange(token, credentialsChangedAt);
  const answer = isRevoked(token.tokenId, { subject: token.subject, expiresAt: token.expiresAt });
  return isPending(answer)
    ? answer.then((settled) => revokedVerdict(settled) ?? checkChange(token, credentialsChangedAt))
    : (revokedVerdict(answer) ?? checkChange(token, credentialsChangedAt));
}

function checkChange(
  token: AccessToken,
  credentialsChangedAt: Revocation['credentialsChangedAt'],
): Verdict | null | Promise<Verdict | null> {
  if (credentialsChangedAt === undefined) return null;
  const answer = credentialsChangedAt(token.subject);
  return isPending(answer)
    ? answer.then((settled) => changeVerdict(token, settled))
    : changeVerdict(token, answer);
}

function revokedVerdict(revoked: boolean): Verdict | null {
  if (typeof revoked !== 'boolean') throw new TypeError('isRevoked did not answer true or false');
  return revoked ? REVOKED : null;
}

function changeVerdict({ issuedAt }: AccessToken, changedAt: number | null): Verdict | null {
  if (changedAt === null) return null;
  if (typeof changedAt !== 'number' || !Number.isFinite(changedAt)) {
    throw new TypeError('credentialsChangedAt did not answer with a time or null');
  }
  return issuedAt < changedAt ? CREDENTIALS_CHANGED : null;
}
