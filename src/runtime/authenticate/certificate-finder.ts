/** How schemes get at the client's certificate of a request, be it the credential or what a token is bound to. */
import type { ClientCertificate } from './credentials.js';
import type { AMBIGUOUS, CredentialSource } from './credential-source.js';

/** A certificate that can be read, whoever vouches for it. Times are milliseconds since the epoch. */
export interface ReadCertificate {
  readonly certificate: ClientCertificate;
  /** `x5t#S256` (RFC 8705 §3.1): SHA-256 of the DER, base64url. */
  readonly thumbprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** One that counts; a slug that says why one does not; `null` where none was shown. */
export type ShownCertificate = ReadCertificate | string | typeof AMBIGUOUS | null;

export interface CertificateFinder {
  find(source: CredentialSource): ShownCertificate;
}

export type CertificateFinderFactory = (options: {
  /** Option `trust.clientCert`: trusted proxies are believed. */
  readonly believesProxies: boolean;
  /** Local callers of `npm run dev` may write the field themselves: no TLS ends there. */
  readonly development: boolean;
}) => CertificateFinder;
