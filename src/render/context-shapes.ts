/** The contexts of templates as data: what docs/templates.md says, and what names in templates are checked against. */
import {
  code,
  flag,
  json,
  list,
  type Members,
  nullable,
  number,
  record,
  type RecordShape,
  text,
} from './context-shape.js';
import type { Dependency } from './rendered-project.js';
import type { ContextName } from './template-catalogue.js';
import type {
  AboutContext,
  AccessContext,
  ApiContext,
  BodyContext,
  CommonContext,
  ContractContext,
  CredentialContext,
  CredentialsContext,
  HandlerStubContext,
  IndexContext,
  MediaTypeContext,
  OperationContext,
  OperationContract,
  OperationsContext,
  ParameterContext,
  PolicyContext,
  PolicyContract,
  PolicyStubContext,
  RemovedContext,
  ReExportsContext,
  ReplyContext,
  RequirementContext,
  SchemaContext,
  SchemeContext,
  ServerContext,
  StubFileContext,
  TagContext,
  TagSummary,
  TypesContext,
  VariableContext,
} from './template-contexts.js';

const aboutMembers: Members<AboutContext> = {
  title: [text, '`info.title`'],
  version: [text, '`info.version`'],
  description: [nullable(text), '`info.description`'],
  packageName: [text, 'the title as a valid npm package name'],
};
const about = record<AboutContext>('AboutContext', 'The document at large.', aboutMembers);

const common: Members<CommonContext> = {
  source: [text, "name of the document's file"],
  api: [about, 'the document at large'],
};

const place = record<{ readonly name: string; readonly fileName: string }>(null, '', {
  name: [text, 'as the document writes it'],
  fileName: [text, 'in kebab-case, safe in paths'],
});

const access = record<AccessContext>(
  'AccessContext',
  'Who may call an operation: exactly one of the first three is true.',
  {
    public: [flag, 'anybody'],
    authenticated: [flag, 'who has credentials'],
    undecided: [flag, 'nobody, until the document says'],
    roles: [list(text), 'any of these; none are asked for where empty'],
    tenant: [flag, 'whether a caller must belong to a tenant'],
    policy: [
      nullable(
        record<NonNullable<AccessContext['policy']>>(null, '', {
          name: [text, 'key in `policies`'],
          type: [text, 'object type'],
          list: [flag, 'whether it decides about a list'],
        }),
      ),
      'the policy that decides',
    ],
    because: [nullable(text), 'why, as the document says'],
  },
);

const requirement = record<RequirementContext>(
  'RequirementContext',
  'Credentials that are needed together; none: anonymous.',
  {
    credentials: [
      list(
        record<RequirementContext['credentials'][number]>(null, '', {
          scheme: [text, 'name of the scheme'],
          scopes: [list(text), 'all of these'],
          roles: [list(text), 'all of these'],
        }),
      ),
      'one per scheme',
    ],
  },
);

const parameter = record<ParameterContext>('ParameterContext', 'A parameter.', {
  name: [text, 'as the document writes it'],
  in: [text, '`path`, `query`, `header` or `cookie`'],
  required: [flag, ''],
  description: [nullable(text), ''],
  deprecated: [flag, ''],
  schema: [json, 'JSON Schema 2020-12'],
});

const mediaType = record<MediaTypeContext>('MediaTypeContext', 'A media type of a body.', {
  mediaType: [text, 'lower case, without parameters'],
  schema: [json, 'JSON Schema 2020-12; `null` where there is none'],
});

const body = record<BodyContext>('BodyContext', 'A request body.', {
  required: [flag, ''],
  description: [nullable(text), ''],
  content: [list(mediaType), 'one per media type'],
});

const reply = record<ReplyContext>('ReplyContext', 'A declared reply.', {
  status: [text, '`200`, a range such as `2XX`, or `default`'],
  description: [nullable(text), ''],
  content: [list(mediaType), 'one per media type'],
  headers: [
    list(
      record<ReplyContext['headers'][number]>(null, '', {
        name: [text, ''],
        required: [flag, ''],
        description: [nullable(text), ''],
      }),
    ),
    'declared headers',
  ],
});

