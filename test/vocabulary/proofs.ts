/**
 * What proves that a member of `x-security` is enforced: a test by its file and a part of its title. A member that is
 * added must be listed here, and a line that no member needs any more must go.
 */
export interface Proof {
  /** Below `test`. */
  readonly file: string;
  /** Part of the title of a test or of its row. */
  readonly title: string;
}

const proof = (file: string, title: string): Proof => ({ file: `${file}.test.ts`, title });
const core = (file: string, title: string): Proof => proof(`unit/runtime/core/${file}`, title);
const limit = (file: string, title: string): Proof => proof(`unit/runtime/limit/${file}`, title);
const token = (title: string): Proof => proof('unit/runtime/authenticate/jwt', title);
const policy = (file: string, title: string): Proof => proof(`unit/policy/${file}`, title);
const verdicts = proof('model-based/verdicts', 'verdicts of random policies about random requests');

/** By the path of the member; `*` stands for a name the author chooses. Root, path and operation share their members. */
export const proofs: Readonly<Record<'api' | 'scheme' | 'schema', Readonly<Record<string, Proof>>>> = {
  api: {
    version: policy('check-keywords', 'wants a version at the root wherever the keyword is used'),
    realm: token('has no error where no token was sent'),
    roles: proof(
      'unit/runtime/authorize/function-level',
      'are a closed set where the document declares them',
    ),
    limiters: verdicts,
    'limiters.*.key': limit('rate-limiter', 'counts each principal, client, key and tenant apart'),
    'limiters.*.rate': limit('memory-store', 'never allows more than burst plus rate times time'),
    'limiters.*.burst': limit('memory-store', 'allows the burst at once, then one request per interval'),
    'limiters.*.algorithm': limit('fixed-window', 'allow exactly the count in each window'),
    'limiters.*.unit': core('limits', 'charge the cost of what is valid and allowed'),
    'limiters.*.onFailure': limit('rate-limiter', 'gives up on a hanging store after its budget'),
    'limiters.*.because': policy('vocabulary', 'shows examples that are valid'),
    plans: core('limits', 'apply the plan of the key record, its changes at once'),
    'plans.default': limit('plans', 'fall to the default where the credential names none'),
    access: verdicts,
    'access.roles': verdicts,
    'access.tenant': verdicts,
    'access.object': verdicts,
    'access.object.type': proof('unit/runtime/audit/auditor', 'writes who did what, to which object'),
    'access.object.id': proof('unit/runtime/authorize/object-level', 'is read at %j, and gone afterwards'),
    'access.object.policy': core('pipeline', 'hands the policy the whole input and the handler a grant'),
    'access.object.deny': verdicts,
    'access.list': core('objects', 'hands its scope to the handler, and lets allowed items leave'),
    'access.list.items': proof('unit/runtime/authorize/list-items', 'are the body, or stand in it'),
    rateLimit: policy('resolve-policy', 'are charged by nobody where rateLimit is false'),
    body: verdicts,
    'body.max': core('pipeline', 'a declared length beyond the cap'),
    'body.depth': proof('unit/runtime/decode/json', 'counts the root as depth 1'),
    'body.nodes': proof('unit/runtime/decode/json', 'counts every value as a node'),
    timeout: core('pipeline', 'answers 503 at the deadline, aborts the signal'),
    validation: verdicts,
    'validation.unknownQuery': proof(
      'unit/runtime/decode/parameters',
      'refuses what is not declared, unless told to ignore it',
    ),
    'validation.unknownProperties': verdicts,
    'validation.maxLength': proof(
      'unit/render/validators/requests',
      'bound strings and arrays that declare no bound themselves',
    ),
    'validation.maxItems': proof(
      'unit/render/validators/requests',
      'bound strings and arrays that declare no bound themselves',
    ),
    'validation.int64': policy('resolve-policy', 'are those of the semantics where nothing is said'),
    'validation.responses': core('pipeline', 'are not looked at where the document says off'),
    'validation.status': verdicts,
    errors: proof('unit/runtime/errors/problem-writer', 'prefixes types'),
    'errors.typeBase': proof('unit/runtime/errors/problem-writer', 'prefixes types'),
    audit: core('audit-level', 'drops intents and outcomes of requests that reach the handler'),
    'audit.level': core('audit-level', 'drops intents and outcomes of requests that reach the handler'),
    'audit.action': proof('unit/runtime/audit/auditor', 'writes who did what, to which object'),
    cors: core('cors', 'gets nothing where the operation is closed'),
    'cors.origins': core('cors', 'of another origin is processed, and its page reads nothing'),
    'cors.credentials': core('cors', 'refuses pages that may read replies, and not act with cookies'),
    'cors.expose': core('cors', 'of a listed origin may read that the host is wrong'),
    'cors.maxAge': core('cors', 'is answered without authentication and without a handler'),
    because: policy('check-keywords', 'does not let the reason of a path stand for that of its operation'),
    cost: verdicts,
    login: core('login', 'runs exactly five handlers for fifty parallel guesses'),
    'login.account': core('login', 'clears the account that succeeds, and no other'),
    'login.perAccount': limit('login-guard', 'lets the count fail, then delays twice as long each time'),
    'login.perIp': core('login', 'counts the address over all accounts, successes given back'),
  },
  scheme: {
    token: policy('resolve-policy', 'gives tokens the strict defaults'),
    issuer: token('is read with the issuer and audience of the options'),
    audience: token('names one of several audiences, on either side'),
    algorithms: token('a key only verifies the algorithms that fit it'),
    typ: token('%s is accepted from legacy issuers'),
    clockSkew: token('exp within the skew'),
    claims: token('gives a principal with everything the token says'),
    'claims.roles': token('gives a principal with everything the token says'),
    'claims.plan': token('gives a principal with everything the token says'),
    'claims.tenant': token('gives a principal with everything the token says'),
    revocation: token('asks for every request, and refuses a revoked id'),
    bind: policy('resolve-policy', 'gives tokens the strict defaults'),
    prefix: proof(
      'unit/runtime/authenticate/api-key',
      'is refused before storage is asked when anything is wrong with it',
    ),
    expires: proof('unit/runtime/authenticate/api-key', 'is good until its expiry and its longest life'),
    because: policy('vocabulary', 'shows examples that are valid'),
  },
  schema: {
    url: proof('unit/runtime/url/url-requests', 'reach the handler where the rule allows them'),
    'url.schemes': proof('unit/runtime/url/url-rule', 'takes listed schemes and ports only'),
    'url.hosts': proof('unit/runtime/url/url-rule', 'agrees with the parser of the platform'),
    'url.ports': proof('unit/runtime/url/url-rule', 'takes listed schemes and ports only'),
    read: core('properties', 'show to %j as %j what they may see'),
    write: core('properties', 'are refused where the object has %s'),
    sensitive: core('sensitive', 'of %s are not in what is logged of a handler that throws them'),
    because: policy('vocabulary', 'shows examples that are valid'),
  },
};

/** What this version understands and refuses to generate for: the whole member (`*`), or one value of it. */
export const unenforced: readonly string[] = [
  'api audit.delivery: *',
  'api audit.level: "body"',
  'api limiters.*.algorithm: "sliding"',
  'api limiters.*.unit: "bytes"',
  'api limiters.*.unit: "concurrency"',
  'api validation.int64: "bigint"',
  'scheme bind: "dpop"',
  'scheme bind: "mtls"',
  'scheme introspection.cache: *',
  'scheme introspection: *',
  'scheme session: *',
  'scheme token: "opaque"',
];
