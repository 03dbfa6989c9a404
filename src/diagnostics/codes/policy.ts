import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/policy`. */
export const policyCodes = {
  'x-security-misplaced': {
    severity: 'error',
    summary: 'x-security stands where it means nothing, and would be ignored.',
    help: 'Move it to the root, a path, an operation, a security scheme or a schema.',
  },
  'x-security-misspelt': {
    severity: 'error',
    summary: 'A keyword looks like x-security or security and is neither, so that it would be ignored.',
    help: null,
  },
  'security-misplaced': {
    severity: 'error',
    summary: 'security stands where OpenAPI has none, and would be ignored.',
    help: 'Move it to the root or to each operation.',
  },
  'x-security-version': {
    severity: 'error',
    summary: 'The document uses x-security, and its root does not name the version of the vocabulary.',
    help: 'Add x-security: { version: 1 } to the root.',
  },
  'x-security-unknown-member': {
    severity: 'error',
    summary: 'x-security has a member that the vocabulary does not know at its place.',
    help: null,
  },
  'x-security-invalid-value': {
    severity: 'error',
    summary: 'A member of x-security has a value of the wrong type, form or range.',
    help: null,
  },
  'member-not-enforced': {
    severity: 'error',
    summary:
      'A member of x-security, or its value, is part of the vocabulary, and this version does not enforce it.',
    help: 'Remove it; the server would not do what it says.',
  },
  'because-missing': {
    severity: 'error',
    summary: 'A member of x-security weakens a protection without giving a reason.',
    help: 'Add because: "<the reason>" to the same x-security object, or remove the member.',
  },
  'protection-weakened': {
    severity: 'info',
    summary: 'A member of x-security weakens a protection; its reason is quoted.',
    help: null,
  },
  'scheme-member-misfit': {
    severity: 'error',
    summary: 'x-security of a security scheme has a member that belongs to another type of scheme.',
    help: null,
  },
  'hmac-algorithm-mixed': {
    severity: 'error',
    summary: 'An HS algorithm stands beside others, which allows key confusion (RFC 8725 section 2.1).',
    help: 'Remove the HS algorithm, or all others.',
  },
  'clock-skew-too-long': {
    severity: 'error',
    summary: 'The tolerance for token times is longer than 120 seconds.',
    help: 'Write at most 120s.',
  },
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
    summary: 'rateLimit or a plan names a limiter that the limiters of the root x-security do not declare.',
    help: 'Declare the limiter in x-security.limiters of the root, or correct its name.',
  },
  'limiter-unused': {
    severity: 'low',
    summary: 'A limiter is declared that no rateLimit names, so that it limits nothing.',
    help: 'Name it in rateLimit, or remove it.',
  },
  'undefined-plan': {
    severity: 'error',
    summary: 'plans.default names a plan that the plans of the root x-security do not declare.',
    help: 'Declare the plan in x-security.plans of the root, or correct its name.',
  },
  'plan-limiter-misfit': {
    severity: 'error',
    summary: 'A plan sets the rate of a limiter that is charged before the caller is known.',
    help: 'Remove it from the plan, or let the plan set a limiter keyed by principal, client, apiKey or tenant.',
  },
  'plan-never-set': {
    severity: 'low',
    summary: 'There are plans, and no claim of any token scheme says which plan a caller has.',
    help: 'Name the claim in x-security: { claims: { plan: /… } } of the security scheme.',
  },
  'burst-misfit': {
    severity: 'error',
    summary: 'A limiter with fixed windows has a burst.',
    help: 'Remove burst, or the algorithm.',
  },
  'cost-uncounted': {
    severity: 'low',
    summary: 'An operation has a cost that no limiter of it counts.',
    help: 'Add a limiter with unit: cost to rateLimit, or remove the cost.',
  },
  'cost-unaffordable': {
    severity: 'error',
    summary: 'One call of an operation costs more than a limiter ever holds, in some plan.',
    help: 'Lower the cost, or raise the rate or the burst.',
  },
  'login-account-missing': {
    severity: 'error',
    summary: 'login.perAccount is set where login.account is not.',
    help: 'Add account: "$request.body#/…", or remove perAccount.',
  },
  'cors-without-origins': {
    severity: 'error',
    summary: 'cors has members that open nothing, because no level names the origins they are about.',
    help: 'Add cors: { origins: [ … ] } here or above, or write cors: false.',
  },
  'cors-any-with-credentials': {
    severity: 'error',
    summary: 'cors lets pages of any origin act with the cookies of users.',
    help: 'List the origins, or remove credentials.',
  },
  'cors-origin-not-serialized': {
    severity: 'error',
    summary:
      'An origin of cors is not written as browsers send it (lower case, no default port, no path), and would never match.',
    help: null,
  },
  'cors-any-origin': {
    severity: 'low',
    summary: 'cors lets pages of any origin read replies.',
    help: 'List the origins, unless everybody may read what these operations return.',
  },
  'cors-origin-plain': {
    severity: 'low',
    summary:
      'cors opens replies to pages that are served without HTTPS, which anybody on the way can change.',
    help: 'Use https origins; a development origin belongs in the option origins of the server.',
  },
  'url-rule-misplaced': {
    severity: 'error',
    summary: 'A url rule stands on a schema that also takes what is no string, which it would not check.',
    help: 'Write type: string into the same schema; type: [string, "null"] will do.',
  },
  'url-host-special': {
    severity: 'error',
    summary: 'A url rule lists a private or special host, which it never accepts.',
    help: 'Remove it. A service of your own needs no URL from a request: name it in the configuration of the server.',
  },
  'url-default-refused': {
    severity: 'error',
    summary: 'The default of a schema is a URL that its own url rule refuses.',
    help: 'Correct the default, or the rule.',
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
  'list-without-object': {
    severity: 'error',
    summary: 'access.list asks for a policy where access.object: none says that there is nothing to decide.',
    help: 'Name the policy of the list in access.object, or remove access.list.',
  },
  'tenant-without-claim': {
    severity: 'error',
    summary:
      'access.tenant asks for the tenant of tokens that have none, so that everybody would be refused.',
    help: 'Add x-security: { claims: { tenant: /tenant } } to the scheme.',
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
      'A document of Swagger 2.0 or OpenAPI 3.0 asks for scopes of a scheme that has none. They are enforced as scopes.',
    help: 'Use an oauth2 or openIdConnect scheme, or OpenAPI 3.1, where such names are roles.',
  },
  'scheme-unused': {
    severity: 'low',
    summary: 'A security scheme is declared that no operation requires.',
    help: 'Require it in security, or remove it.',
  },
  'scheme-deprecated': {
    severity: 'low',
    summary: 'Operations require a security scheme that the document declares deprecated.',
    help: 'Require another scheme, or let operations accept either until callers have moved.',
  },
  'scheme-basic': {
    severity: 'medium',
    summary: 'A scheme is HTTP Basic: every request carries the password itself.',
    help: 'Prefer tokens; where Basic must stay, give its users generated passwords.',
  },
  'key-in-query': {
    severity: 'high',
    summary: 'An API key stands in the query, from where it reaches logs, histories and referrers.',
    help: 'Put the key into a header.',
  },
  'key-without-format': {
    severity: 'info',
    summary:
      'An API key has no declared format: leaked keys cannot be recognised, and expiry is up to the key store.',
    help: 'Add x-security: { prefix: … } to the scheme, if new keys can be issued.',
  },
  'scheme-custom': {
    severity: 'low',
    summary: 'An HTTP authentication scheme has no built-in verifier; the server does not start without one.',
    help: 'Give the server a verifier for it, or use a scheme that is built in.',
  },
  'weak-flow': {
    severity: 'high',
    summary: 'An oauth2 scheme offers the implicit or the password flow (RFC 9700 sections 2.1.2 and 2.4).',
    help: 'Use the authorization code flow with PKCE.',
  },
  'discovery-unusable': {
    severity: 'medium',
    summary: 'A discovery URL is not https; keys and issuer must come from the options of the server.',
    help: 'Write an absolute https URL.',
  },
  'public-unsafe': {
    severity: 'medium',
    summary: 'An operation that changes something is open to everybody.',
    help: 'Make sure that this is meant; x-security: { access: public, because: … } records why.',
  },
  'key-only-unsafe': {
    severity: 'medium',
    summary: 'Operations that change something ask for an API key and nothing that names a user.',
    help: 'Require a token as well, or make sure that clients act for themselves.',
  },
  'deprecated-operation': {
    severity: 'info',
    summary: 'Deprecated operations are served like any other.',
    help: 'Remove those that nobody calls any more.',
  },
  'outbound-operation': {
    severity: 'info',
    summary: 'Callbacks and webhooks describe requests the server sends. No code is generated for them.',
    help: null,
  },
  'read-only-required': {
    severity: 'info',
    summary: 'A required property is readOnly: OpenAPI requires it in replies only.',
    help: null,
  },
  'read-only-write-only': {
    severity: 'low',
    summary: 'A schema is readOnly and writeOnly at once.',
    help: 'Remove one of the two.',
  },
  'numeric-id': {
    severity: 'low',
    summary:
      'Objects are named by integers in the path, which can be guessed; only object policies stand in between.',
    help: 'Use random ids, such as format: uuid, where objects are not public.',
  },
  'schema-unbounded': {
    severity: 'low',
    summary: 'Requests may hold strings and arrays of any length; only the caps on the body bound them.',
    help: 'Add maxLength and maxItems, or bound all of them by x-security: { validation: { maxLength, maxItems } }.',
  },
  'schema-free-form': {
    severity: 'low',
    summary: 'Requests may hold objects of any content, which reach the handler whole.',
    help: 'Name the properties, or close the object with additionalProperties: false.',
  },
  'schema-url': {
    severity: 'low',
    summary: 'Requests hold URLs that a handler might call, and no rule says which are allowed.',
    help: 'Add x-security: { url: { hosts: [ … ] } } to the schema, and fetch such URLs through safeFetch only.',
  },
  'vendor-opening': {
    severity: 'medium',
    summary: 'An extension of another product switches security off there. It is not obeyed.',
    help: 'Write security: [] with x-security: { access: public } where an operation is meant to be open.',
  },
  'vendor-protection': {
    severity: 'low',
    summary: 'An extension of another product speaks of security. Nothing of it is enforced.',
    help: 'Say the same with security and x-security.',
  },
} as const satisfies Record<string, CodeEntry>;
