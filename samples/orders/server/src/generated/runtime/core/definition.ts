// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * What the runtime knows of a document: plain data, written by the generator into `operations.ts`.
 *
 * Named things are arrays of records with a `name`, never objects keyed by a string of the document:
 * a name such as `__proto__` is then only a value.
 */
import type { OperationValidators } from './operation-validators.js';

export interface ApiDefinition {
  readonly title: string;
  readonly version: string;
  /** `realm` of every challenge (RFC 9110 §11.5). */
  readonly realm: string;
  /** Root `servers`; the default of operations that name none. Never empty: OAS defaults to `/`. */
  readonly servers: readonly ServerDefinition[];
  /** Role names with everything each implies, itself included; `null` where the document declares no `roles`. */
  readonly roles: readonly RoleDefinition[] | null;
  readonly limiters: readonly LimiterDefinition[];
  /** `null` where the document declares no `plans`. */
  readonly plans: PlansDefinition | null;
  /** Names of the root `rateLimit` entries keyed exactly `ip`: charged at stage 4, whatever an operation lists. */
  readonly ipRateLimit: readonly string[];
  readonly schemes: readonly SchemeDefinition[];
  /** Root `errors.typeBase`: prefix of problem `type`; `null` means `about:blank`. Used before an operation is matched. */
  readonly typeBase: string | null;
  /** Root `cors`: what replies carry before an operation is matched. */
  readonly cors: CorsDefinition | null;
  readonly operations: readonly OperationDefinition[];
}

/** Who may read replies in a browser; `null` in its place opens nothing. */
export interface CorsDefinition {
  /** Serialized origins (`https://app.example.com`), or `*`. */
  readonly origins: readonly string[];
  /** Whether pages of these origins may act with the user's cookies. */
  readonly credentials: boolean;
  /** Reply headers scripts may read beside those of the core. */
  readonly expose: readonly string[];
  /** How long a browser may keep the answer to a preflight; `null` leaves it to the browser. */
  readonly maxAgeSeconds: number | null;
}

export interface ServerDefinition {
  /**
   * Authorities this server answers to, lower case, default port dropped (`api.example.com`, `localhost:8080`),
   * enum variables expanded. Empty for a relative server URL.
   */
  readonly authorities: readonly string[];
  /** Mount prefix without trailing slash: `''` or `/v1`. */
  readonly basePath: string;
}

export interface RoleDefinition {
  readonly name: string;
  /** Every role this one implies, transitively, itself included. */
  readonly implies: readonly string[];
}

export type LimiterKey = 'ip' | 'principal' | 'client' | 'apiKey' | 'tenant' | 'global';

export interface LimiterDefinition {
  readonly name: string;
  /** Components of the key, in order (`a+b`). */
  readonly key: readonly LimiterKey[];
  /** Units allowed per window. */
  readonly count: number;
  readonly windowSeconds: number;
  /** Units that may be taken at once; the rate's count unless declared (semantics §12). */
  readonly burst: number;
  readonly algorithm: 'gcra' | 'fixed';
  /** `requests` are charged at stage 10, or 4; `cost` at stage 16. */
  readonly unit: 'requests' | 'cost';
  readonly onFailure: 'local' | 'open' | 'closed';
}

export interface PlansDefinition {
  /** Plan of callers whose credentials name none, or an unknown one. */
  readonly default: string;
  readonly plans: readonly PlanDefinition[];
}

export interface PlanDefinition {
  readonly name: string;
  /** Limiters whose rate the plan replaces. */
  readonly rates: readonly PlanRate[];
}

export interface PlanRate extends RateDefinition {
  readonly limiter: string;
  readonly burst: number;
}

export interface RateDefinition {
  readonly count: number;
  readonly windowSeconds: number;
}

export type SchemeDefinition =
  | BasicSchemeDefinition
  | ApiKeySchemeDefinition
  | JwtSchemeDefinition
  | MutualTlsSchemeDefinition
  | CustomSchemeDefinition;

export interface BasicSchemeDefinition {
  readonly kind: 'basic';
  readonly name: string;
}

export interface ApiKeySchemeDefinition {
  readonly kind: 'apiKey';
  readonly name: string;
  readonly in: 'header' | 'query' | 'cookie';
  /** The header, query parameter or cookie that carries the key. */
  readonly parameter: string;
  /** With a prefix the documented key format binds (semantics §3); without, keys are opaque text. */
  readonly prefix: string | null;
  /** `expires` of the vocabulary: the longest a key may live after its creation; `null` where not declared. */
  readonly expiresSeconds: number | null;
}

export interface JwtSchemeDefinition {
  readonly kind: 'jwt';
  readonly name: string;
  readonly type: 'http' | 'oauth2' | 'openIdConnect';
  readonly issuer: string | null;
  readonly audience: readonly string[];
  readonly algorithms: readonly string[];
  readonly typ: 'at+jwt' | 'legacy';
  readonly clockSkewSeconds: number;
  /** JSON Pointers into the claims; `null` where the scheme maps none. */
  readonly claims: {
    readonly roles: string | null;
    readonly tenant: string | null;
    readonly plan: string | null;
  };
  readonly revocation: readonly ('jti' | 'credential-change')[];
  /** `mtls`: only with the certificate that the token names (RFC 8705 §3). `none`: only tokens bound to nothing. */
  readonly bind: 'none' | 'mtls';
  /** `oauth2MetadataUrl` or `openIdConnectUrl`: where issuer and JWKS are discovered when options name no keys. */
  readonly discoveryUrl: string | null;
}

