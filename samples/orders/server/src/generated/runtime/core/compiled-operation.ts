// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Authenticate } from '../authenticate/authentication.js';
import { takesFormLogin } from '../authenticate/csrf.js';
import { compileFunctionLevel, type FunctionLevel } from '../authorize/function-level.js';
import { compileWithoutObjectId } from '../authorize/object-level.js';
import { compileParameters, type ParameterDecoder } from '../decode/parameters.js';
import { ProblemWriter } from '../errors/problem-writer.js';
import type { LoginGuard } from '../limit/login-guard.js';
import type { LimiterGroup } from '../limit/rate-limiter.js';
import { compileCors, corsRequestHeaders, type CorsPolicy } from '../transport/cors.js';
import type {
  AuditDefinition,
  InputLocation,
  ObjectDefinition,
  OperationDefinition,
  SchemeDefinition,
} from './definition.js';
import type { CreationPolicy, Handler, ListPolicy, OperationInput } from './handler.js';
import { pointerTokens } from './input-location.js';
import type { OperationValidators } from './operation-validators.js';
import type { Refusal } from './refusal.js';
import { ReplyTable } from './reply-table.js';
import type { Runtime } from './runtime.js';

/** RFC 9110 §9.2.1, and QUERY, which is safe by definition. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

export interface CompiledList {
  readonly policy: ListPolicy;
  /** Tokens of the pointer to the items of a reply. */
  readonly items: readonly string[];
}

/** Everything about an operation that does not change between requests. */
export class CompiledOperation {
  readonly definition: OperationDefinition;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly audit: AuditDefinition;
  /** Its method may change something: intents, CSRF. */
  readonly unsafe: boolean;
  /** Replies go to one caller: never stored (RFC 9111 §3.5). */
  readonly isPrivate: boolean;
  readonly authenticate: Authenticate;
  readonly authorize: FunctionLevel;
  /** What a 401 of the handler says beside what the handler says (RFC 9110 §11.6.1). */
  readonly challenges: readonly string[];
  /** Limiters of stage 10. */
  readonly limits: LimiterGroup | null;
  /** Limiters of stage 16. */
  readonly costLimits: LimiterGroup | null;
  readonly loginGuard: LoginGuard | null;
  readonly requestMediaTypes: readonly string[];
  readonly unsupportedMediaType: Refusal;
  /** What a successful reply may be, for `Accept`. */
  readonly replyMediaTypes: readonly string[];
  readonly decodeParameters: ParameterDecoder;
  readonly object: ObjectDefinition | null;
  /** Decides about one object; `null` where the operation is about none, or about many. */
  readonly policy: CreationPolicy | null;
  /** Decides about many objects. */
  readonly list: CompiledList | null;
  /** Takes the object's id out of the handler's input; `null` where no place of the input names it. */
  readonly withoutObjectId: ((input: OperationInput) => OperationInput) | null;
  /** Where the body names the caller's tenant. */
  readonly bodyTenant: InputLocation | null;
  readonly handler: Handler;
  readonly replies: ReplyTable;
  readonly problems: ProblemWriter;
  /** It checks a secret that a form of any page can send. */
  readonly takesFormLogin: boolean;
  readonly cors: CorsPolicy | null;
  /** `null` until the first request has loaded them. */
  validators: OperationValidators | null = null;
  #loading: Promise<OperationValidators> | null = null;
  readonly #schemes: readonly SchemeDefinition[];
  #corsRequestHeaders: readonly string[] | null = null;

  constructor(definition: OperationDefinition, runtime: Runtime) {
    const { access } = definition;
    this.definition = definition;
    this.#schemes = runtime.schemes;
    this.name = definition.name;
    this.method = definition.method;
    this.path = definition.path;
    this.audit = definition.audit;
    this.unsafe = !SAFE_METHODS.has(definition.method);
    this.isPrivate = access.kind !== 'public';
    this.authenticate = runtime.authentication.compile(definition);
    this.authorize = compileFunctionLevel(definition);
    this.challenges = runtime.authentication.challenges(definition);
    this.limits = runtime.limiter.compile(definition.rateLimit, 'requests');
    this.costLimits = definition.cost === 0 ? null : runtime.limiter.compile(definition.rateLimit, 'cost');
    this.loginGuard =
      definition.login === null ? null : runtime.limiter.loginGuard(definition.name, definition.login);
    this.requestMediaTypes = definition.requestBody?.content.map(({ mediaType }) => mediaType) ?? [];
    this.unsupportedMediaType = {
      stage: 12,
      code: 'unsupported-media-type',
      reason: 'content-type',
      headers: ['Accept', this.requestMediaTypes.join(', ')],
    };
    this.decodeParameters = compileParameters(definition.parameters, definition.validation.unknownQuery, [
      ...definition.queryConstants,
      ...queryCredentials(definition, runtime.schemes),
    ]);
    this.object = access.kind === 'authenticated' ? access.object : null;
    // Start-up has seen to it that the policy is of the kind the operation needs.
    const policy = this.object === null ? null : runtime.policies[this.object.policy]!;
    const list = this.object === null ? null : this.object.list;
    this.policy = list === null ? (policy as CreationPolicy | null) : null;
    this.list = list === null ? null : { policy: policy as ListPolicy, items: pointerTokens(list.items) };
    const id = this.object === null ? null : this.object.id;
    this.withoutObjectId = id === null ? null : compileWithoutObjectId(id, definition.parameters);
    const tenant = access.kind === 'authenticated' ? access.tenant : null;
    this.bodyTenant = tenant !== null && tenant !== true && tenant.in === 'body' ? tenant : null;
    this.handler = runtime.handlers[definition.name]!;
    this.replies = new ReplyTable(definition.replies);
    this.replyMediaTypes = this.replies.successMediaTypes;
    this.problems =
      definition.typeBase === null || definition.typeBase === runtime.typeBase
        ? runtime.problems
        : new ProblemWriter(definition.typeBase);
    this.takesFormLogin = this.unsafe && takesFormLogin(definition);
    this.cors = compileCors(definition.cors, runtime.origins);
  }

  /** Request headers a script may set: worked out where a preflight asks. */
  get corsRequestHeaders(): readonly string[] {
    this.#corsRequestHeaders ??= corsRequestHeaders(this.definition, this.#schemes);
    return this.#corsRequestHeaders;
  }

  /** One load for all who ask meanwhile; a failed one is tried again by the next request. */
  loadValidators(): Promise<OperationValidators> {
    this.#loading ??= this.definition.validators().then(
      (validators) => {
        this.validators = validators;
        return validators;
      },
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }
}

/** Names of query parameters that carry a credential of the operation: stage 8 has read them. */
function queryCredentials(
  { requirements }: OperationDefinition,
  schemes: readonly SchemeDefinition[],
): { readonly name: string }[] {
  const named = new Set(requirements?.flatMap(({ credentials }) => credentials.map(({ scheme }) => scheme)));
  return schemes.flatMap((scheme) =>
    scheme.kind === 'apiKey' && scheme.in === 'query' && named.has(scheme.name)
      ? [{ name: scheme.parameter }]
      : [],
  );
}
