/**
 * What templates see: public API, documented in docs/templates.md from `context-shapes.ts`. Nothing is optional: what
 * may be absent is `null`, so that a name that is missing is a mistake.
 */
import type { Code } from './code.js';
import type { Dependency } from './rendered-project.js';

/** Raised where a context loses or changes a member; the changelog says which. */
export const contextVersion = 1;

/** The document at large. */
export interface AboutContext {
  readonly title: string;
  readonly version: string;
  readonly description: string | null;
  /** A valid npm package name. */
  readonly packageName: string;
}

/** What every context has. */
export interface CommonContext {
  /** Name of the document's file. */
  readonly source: string;
  readonly api: AboutContext;
}

/** Templates rendered once: `project/server.ts`, `README.md` and others, and further files `each: api`. */
export interface ApiContext extends CommonContext {
  readonly title: string;
  readonly version: string;
  readonly description: string | null;
  readonly packageName: string;
  readonly operations: readonly OperationContext[];
  readonly tags: readonly TagSummary[];
  readonly policies: readonly PolicyContext[];
  readonly schemes: readonly SchemeContext[];
  /** The one origin that `cors` of the document lists; `null` where it lists none or several. */
  readonly origin: string | null;
  /** Whether certificates of clients count. */
  readonly certificates: boolean;
  /** Whether `server.ts` puts Fastify in front of the API. */
  readonly fastify: boolean;
  readonly servers: readonly ServerContext[];
  readonly schemas: readonly SchemaContext[];
  readonly dependencies: readonly Dependency[];
  readonly devDependencies: readonly Dependency[];
}

/** A tag that operations are filed under. */
export interface TagSummary {
  readonly name: string;
  /** Kebab-case, without extension. */
  readonly fileName: string;
  /** Names of its operations. */
  readonly operations: readonly string[];
}

/** Further files `each: tag`. */
export interface TagContext extends CommonContext {
  readonly name: string;
  readonly fileName: string;
  readonly operations: readonly OperationContext[];
}

/** Further files `each: operation`. */
export interface OperationContext extends CommonContext {
  /** Identifier, unique: the name of its handler. */
  readonly name: string;
  /** The name in PascalCase: prefix of its types. */
  readonly typeName: string;
  /** The name in kebab-case, unique on disks that ignore case. */
  readonly fileName: string;
  readonly operationId: string | null;
  /** Upper case. */
  readonly method: string;
  /** As the document writes it: `/orders/{orderId}`. */
  readonly path: string;
  readonly summary: string | null;
  readonly description: string | null;
  readonly deprecated: boolean;
  readonly tag: { readonly name: string; readonly fileName: string };
  readonly access: AccessContext;
  /** Alternatives; `[]` asks for no credentials. */
  readonly requirements: readonly RequirementContext[];
  readonly parameters: readonly ParameterContext[];
  readonly body: BodyContext | null;
  readonly replies: readonly ReplyContext[];
  /** Name of the type its handler receives. */
  readonly request: Code;
  /** Name of the type its handler returns. */
  readonly reply: Code;
  /** Names of the limiters that are charged. */
  readonly limiters: readonly string[];
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

/** Who may call an operation. Exactly one of the three is true. */
export interface AccessContext {
  readonly public: boolean;
  readonly authenticated: boolean;
  readonly undecided: boolean;
  /** Any of these; `[]` asks for none. */
  readonly roles: readonly string[];
  readonly tenant: boolean;
  /** The policy that decides; `null` where none does. */
  readonly policy: { readonly name: string; readonly type: string; readonly list: boolean } | null;
  /** Why, as the document says. */
  readonly because: string | null;
}

/** Credentials that are needed together; none: anonymous. */
export interface RequirementContext {
  readonly credentials: readonly {
    readonly scheme: string;
    readonly scopes: readonly string[];
    readonly roles: readonly string[];
  }[];
}

export interface ParameterContext {
  readonly name: string;
  /** `path`, `query`, `header` or `cookie`. */
  readonly in: string;
  readonly required: boolean;
  readonly description: string | null;
  readonly deprecated: boolean;
  /** JSON Schema 2020-12, for helpers. */
  readonly schema: unknown;
}

export interface BodyContext {
  readonly required: boolean;
  readonly description: string | null;
  readonly content: readonly MediaTypeContext[];
}

export interface ReplyContext {
  /** `200`, a range such as `2XX`, or `default`. */
  readonly status: string;
  readonly description: string | null;
  readonly content: readonly MediaTypeContext[];
  readonly headers: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly description: string | null;
  }[];
}

export interface MediaTypeContext {
  readonly mediaType: string;
  /** JSON Schema 2020-12, for helpers; `null` where there is none. */
  readonly schema: unknown;
}

export interface SchemaContext {
  readonly name: string;
  /** JSON Schema 2020-12, for helpers; references are `#/components/schemas/<name>`. */
  readonly schema: unknown;
}

/** A policy, as `project/policy.ts` is rendered for it. */
export interface PolicyContext {
  readonly name: string;
  /** Whether it is the policy of a list. */
  readonly list: boolean;
  /** Object type, as audit records name it. */
  readonly type: string;
  /** Names of the operations it decides. */
  readonly operations: readonly string[];
  /** The same, in one text. */
  readonly decides: string;
}