const operationMembers: Members<OperationContext> = {
  ...common,
  name: [text, 'identifier, unique: the name of its handler'],
  typeName: [text, 'the name in PascalCase, which its types are named after'],
  fileName: [text, 'the name in kebab-case, safe in paths'],
  operationId: [nullable(text), 'as the document writes it'],
  method: [text, 'upper case'],
  path: [text, 'as the document writes it: `/orders/{orderId}`'],
  summary: [nullable(text), ''],
  description: [nullable(text), ''],
  deprecated: [flag, ''],
  tag: [place, 'the tag it is filed under'],
  access: [access, 'who may call it'],
  requirements: [list(requirement), 'alternatives; none: no credentials are asked for'],
  parameters: [list(parameter), ''],
  body: [nullable(body), ''],
  replies: [list(reply), ''],
  request: [code, 'name of the type its handler receives'],
  reply: [code, 'name of the type its handler returns'],
  limiters: [list(text), 'names of the limiters that are charged'],
  timeoutMs: [number, 'milliseconds until a request is given up'],
  maxBodyBytes: [number, 'octets a request body may have'],
};
const operation = record<OperationContext>(
  'OperationContext',
  'An operation. Further files `each: operation` are rendered over it.',
  operationMembers,
);

const policyMembers: Members<PolicyContext> = {
  name: [text, 'identifier: its key in `policies`'],
  list: [flag, 'whether it decides about a list'],
  type: [text, 'object type, as audit records name it'],
  operations: [list(text), 'names of the operations it decides'],
  decides: [text, 'the same, in one text'],
};

const variable = record<VariableContext>('VariableContext', 'An environment variable.', {
  name: [code, ''],
  example: [code, ''],
  required: [flag, 'whether the server does not start without it'],
});

const scheme = record<SchemeContext>('SchemeContext', 'A security scheme.', {
  name: [text, ''],
  kind: [text, '`basic`, `apiKey`, `jwt`, `mutualTLS` or `custom`'],
  about: [text, 'what it is, in a few words'],
  description: [nullable(text), ''],
  variables: [list(variable), 'what its credentials are read from'],
});

const dependency = record<Dependency>(null, '', {
  name: [text, ''],
  version: [text, 'a range'],
  development: [flag, ''],
});

const generated = [text, 'module specifier of `src/generated/index.js`, as seen from the file'] as const;

