import type { Api, Operation, PolicyModel, SchemeModel } from '../model/api.js';
import { withoutFragment } from '../model/path-key.js';
import { Code } from './code.js';
import { codeWords } from './code-words.js';
import { aboutScheme } from './about-scheme.js';
import { type BodyType, InputTyper, type InputTypes } from './input-types.js';
import { replyDeclaration } from './reply-types.js';
import { ListTyper } from './list-types.js';
import type { SchemaTypes } from './schema-types.js';
import type {
  CommonContext,
  ContractContext,
  OperationContract,
  PolicyContract,
} from './template-contexts.js';
import type { ContractNames, OperationTypes } from './contract-names.js';
import { importLine } from './import-lines.js';
import { stringLiteral } from './string-literal.js';
import type { ProjectTemplates } from './project-templates.js';
import { block, indent, typeLiteral, type TypeMember, WIDTH } from './type-literal.js';

/** `contract.ts`: what handlers and policies receive and return, one explicit entry per operation. */
export function renderContract(
  api: Api,
  common: CommonContext,
  types: SchemaTypes,
  names: ContractNames,
  templates: ProjectTemplates,
): string {
  const inputs = new InputTyper(api, types);
  const lists = new ListTyper(api, types);
  const policyRequests = new Map(
    [...names].flatMap(([{ name }, { policyRequest }]) =>
      policyRequest === null ? [] : [[name, policyRequest] as const],
    ),
  );
  const operations = api.operations.map((operation) =>
    operationContract(operation, names.get(operation)!, inputs.read(operation), types, lists),
  );
  const byName = new Map(api.operations.map((operation) => [operation.name, operation]));
  const policies = api.policies.map((policy) =>
    policyContract(
      policy,
      policy.operations.map((name) => byName.get(name)!),
      lists,
      policyRequests,
    ),
  );
  const credentials = api.schemes.map((scheme) => ({
    name: scheme.name,
    about: aboutScheme(scheme),
    type: new Code(`${CREDENTIALS[scheme.kind]} | MissingCredentials`),
  }));
  const code = [
    // What the template itself refers to.
    new Code('RuntimeOptions'),
    new Code('ContextOpener'),
    ...operations.slice(0, 1).map(() => new Code('Handler')),
    ...operations.flatMap(({ request, reply, policy }) => [
      request,
      reply,
      ...(policy === null ? [] : [policy]),
    ]),
    ...policies.map(({ signature }) => signature),
    ...credentials.map(({ type }) => type),
  ];
  const context: ContractContext = {
    ...common,
    ...importsOf(code),
    operations,
    objectPolicies: api.policies.some(({ kind }) => kind === 'object'),
    listPolicies: api.policies.some(({ kind }) => kind === 'list'),
    policies,
    credentials,
  };
  return templates.render('generated/contract.ts', context);
}

function operationContract(
  operation: Operation,
  { request, reply, policyRequest }: OperationTypes,
  input: InputTypes,
  types: SchemaTypes,
  lists: ListTyper,
): OperationContract {
  const { key, name, method, summary, deprecated } = operation;
  const principal = principalMember(operation);
  const grant = grantMember(operation, input.id);
  return {
    name,
    method,
    // Operations may differ in constants of the query alone.
    path: withoutFragment(key.slice(`${method} `.length)),
    summary,
    deprecated,
    requestName: new Code(request),
    replyName: new Code(reply),
    request: new Code(requestDeclaration(request, [...principal, ...grant, ...input.handler], input.bodies)),
    reply: new Code(replyDeclaration(reply, operation, types, lists)),
    policy:
      policyRequest === null
        ? null
        : new Code(policyRequestDeclaration(policyRequest, request, operation, principal, input)),
  };
}

/** What a policy has decided: the grant of one object, or the scope of a list. */
function grantMember({ access, method }: Operation, id: string): readonly TypeMember[] {
  const object = access.kind === 'authenticated' ? access.object : null;
  if (object === null) return [];
  if (object.list !== null) return [{ name: 'scope', type: scopeType(object.policy) }];
  const grant = `Grant<${objectType(object.type)}, ${id}>`;
  return [{ name: 'grant', type: method === 'PUT' ? `${grant} | CreationGrant<${id}>` : grant }];
}

/** An interface, or one per body where the media type decides what the body is. */
function requestDeclaration(
  name: string,
  members: readonly TypeMember[],
  bodies: readonly BodyType[],
): string {
  const bodyMembers = bodies.map(({ contentType, type }) => [
    { name: 'contentType', type: contentType },
    { name: 'body', type },
  ]);
  const [only, second] = bodyMembers;
  if (second === undefined) {
    return `export interface ${name} extends HandlerContext<SharedContext> ${block([...members, ...(only ?? [])])}`;
  }
  const alternatives = bodyMembers.map(
    (body) => `    | ${indent(indent(indent(typeLiteral(body)))).trimStart()}`,
  );
  const head = members.length === 0 ? '' : ` & ${typeLiteral(members, 0)}`;
  return `export type ${name} = HandlerContext<SharedContext>${head} & (\n${alternatives.join('\n')}\n  );`;
}