/** The client's certificate (OpenAPI 3.1, `mutualTLS`). */
export interface MutualTlsSchemeDefinition {
  readonly kind: 'mutualTLS';
  readonly name: string;
}

/** An http scheme oasgard does not implement: the application supplies the verifier or the server does not start. */
export interface CustomSchemeDefinition {
  readonly kind: 'custom';
  readonly name: string;
  /** The `Authorization` scheme token, lower case. */
  readonly httpScheme: string;
}

export interface OperationDefinition {
  /** TypeScript identifier, unique: the key of its handler. */
  readonly name: string;
  readonly operationId: string | null;
  /** Upper case. */
  readonly method: string;
  /** The document's path template, for logs and audit. */
  readonly path: string;
  readonly segments: readonly SegmentDefinition[];
  /** `?k=v` of the path key: part of the match. A `null` value demands only that the name is present. */
  readonly queryConstants: readonly { readonly name: string; readonly value: string | null }[];
  /** Path- or operation-level `servers`; `null` inherits the root's. */
  readonly servers: readonly ServerDefinition[] | null;
  /** The alternatives, in order; `[]` is explicitly none, `null` is undecided (semantics, principle 2). */
  readonly requirements: readonly RequirementDefinition[] | null;
  readonly access: AccessDefinition;
  /** Limiters charged at stages 10 and 16 (entries keyed exactly `ip` at root are charged at stage 4 instead). */
  readonly rateLimit: readonly string[];
  /** Units one call takes of limiters that count cost. */
  readonly cost: number;
  /** Set where the operation checks a password or a code. */
  readonly login: LoginDefinition | null;
  readonly bodyLimits: BodyLimitsDefinition;
  readonly timeoutMs: number;
  readonly validation: ValidationDefinition;
  readonly audit: AuditDefinition;
  /** Whether it takes or returns values that no log, audit record or error may hold. */
  readonly sensitive: boolean;
  /** `errors.typeBase` where it differs per operation. */
  readonly typeBase: string | null;
  readonly cors: CorsDefinition | null;
  readonly parameters: readonly ParameterDefinition[];
  readonly requestBody: RequestBodyDefinition | null;
  readonly replies: readonly ReplyDefinition[];
  /** Loads the compiled checks; called once, at the first request of the operation. */
  readonly validators: () => Promise<OperationValidators>;
}

export interface BodyLimitsDefinition {
  /** Bytes. */
  readonly max: number;
  /** Nested arrays and objects; the root counts as 1. */
  readonly depth: number;
  /** Values: objects, arrays and scalars. */
  readonly nodes: number;
  /** Set where integers beyond ±(2^53 - 1) are read, as bigint (`validation.int64`). */
  readonly int64?: 'bigint';
}

/** One path segment: literal and parameter parts in order; `{a}...{b}.json` is one segment of four parts. */
export type SegmentDefinition = readonly SegmentPart[];

export type SegmentPart = { readonly literal: string } | { readonly parameter: string };

/** AND of credentials. No credentials at all is `{}`: anonymous. */
export interface RequirementDefinition {
  readonly credentials: readonly CredentialRequirement[];
}

export interface CredentialRequirement {
  readonly scheme: string;
  /** All required, exact match. */
  readonly scopes: readonly string[];
  /** OAS >= 3.1 role names on schemes without scopes: all required. */
  readonly roles: readonly string[];
}

export type AccessDefinition =
  | { readonly kind: 'public' }
  | { readonly kind: 'undecided' }
  | {
      readonly kind: 'authenticated';
      /** Any of these; `[]` asks for none. */
      readonly roles: readonly string[];
      /** `true`: the caller must belong to a tenant. A place: to the one that is named there. */
      readonly tenant: true | InputLocation | null;
      readonly object: ObjectDefinition | null;
    };

export interface ObjectDefinition {
  /** Key of the policy in `options.policies`. */
  readonly policy: string;
  /** Name used in audit records. */
  readonly type: string;
  /** Where the object's id stands in the input; `null` where `access.object` names none and there is no path parameter. */
  readonly id: InputLocation | null;
  /** Status of a denial; 404 hides existence. */
  readonly deny: 404 | 403;
  /** Set where the operation returns many objects: the policy is then a list policy. */
  readonly list: ListDefinition | null;
}

export interface ListDefinition {
  /** JSON Pointer of the items in the body of a reply. */
  readonly items: string;
}

/** A place in the validated input, from an OAS runtime expression. */
export type InputLocation =
  | { readonly in: 'path' | 'query' | 'header' | 'cookie'; readonly name: string }
  | { readonly in: 'body'; readonly pointer: string };