/** By the name of its type: everything a template may be rendered over. */
export const contextShapes: Readonly<Record<ContextName, RecordShape>> = {
  ApiContext: record<ApiContext>(
    'ApiContext',
    'The whole document. Files that are made once, and further files `each: api`, are rendered over it.',
    {
      ...common,
      ...aboutMembers,
      operations: [list(operation), 'document order'],
      tags: [
        list(
          record<TagSummary>('TagSummary', 'A tag that operations are filed under.', {
            name: [text, 'as the document writes it'],
            fileName: [text, 'in kebab-case, safe in paths'],
            operations: [list(text), 'names of its operations'],
          }),
        ),
        '',
      ],
      policies: [list(record<PolicyContext>('PolicyContext', 'A policy.', policyMembers)), ''],
      schemes: [list(scheme), ''],
      origin: [nullable(text), 'the one origin that `cors` of the document lists'],
      certificates: [flag, 'whether certificates of clients count'],
      fastify: [flag, 'whether `server.ts` puts Fastify in front of the API'],
      servers: [
        list(
          record<ServerContext>('ServerContext', 'A server of the document.', {
            authorities: [list(text), 'hosts, with a port where it is not the default'],
            basePath: [text, ''],
          }),
        ),
        '',
      ],
      schemas: [
        list(
          record<SchemaContext>('SchemaContext', 'A schema of the document.', {
            name: [text, ''],
            schema: [json, 'JSON Schema 2020-12; references are `#/components/schemas/<name>`'],
          }),
        ),
        '',
      ],
      dependencies: [list(dependency), 'packages the server needs'],
      devDependencies: [list(dependency), 'packages its development needs'],
    },
  ).shape,
  TagContext: record<TagContext>('TagContext', 'A tag. Further files `each: tag` are rendered over it.', {
    ...common,
    name: [text, 'as the document writes it'],
    fileName: [text, 'in kebab-case, safe in paths'],
    operations: [list(operation), 'its operations'],
  }).shape,
  OperationContext: operation.shape,
  CommonContext: record<CommonContext>(
    'CommonContext',
    'What every context has: all that a partial can count on.',
    common,
  ).shape,
  HandlerStubContext: record<HandlerStubContext>('HandlerStubContext', 'The stub of one handler.', {
    ...operationMembers,
    generated,
  }).shape,
  PolicyStubContext: record<PolicyStubContext>('PolicyStubContext', 'The stub of one policy.', {
    ...common,
    ...policyMembers,
    generated,
  }).shape,
  StubFileContext: record<StubFileContext>('StubFileContext', 'A file of stubs.', {
    ...common,
    tag: [text, 'name of the tag that its operations are filed under'],
    generated,
    names: [list(text), 'names of the stubs'],
    imports: [list(code), 'the import declarations of the stubs, put together'],
    stubs: [list(code), ''],
  }).shape,
  ReExportsContext: record<ReExportsContext>('ReExportsContext', '`index.ts` of handlers and of policies.', {
    ...common,
    modules: [list(text), 'module specifiers'],
  }).shape,
  CredentialsContext: record<CredentialsContext>('CredentialsContext', '`src/credentials.ts`.', {
    ...common,
    imports: [code, 'the import declaration'],
    revocation: [flag, 'whether the document takes tokens back: a store of revocations is made'],
    schemes: [
      list(
        record<CredentialContext>('CredentialContext', 'Where the credentials of a scheme come from.', {
          name: [text, ''],
          about: [text, 'what the scheme is'],
          note: [nullable(text), ''],
          example: [nullable(text), 'a line of code that shows how to do without the environment'],
          value: [code, ''],
        }),
      ),
      '',
    ],
  }).shape,
  ContractContext: record<ContractContext>('ContractContext', '`src/generated/contract.ts`.', {
    ...common,
    imports: [list(code), 'one import declaration each'],
    usesTypes: [flag, 'whether `types.ts` is referred to'],
    operations: [
      list(
        record<OperationContract>('OperationContract', 'The types of one operation.', {
          name: [text, ''],
          method: [text, 'upper case'],
          path: [text, 'as the document writes it, with the constants of its query: `/search?beta=true`'],
          summary: [nullable(text), ''],
          deprecated: [flag, ''],
          requestName: [code, ''],
          replyName: [code, ''],
          request: [code, 'declaration of the request type'],
          reply: [code, 'declaration of the reply type'],
          policy: [nullable(code), 'declaration of what its policy receives'],
        }),
      ),
      '',
    ],
    objectPolicies: [flag, 'whether some policy decides about one object'],
    listPolicies: [flag, 'whether some policy decides about lists'],
    policies: [
      list(
        record<PolicyContract>('PolicyContract', 'The type of one policy.', {
          name: [text, ''],
          type: [text, 'object type'],
          operations: [text, 'names of the operations it decides'],
          signature: [code, ''],
        }),
      ),
      '',
    ],
    credentials: [
      list(
        record<ContractContext['credentials'][number]>(null, '', {
          name: [text, 'name of the scheme'],
          about: [text, 'what it is'],
          type: [code, ''],
        }),
      ),
      '',
    ],
  }).shape,
  TypesContext: record<TypesContext>('TypesContext', '`src/generated/types.ts`.', {
    ...common,
    declarations: [list(code), 'each with its documentation comment'],
    usesSafeUrl: [flag, ''],
    needsWithRequired: [flag, ''],
  }).shape,
  RemovedContext: record<RemovedContext>(
    'RemovedContext',
    '`src/generated/removed.ts`: names that the document has no more and your files still hold.',
    {
      ...common,
      handlers: [list(text), ''],
      policies: [list(text), ''],
      credentials: [list(text), ''],
      types: [list(text), ''],
      lastPolicies: [flag, 'whether no policy is left in the document'],
      lastCredentials: [flag, 'whether no security scheme is left'],
    },
  ).shape,
  OperationsContext: record<OperationsContext>(
    'OperationsContext',
    '`src/generated/operations.ts`: what is enforced.',
    {
      ...common,
      members: [
        list(
          record<OperationsContext['members'][number]>(null, '', {
            name: [text, ''],
            value: [code, ''],
          }),
        ),
        'everything but the operations',
      ],
      operations: [
        list(
          record<OperationsContext['operations'][number]>(null, '', {
            name: [text, ''],
            method: [text, ''],
            path: [text, ''],
            definition: [code, ''],
          }),
        ),
        '',
      ],
    },
  ).shape,
  IndexContext: record<IndexContext>(
    'IndexContext',
    '`src/generated/index.ts`: which parts of the runtime are needed.',
    {
      ...common,
      schemes: [
        record<IndexContext['schemes']>(null, '', {
          any: [flag, ''],
          basic: [flag, ''],
          apiKey: [flag, ''],
          jwt: [flag, ''],
          mutualTLS: [flag, ''],
          custom: [flag, ''],
        }),
        'kinds that the document has',
      ],
      policies: [flag, ''],
      form: [flag, ''],
      multipart: [flag, ''],
      certificates: [flag, 'whether certificates of clients count'],
      modules: [code, 'the `RuntimeModules` literal'],
    },
  ).shape,
};
