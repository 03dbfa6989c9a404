/** mutualTLS schemes: the client's certificate says who it is (semantics §2 and §3). */
import type { MutualTlsSchemeDefinition } from '../core/definition.js';
import { accountPrincipal } from './account-principal.js';
import type { ChallengeKind } from './challenge.js';
import type { CertificateFinder } from './certificate-finder.js';
import { AMBIGUOUS, type CredentialSource, type Presented } from './credential-source.js';
import type { CertificateRecord, MutualTlsCredentials } from './credentials.js';
import { consult } from './dependency.js';
import { invalid, type Scheme, type SchemeContext, type SchemeFactory, type Verdict } from './scheme.js';

const UNKNOWN = invalid('certificate-unknown');
const CREDENTIALS_CHANGED = invalid('credentials-changed');

export const mutualTlsScheme: SchemeFactory<MutualTlsSchemeDefinition, MutualTlsCredentials> = (
  definition,
  credentials,
  context,
) => {
  const { certificates } = context;
  if (certificates === null) {
    context.problem(
      'The module that reads client certificates is not part of this server.',
      'Generate the project again, and leave src/generated as it is written.',
    );
    return null;
  }
  if (typeof credentials.lookup !== 'function') {
    context.problem(
      'Nothing looks up the certificates of this scheme.',
      `Set credentials.${definition.name}.lookup in src/credentials.ts.`,
    );
    return null;
  }
  return new MutualTlsScheme(definition, credentials.lookup, certificates, context);
};

class MutualTlsScheme implements Scheme {
  readonly name: string;
  readonly challenge: ChallengeKind = { scheme: 'ClientCertificate' };
  readonly sentUnasked = 'certificate';
  readonly #lookup: MutualTlsCredentials['lookup'];
  readonly #certificates: CertificateFinder;
  readonly #context: SchemeContext;

  constructor(
    { name }: MutualTlsSchemeDefinition,
    lookup: MutualTlsCredentials['lookup'],
    certificates: CertificateFinder,
    context: SchemeContext,
  ) {
    this.name = name;
    this.#lookup = lookup;
    this.#certificates = certificates;
    this.#context = context;
  }

  read(source: CredentialSource): Presented {
    const found = this.#certificates.find(source);
    if (found === null || found === AMBIGUOUS) return found;
    // One that does not count was presented all the same: it never makes its sender anonymous.
    return typeof found === 'string' ? found : found.thumbprint;
  }

  verify(_credential: string, source: CredentialSource): Verdict | Promise<Verdict> {
    const found = this.#certificates.find(source);
    if (typeof found !== 'object' || found === null) {
      return invalid(typeof found === 'string' ? found : 'certificate-missing');
    }
    const { certificate } = found;
    return consult(
      this.name,
      this.#context.log,
      () => this.#lookup(certificate),
      (record) => this.#judge(record ?? null, found.notBefore),
    );
  }

  #judge(record: CertificateRecord | null, notBefore: number): Verdict {
    if (record === null) return UNKNOWN;
    const { credentialsChangedAt } = record;
    if (credentialsChangedAt !== undefined && !(notBefore / 1000 >= credentialsChangedAt)) {
      return CREDENTIALS_CHANGED;
    }
    const { expandRoles } = this.#context;
    const client = record.client ?? record.id;
    return { kind: 'valid', principal: accountPrincipal(this.name, record, expandRoles, client, null) };
  }
}