export interface SchemeContext {
  readonly name: string;
  /** `basic`, `apiKey`, `jwt` or `custom`. */
  readonly kind: string;
  /** What it is, in a few words. */
  readonly about: string;
  readonly description: string | null;
  /** The variables its credentials are read from. */
  readonly variables: readonly VariableContext[];
}

export interface VariableContext {
  readonly name: Code;
  readonly example: Code;
  /** Whether the server does not start without it. */
  readonly required: boolean;
}

export interface ServerContext {
  /** Hosts, with a port where it is not the default. */
  readonly authorities: readonly string[];
  readonly basePath: string;
}

/** `project/handler.ts`: the stub of one operation. */
export interface HandlerStubContext extends OperationContext {
  /** Module specifier of `src/generated/index.js`, as seen from the file. */
  readonly generated: string;
}

/** `project/policy.ts`: the stub of one policy. */
export interface PolicyStubContext extends CommonContext, PolicyContext {
  /** Module specifier of `src/generated/index.js`, as seen from the file. */
  readonly generated: string;
}

/** `project/handlers.ts` and `project/policies.ts`: a file of stubs. */
export interface StubFileContext extends CommonContext {
  /** Name of the tag that its operations are filed under. */
  readonly tag: string;
  /** Module specifier of `src/generated/index.js`, as seen from the file. */
  readonly generated: string;
  /** Names of the stubs. */
  readonly names: readonly string[];
  /** The import declarations of the stubs, put together. */
  readonly imports: readonly Code[];
  readonly stubs: readonly Code[];
}

/** `project/re-exports.ts`: `index.ts` of handlers and of policies. */
export interface ReExportsContext extends CommonContext {
  /** Module specifiers. */
  readonly modules: readonly string[];
}

/** `project/credentials.ts`. */
export interface CredentialsContext extends CommonContext {
  /** The import declaration. */
  readonly imports: Code;
  /** Whether the document takes tokens back: a store of revocations is made. */
  readonly revocation: boolean;
  readonly schemes: readonly CredentialContext[];
}

export interface CredentialContext {
  readonly name: string;
  readonly about: string;
  readonly note: string | null;
  /** A line of code that shows how to do without the environment. */
  readonly example: string | null;
  readonly value: Code;
}

/** `generated/removed.ts`: names by what they were. */
export interface RemovedContext extends CommonContext {
  readonly handlers: readonly string[];
  readonly policies: readonly string[];
  readonly credentials: readonly string[];
  readonly types: readonly string[];
  /** Whether no policy is left in the document, and whether no security scheme is. */
  readonly lastPolicies: boolean;
  readonly lastCredentials: boolean;
}

/** `generated/contract.ts`. */
export interface ContractContext extends CommonContext {
  /** One import declaration each. */
  readonly imports: readonly Code[];
  readonly usesTypes: boolean;
  readonly operations: readonly OperationContract[];
  /** Whether some policy decides about one object, and whether some decides about lists. */
  readonly objectPolicies: boolean;
  readonly listPolicies: boolean;
  readonly policies: readonly PolicyContract[];
  readonly credentials: readonly { readonly name: string; readonly about: string; readonly type: Code }[];
}

export interface OperationContract {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string | null;
  readonly deprecated: boolean;
  readonly requestName: Code;
  readonly replyName: Code;
  /** The whole declaration of the request type. */
  readonly request: Code;
  /** The whole declaration of the reply type. */
  readonly reply: Code;
  /** Declaration of what its policy receives; `null` where it has none. */
  readonly policy: Code | null;
}

export interface PolicyContract {
  readonly name: string;
  /** Object type, as audit records name it. */
  readonly type: string;
  /** Names of the operations it decides, for its comment. */
  readonly operations: string;
  /** `ObjectPolicy<…>`, `CreationPolicy<…>` or `ListPolicy<…>`. */
  readonly signature: Code;
}

/** `generated/types.ts`. */
export interface TypesContext extends CommonContext {
  /** `export interface …` or `export type …`, with its documentation comment. */
  readonly declarations: readonly Code[];
  /** Whether a type uses `SafeUrl`. */
  readonly usesSafeUrl: boolean;
  /** Whether a type uses `WithRequired`. */
  readonly needsWithRequired: boolean;
}

/** `generated/operations.ts`. */
export interface OperationsContext extends CommonContext {
  /** Everything but the operations, one entry per member of the definition. */
  readonly members: readonly { readonly name: string; readonly value: Code }[];
  readonly operations: readonly {
    readonly name: string;
    readonly method: string;
    readonly path: string;
    /** The whole `OperationDefinition`. */
    readonly definition: Code;
  }[];
}

/** `generated/index.ts`: which optional parts of the runtime this API needs. */
export interface IndexContext extends CommonContext {
  readonly schemes: {
    readonly any: boolean;
    readonly basic: boolean;
    readonly apiKey: boolean;
    readonly jwt: boolean;
    readonly mutualTLS: boolean;
    readonly custom: boolean;
  };
  readonly policies: boolean;
  /** Whether some operation takes form-urlencoded bodies. */
  readonly form: boolean;
  readonly multipart: boolean;
  /** Whether certificates of clients count. */
  readonly certificates: boolean;
  /** The `RuntimeModules` literal. */
  readonly modules: Code;
}