/** The whole input; what the handler sees the same way is referred to. */
function policyRequestDeclaration(
  name: string,
  request: string,
  operation: Operation,
  principal: readonly TypeMember[],
  input: InputTypes,
): string {
  const handler = new Map(input.handler.map((member) => [member.name, member.type]));
  const parameters = input.whole.map((member) =>
    member.type === handler.get(member.name)
      ? { ...member, type: `${request}[${stringLiteral(member.name)}]` }
      : member,
  );
  const policyTypes = [...new Set(input.bodies.map(({ policyType }) => policyType))];
  const bodies = new Set(input.bodies.map(({ type }) => type));
  const sameBody = policyTypes.every((type) => bodies.has(type)) && policyTypes.length === bodies.size;
  const body: TypeMember[] =
    input.bodies.length === 0
      ? []
      : [
          { name: 'contentType', type: `${request}['contentType']` },
          { name: 'body', type: sameBody ? `${request}['body']` : policyTypes.join(' | ') },
        ];
  const members = [
    { name: 'operation', type: stringLiteral(operation.name) },
    ...(isListWithoutId(operation) ? [] : [{ name: 'id', type: input.id }]),
    ...principal,
    ...parameters,
    ...body,
  ];
  return `export interface ${name} extends RequestContext<SharedContext> ${block(members)}`;
}

/** Most lists are about no object that the request names. */
function isListWithoutId({ access }: Operation): boolean {
  const object = access.kind === 'authenticated' ? access.object : null;
  return object !== null && object.list !== null && object.id === null;
}

/** Who calls: nobody for public operations, somebody where credentials are required, either where they are optional. */
function principalMember({ access, requirements }: Operation): readonly TypeMember[] {
  if (access.kind === 'public') return [{ name: 'principal', type: 'null' }];
  if (access.kind === 'authenticated' && access.tenant !== null) {
    return [{ name: 'principal', type: 'TenantPrincipal' }];
  }
  const required =
    access.kind === 'authenticated' &&
    requirements !== null &&
    requirements.length > 0 &&
    requirements.every(({ credentials }) => credentials.length > 0);
  return required ? [{ name: 'principal', type: 'Principal' }] : [];
}

function policyContract(
  policy: PolicyModel,
  operations: readonly Operation[],
  lists: ListTyper,
  policyRequests: ReadonlyMap<string, string>,
): PolicyContract {
  const request = policy.operations.map((operation) => policyRequests.get(operation)!).join(' | ');
  const [kind, ...others] =
    policy.kind === 'list'
      ? ['ListPolicy', [...new Set(operations.flatMap((operation) => lists.items(operation)))].join(' | ')]
      : [operations.some(({ method }) => method === 'PUT') ? 'CreationPolicy' : 'ObjectPolicy'];
  const last = policy.kind === 'list' ? scopeType(policy.name) : objectType(policy.type);
  const arguments_ = [request, ...others, last];
  const flat = `${kind}<${arguments_.join(', ')}>`;
  const fits = !flat.includes('\n') && flat.length + policy.name.length <= WIDTH - '  readonly : ;'.length;
  const lines = arguments_.map((argument) => `  ${breakUnion(argument)}`);
  return {
    name: policy.name,
    type: policy.type,
    operations: policy.operations.join(', '),
    signature: new Code(fits ? flat : `${kind}<\n${lines.join(',\n')}\n>`),
  };
}

/** Alternatives on a line each where they do not fit on one, four blanks in. */
function breakUnion(union: string): string {
  return union.length <= WIDTH - 5
    ? union
    : union
        .split(' | ')
        .map((name) => `| ${name}`)
        .join('\n  ');
}

function objectType(type: string): string {
  return `ObjectOf<${stringLiteral(type)}>`;
}

function scopeType(policy: string): string {
  return `ScopeOf<${stringLiteral(policy)}>`;
}

const CREDENTIALS: Readonly<Record<SchemeModel['kind'], string>> = {
  basic: 'BasicCredentials',
  apiKey: 'ApiKeyCredentials',
  jwt: 'JwtCredentials',
  mutualTLS: 'MutualTlsCredentials',
  custom: 'CustomCredentials',
};

/** Modules of the runtime and what the contract may need of each. */
const IMPORTS: readonly (readonly [module: string, names: readonly string[]])[] = [
  ['node:stream', ['Readable']],
  [
    './runtime/authenticate/credentials.js',
    [
      'ApiKeyCredentials',
      'BasicCredentials',
      'CustomCredentials',
      'JwtCredentials',
      'MissingCredentials',
      'MutualTlsCredentials',
    ],
  ],
  ['./runtime/authorize/decision.js', ['CreationGrant', 'Grant']],
  ['./runtime/core/context.js', ['ContextOpener']],
  ['./runtime/decode/file-part.js', ['MultipartBody']],
  [
    './runtime/core/handler.js',
    [
      'CreationPolicy',
      'Handler',
      'HandlerContext',
      'ListPolicy',
      'ObjectPolicy',
      'ReplyHeaders',
      'RequestContext',
    ],
  ],
  ['./runtime/core/options.js', ['RuntimeOptions']],
  ['./runtime/core/principal.js', ['Principal', 'TenantPrincipal']],
  ['./runtime/url/safe-url.js', ['SafeUrl']],
  ['./types.js', ['WithRequired']],
  ['./runtime/core/status.js', ['AnyStatus', 'Status2XX', 'Status3XX', 'Status4XX', 'Status5XX']],
];

/** Names that the contract may import, from wherever. */
export const importedNames: readonly string[] = IMPORTS.flatMap(([, names]) => names);

/** The imports the code needs: an unused one would not compile under `noUnusedLocals`. */
function importsOf(code: readonly Code[]): Pick<ContractContext, 'imports' | 'usesTypes'> {
  const words = codeWords(code);
  const imports = IMPORTS.flatMap(([module, names]) => {
    const used = names.filter((name) => words.has(name));
    return used.length === 0 ? [] : [new Code(importLine(used, module, true))];
  });
  return { imports, usesTypes: words.has('types.') };
}