/** Failures allowed before an operation that checks a secret delays (semantics §5, Login guard). */
export interface LoginDefinition {
  /** Where the request names the account; `null` counts addresses alone. */
  readonly account: InputLocation | null;
  readonly perAccount: RateDefinition;
  readonly perIp: RateDefinition;
}

export interface ValidationDefinition {
  readonly unknownQuery: 'reject' | 'ignore';
  readonly unknownProperties: 'strip' | 'reject' | 'keep';
  readonly responses: 'enforce' | 'report' | 'off';
  readonly status: 400 | 422;
}

export interface AuditDefinition {
  readonly level: 'none' | 'metadata';
  readonly action: string;
  /** Whether allowed safe requests are recorded too: only where the document sets `audit` (semantics §12). */
  readonly always: boolean;
}

export interface ParameterDefinition {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  /** `tabDelimited`, and other delimiters than commas outside queries, are of Swagger 2.0 (`collectionFormat`). */
  readonly style:
    | 'simple'
    | 'label'
    | 'matrix'
    | 'form'
    | 'spaceDelimited'
    | 'pipeDelimited'
    | 'tabDelimited'
    | 'deepObject'
    | 'cookie';
  readonly explode: boolean;
  readonly allowEmptyValue: boolean;
  /** Set for `content` parameters: the value is one JSON text. */
  readonly json: boolean;
  readonly shape: WireShape;
  /** The schema's default, filled in where the parameter is absent; JSON text, `null` where there is none. */
  readonly default: string | null;
  /** Set where integers beyond ±(2^53 - 1) in JSON are read, as bigint (`validation.int64`). */
  readonly int64?: 'bigint';
  /** Set where the value is the whole query string (OAS 3.2, `in: querystring`): how that text is read. */
  readonly querystring?: RequestMediaType;
}

/**
 * How text on the wire becomes a value: the part of a schema that decoding needs. `int64` is an integer that may be
 * beyond ±(2^53 - 1).
 */
export type WireShape =
  | { readonly kind: 'string' | 'integer' | 'int64' | 'number' | 'boolean' | 'null' | 'any' }
  | { readonly kind: 'array'; readonly items: WireShape }
  | {
      readonly kind: 'object';
      readonly properties: readonly { readonly name: string; readonly shape: WireShape }[];
      /** Shape of names not listed; `null` where the schema forbids them. */
      readonly additional: WireShape | null;
    }
  /** The first option whose grammar fits wins; the validator has the last word. */
  | { readonly kind: 'oneOf'; readonly options: readonly WireShape[] };

export interface RequestBodyDefinition {
  readonly required: boolean;
  readonly content: readonly RequestMediaType[];
}

export interface RequestMediaType {
  /** Lower case, without parameters; may be a range (`image/*`). */
  readonly mediaType: string;
  readonly codec: 'json' | 'form' | 'multipart' | 'text' | 'binary';
  /** `form` and `multipart`: how each field is decoded. */
  readonly fields: readonly FieldDefinition[];
  /**
   * `form` and `multipart`: shape of fields not listed; `null` where they are refused. `text`: shape of the whole;
   * `null` where any text is one.
   */
  readonly additional: WireShape | null;
}

export interface FieldDefinition {
  readonly name: string;
  readonly required: boolean;
  /** A file field becomes a capped stream (`multipart` only). */
  readonly file: boolean;
  /** Whether the field may repeat (its schema is an array). */
  readonly repeated: boolean;
  readonly style: 'form' | 'spaceDelimited' | 'pipeDelimited' | 'tabDelimited' | 'deepObject';
  readonly explode: boolean;
  /** `encoding.contentType`, or the default for the schema; `[]` accepts any. Lower case, may be ranges. */
  readonly contentTypes: readonly string[];
  /** The field's text is JSON (objects in multipart, or an encoding that says so). */
  readonly json: boolean;
  readonly shape: WireShape;
  readonly maxBytes: number | null;
  /** Header fields of the part that the document describes, where it describes any (`multipart` only). */
  readonly headers?: readonly PartHeaderDefinition[];
}

/** A header of a part, read as a header parameter in style `simple`. */
export type PartHeaderDefinition = Pick<
  ParameterDefinition,
  'name' | 'required' | 'explode' | 'json' | 'shape' | 'int64'
>;

export interface ReplyDefinition {
  /** `200`, a range such as `2XX`, or `default`. */
  readonly status: string;
  readonly content: readonly ReplyMediaType[];
  readonly headers: readonly ReplyHeaderDefinition[];
}

export interface ReplyMediaType {
  readonly mediaType: string;
  /**
   * What a handler returns as content. The last four are sent item by item: `lines` of JSON, a `sequence` of JSON texts
   * (RFC 7464), server-sent events with JSON as their `data`, or whole `events`.
   */
  readonly codec: 'json' | 'text' | 'binary' | 'lines' | 'sequence' | 'data' | 'events';
}

export interface ReplyHeaderDefinition {
  readonly name: string;
  readonly required: boolean;
}
