// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 8: who speaks. Built once from the document's schemes and the application's credentials. */
import { compileRoles } from '../authorize/roles.js';
import type { OperationDefinition, RoleDefinition, SchemeDefinition } from '../core/definition.js';
import type { Logger } from '../core/logger.js';
import type { StartupProblem } from '../core/startup-problem.js';
import type { CertificateFinder } from './certificate-finder.js';
import { isHeaderName } from './header-name.js';
import { ANONYMOUS, type Authenticate, challengeLines, compileRequirements } from './requirements.js';
import type { SchemeCredentials } from './credentials.js';
import type { Scheme, SchemeContext, SchemeFactories } from './scheme.js';

export type { Authenticate, AuthenticationResult } from './requirements.js';
export type { CredentialSource } from './credential-source.js';
export type { SchemeFactories } from './scheme.js';

export interface Authentication {
  /** What is missing; with any, the server must not start. */
  readonly problems: readonly StartupProblem[];
  /**
   * The check of one operation. Public and undecided operations ignore credentials: nobody is asked, and stage 11
   * refuses the undecided.
   *
   * @throws When the operation names a scheme that has a problem, or that the document does not define.
   */
  compile(operation: GuardedOperation): Authenticate;
  /** Flat list of header names and values that a 401 of the operation carries; none where anybody may call it. */
  challenges(operation: GuardedOperation): readonly string[];
  close(): Promise<void>;
}

export type GuardedOperation = Pick<OperationDefinition, 'name' | 'requirements' | 'access' | 'parameters'>;

export interface AuthenticationEnvironment {
  readonly log: Logger;
  /** Default: false. */
  readonly development?: boolean;
  /** Default: none are found. */
  readonly certificates?: CertificateFinder;
}

/**
 * @param roles The document's, `null` where it declares none.
 * @param factories The modules the generated `index.ts` hands in, one per kind of scheme the document uses.
 * @param credentials One entry per scheme, keyed by its name.
 */
export function createAuthentication(
  schemes: readonly SchemeDefinition[],
  roles: readonly RoleDefinition[] | null,
  realm: string,
  factories: SchemeFactories,
  credentials: Readonly<Record<string, SchemeCredentials>>,
  environment: AuthenticationEnvironment,
): Authentication {
  const problems: StartupProblem[] = [];
  const built = new Map<string, Scheme>();
  const expandRoles = compileRoles(roles);
  for (const definition of schemes) {
    const place = `credentials.${definition.name}`;
    const context: SchemeContext = {
      expandRoles,
      log: environment.log,
      development: environment.development === true,
      certificates: environment.certificates ?? null,
      problem: (message, fix) => problems.push({ name: place, message, fix }),
    };
    const supplied = Object.hasOwn(credentials, definition.name) ? credentials[definition.name] : undefined;
    const scheme = buildScheme(definition, supplied, factories, context);
    if (scheme !== null) built.set(definition.name, scheme);
  }
  const defined = new Set(schemes.map(({ name }) => name));
  for (const name of Object.keys(credentials)) {
    if (!defined.has(name)) {
      problems.push({
        name: `credentials.${name}`,
        message: 'The document uses no security scheme of this name.',
        fix: 'Remove the entry, or correct its name.',
      });
    }
  }

  return {
    problems,
    compile: (operation) => compileOperation(operation, schemes, built, realm),
    challenges: ({ access, requirements }) =>
      access.kind === 'public' || requirements === null ? [] : challengeLines(requirements, built, realm),
    close: () => {
      for (const scheme of built.values()) scheme.close?.();
      return Promise.resolve();
    },
  };
}

function compileOperation(
  { name, requirements, access, parameters }: GuardedOperation,
  definitions: readonly SchemeDefinition[],
  schemes: ReadonlyMap<string, Scheme>,
  realm: string,
): Authenticate {
  if (access.kind === 'public' || requirements === null) return () => ANONYMOUS;
  if (requirements.length === 0) {
    if (access.kind === 'undecided') return () => ANONYMOUS;
    throw new Error(`Operation ${name} asks for authentication but names no security scheme`);
  }
  for (const { credentials } of requirements) {
    for (const { scheme } of credentials) {
      if (!schemes.has(scheme)) {
        throw new Error(`Operation ${name} needs the scheme ${JSON.stringify(scheme)}, which is not there`);
      }
    }
  }
  const queryNames = new Set([
    ...parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name),
    ...queryKeyNames(definitions),
  ]);
  return compileRequirements(requirements, schemes, realm, queryNames);
}

/**
 * Query parameters that carry API keys, of any scheme of the document: they are credentials, not undeclared parameters,
 * also on operations that ignore them.
 */
function queryKeyNames(definitions: readonly SchemeDefinition[]): readonly string[] {
  return definitions.flatMap((definition) =>
    definition.kind === 'apiKey' && definition.in === 'query' ? [definition.parameter] : [],
  );
}

/** A factory and the credentials it takes are matched by `kind`, which the compiler cannot follow through a union. */
function buildScheme(
  definition: SchemeDefinition,
  supplied: SchemeCredentials | undefined,
  factories: SchemeFactories,
  context: SchemeContext,
): Scheme | null {
  const { problem } = context;
  if (supplied === undefined) {
    problem(
      'Nothing says how credentials of this security scheme are verified.',
      `Set credentials.${definition.name} to { kind: '${definition.kind}', … } in src/credentials.ts.`,
    );
    return null;
  }
  if (supplied.kind === 'missing') {
    problem(supplied.message, supplied.fix);
    return null;
  }
  if (supplied.kind !== definition.kind) {
    problem(
      `The scheme needs credentials of kind '${definition.kind}'.`,
      `Set its kind to '${definition.kind}' in src/credentials.ts.`,
    );
    return null;
  }
  switch (definition.kind) {
    case 'basic':
      if (factories.basic === undefined || supplied.kind !== 'basic') break;
      return factories.basic(definition, supplied, context);
    case 'apiKey':
      if (factories.apiKey === undefined || supplied.kind !== 'apiKey') break;
      if (definition.in === 'header' && !isHeaderName(definition.parameter)) {
        problem('The header that carries the key has no valid name.', 'Correct the document.');
        return null;
      }
      return factories.apiKey(definition, supplied, context);
    case 'jwt':
      if (factories.jwt === undefined || supplied.kind !== 'jwt') break;
      return factories.jwt(definition, supplied, context);
    case 'mutualTLS':
      if (factories.mutualTLS === undefined || supplied.kind !== 'mutualTLS') break;
      return factories.mutualTLS(definition, supplied, context);
    case 'custom':
      if (factories.custom === undefined || supplied.kind !== 'custom') break;
      if (!isHeaderName(definition.httpScheme)) {
        problem('The http scheme has no valid name.', 'Correct the document.');
        return null;
      }
      return factories.custom(definition, supplied, context);
  }
  problem(
    `The module for '${definition.kind}' schemes is not part of this server.`,
    'Generate the project again, and leave src/generated as it is written.',
  );
  return null;
}
