/** What a security scheme is to the evaluation of requirements: it finds its credential and judges it. */
import type {
  ApiKeySchemeDefinition,
  BasicSchemeDefinition,
  CustomSchemeDefinition,
  JwtSchemeDefinition,
  MutualTlsSchemeDefinition,
} from '../core/definition.js';
import type { Logger } from '../core/logger.js';
import type { Principal } from '../core/principal.js';
import type { ExpandRoles } from '../authorize/roles.js';
import type { ChallengeKind } from './challenge.js';
import type { CertificateFinder } from './certificate-finder.js';
import type { CredentialSource, Presented } from './credential-source.js';
import type {
  ApiKeyCredentials,
  BasicCredentials,
  CustomCredentials,
  JwtCredentials,
  MutualTlsCredentials,
} from './credentials.js';

export interface Scheme {
  readonly name: string;
  readonly challenge: ChallengeKind;
  /** What carries the credential where browsers send it unasked, for any page (stage 9); else `null`. */
  readonly sentUnasked: 'cookie' | 'certificate' | null;
  /** Finds the credential without judging it. */
  read(source: CredentialSource): Presented;
  /** Judges what {@link read} found. Never throws; a promise only where something must be waited for. */
  verify(credential: string, source: CredentialSource): Verdict | Promise<Verdict>;
  /** Gives up whatever is under way. */
  close?(): void;
}

/** `reason` is a slug that names the check that failed, for the log; it never quotes the credential. */
export type Verdict =
  | { readonly kind: 'valid'; readonly principal: Principal }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'limited'; readonly reason: string; readonly retryAfterSeconds: number }
  | {
      readonly kind: 'unavailable';
      readonly code: 'authentication-unavailable' | 'overloaded';
      readonly reason: string;
    };

/** What a scheme is built with. */
export interface SchemeContext {
  readonly expandRoles: ExpandRoles;
  readonly log: Logger;
  /** Plain HTTP to key sets on loopback is admitted. */
  readonly development: boolean;
  /** Finds certificates of clients; `null` where the document asks for none. */
  readonly certificates: CertificateFinder | null;
  /** Reports what is missing or wrong; the server then refuses to start. */
  readonly problem: (message: string, fix: string) => void;
}

/** Builds a scheme, or reports why not and returns `null`. */
export type SchemeFactory<Definition, Credentials> = (
  definition: Definition,
  credentials: Credentials,
  context: SchemeContext,
) => Scheme | null;

/** The optional modules: the generated `index.ts` hands in those its document needs. */
export interface SchemeFactories {
  readonly basic?: SchemeFactory<BasicSchemeDefinition, BasicCredentials>;
  readonly apiKey?: SchemeFactory<ApiKeySchemeDefinition, ApiKeyCredentials>;
  readonly jwt?: SchemeFactory<JwtSchemeDefinition, JwtCredentials>;
  readonly mutualTLS?: SchemeFactory<MutualTlsSchemeDefinition, MutualTlsCredentials>;
  readonly custom?: SchemeFactory<CustomSchemeDefinition, CustomCredentials>;
}

export function invalid(reason: string): Verdict {
  return Object.freeze({ kind: 'invalid', reason });
}

export function unavailable(
  reason: string,
  code: 'authentication-unavailable' | 'overloaded' = 'authentication-unavailable',
): Verdict {
  return Object.freeze({ kind: 'unavailable', code, reason });
}
