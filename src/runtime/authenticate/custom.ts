/** http schemes oasgard does not implement: found here, judged by the application's verifier. */
import type { CustomSchemeDefinition } from '../core/definition.js';
import { accountPrincipal } from './account-principal.js';
import type { ChallengeKind } from './challenge.js';
import { authorizationText, type CredentialSource, type Presented } from './credential-source.js';
import type { Account, CustomCredentials } from './credentials.js';
import { consult } from './dependency.js';
import { invalid, type Scheme, type SchemeContext, type SchemeFactory, type Verdict } from './scheme.js';

const EMPTY = invalid('credential-empty');
const REFUSED = invalid('verifier-refused');

export const customScheme: SchemeFactory<CustomSchemeDefinition, CustomCredentials> = (
  definition,
  credentials,
  context,
) => {
  if (typeof credentials.verify !== 'function') {
    context.problem(
      `http scheme '${definition.httpScheme}' has no verifier.`,
      `Set credentials.${definition.name}.verify in src/credentials.ts.`,
    );
    return null;
  }
  return new CustomScheme(definition, credentials.verify, context);
};

class CustomScheme implements Scheme {
  readonly name: string;
  readonly challenge: ChallengeKind;
  readonly sentUnasked = null;
  readonly #token: string;
  readonly #verify: CustomCredentials['verify'];
  readonly #context: SchemeContext;

  constructor(
    { name, httpScheme }: CustomSchemeDefinition,
    verify: CustomCredentials['verify'],
    context: SchemeContext,
  ) {
    this.name = name;
    this.#token = httpScheme.toLowerCase();
    this.challenge = { scheme: 'custom', token: httpScheme };
    this.#verify = verify;
    this.#context = context;
  }

  read(source: CredentialSource): Presented {
    return authorizationText(source, this.#token);
  }

  verify(credential: string): Verdict | Promise<Verdict> {
    if (credential === '') return EMPTY;
    return consult(
      this.name,
      this.#context.log,
      () => this.#verify(credential),
      (account) => this.#judge(account ?? null),
    );
  }

  #judge(account: Account | null): Verdict {
    if (account === null) return REFUSED;
    return {
      kind: 'valid',
      principal: accountPrincipal(this.name, account, this.#context.expandRoles, null, null),
    };
  }
}
