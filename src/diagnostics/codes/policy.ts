import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/policy`. */
export const policyCodes = {
  'undefined-scheme': {
    severity: 'error',
    summary: 'A security requirement names a scheme that components.securitySchemes does not declare.',
    help: null,
  },
  'invalid-security': {
    severity: 'error',
    summary:
      'A security member is not a list of objects of lists of strings, so nobody can say what it requires.',
    help: 'Write security as a list of objects, such as [{ scheme: [] }]; [] means that nothing is required.',
  },
  'undefined-role': {
    severity: 'error',
    summary: 'A role is named that the roles of the root x-security do not declare.',
    help: 'Declare the role in x-security.roles of the root, or correct its name.',
  },
  'role-cycle': {
    severity: 'error',
    summary: 'Roles imply each other in a circle.',
    help: 'Remove one of the implications.',
  },
  'undefined-limiter': {
    severity: 'error',
    summary: 'rateLimit names a limiter that the limiters of the root x-security do not declare.',
    help: 'Declare the limiter in x-security.limiters of the root, or correct its name.',
  },
  'public-with-requirement': {
    severity: 'error',
    summary: 'An operation is public by x-security and guarded by security at once.',
    help: 'Write security: [] beside access: public, or remove access: public.',
  },
  'access-without-scheme': {
    severity: 'error',
    summary: 'x-security asks for an authenticated caller where no security requirement names a scheme.',
    help: 'Name a scheme in security, or write access: public.',
  },
  'invalid-security-scheme': {
    severity: 'error',
    summary:
      'A required security scheme is not one of the kinds OpenAPI defines, or lacks what its kind needs.',
    help: 'Correct the scheme as the Security Scheme Object of OpenAPI describes it.',
  },
  'scheme-not-enforced': {
    severity: 'error',
    summary: 'A required security scheme is of a kind that this version of oasgard does not enforce.',
    help: 'Remove the scheme from the requirement, or require another one.',
  },
  'access-undecided': {
    severity: 'medium',
    summary:
      'The document does not say who may call an operation; the generated server denies it to everybody.',
    help: 'Add security or x-security.access, in the document or in an overlay (--overlay).',
  },
  'undeclared-scope': {
    severity: 'low',
    summary: 'A required scope is declared by no flow of its oauth2 scheme. It is enforced.',
    help: null,
  },
  'scopes-without-oauth': {
    severity: 'low',
    summary:
      'An OpenAPI 3.0 document asks for scopes of a scheme that has none. They are enforced as scopes.',
    help: 'Use an oauth2 or openIdConnect scheme, or OpenAPI 3.1, where such names are roles.',
  },
} as const satisfies Record<string, CodeEntry>;
