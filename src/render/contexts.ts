import type { Door } from '../config/config.js';
import type { Api, Operation, PolicyModel } from '../model/api.js';
import { aboutScheme } from './about-scheme.js';
import { Code } from './code.js';
import type { ContractNames } from './contract-names.js';
import { nameVariables } from './environment-names.js';
import type { Dependency } from './rendered-project.js';
import { readVariables } from './scheme-variables.js';
import type {
  AboutContext,
  AccessContext,
  ApiContext,
  CommonContext,
  OperationContext,
  PolicyContext,
  TagContext,
} from './template-contexts.js';
import { usesCertificates } from './uses-certificates.js';

/** Makes the contexts of one document's templates. */
export class Contexts {
  readonly common: CommonContext;
  readonly #api: Api;
  readonly #names: ContractNames;
  readonly #operations = new Map<Operation, OperationContext>();

  /** @param names of the types in `contract.ts` */
  constructor(api: Api, source: string, names: ContractNames) {
    this.#api = api;
    this.#names = names;
    this.common = { source, api: aboutApi(api) };
  }

  /** @param dependencies of the project */
  project(dependencies: readonly Dependency[], door: Door = 'node'): ApiContext {
    const { schemes, servers, schemas, tags, operations, policies } = this.#api;
    return {
      ...this.common,
      ...this.common.api,
      operations: operations.map((operation) => this.operation(operation)),
      tags: tags.map(({ name, fileName }) => ({
        name,
        fileName,
        operations: operations
          .filter(({ tag }) => tag.fileName === fileName)
          .map((operation) => operation.name),
      })),
      certificates: usesCertificates(this.#api),
      fastify: door === 'fastify',
      policies: policies.map(policyContext),
      schemes: nameVariables(schemes).map((variables) => ({
        name: variables.scheme.name,
        kind: variables.scheme.kind,
        about: aboutScheme(variables.scheme),
        description: variables.scheme.description,
        variables: readVariables(variables).map(({ name, example, required }) => ({
          name: new Code(name),
          example: new Code(example),
          required,
        })),
      })),
      origin: onlyOrigin(this.#api),
      servers: servers.map(({ authorities, basePath }) => ({ authorities, basePath })),
      schemas: [...schemas].map(([name, schema]) => ({ name, schema })),
      dependencies: dependencies.filter(({ development }) => !development),
      devDependencies: dependencies.filter(({ development }) => development),
    };
  }

  tag({ name, fileName }: Api['tags'][number]): TagContext {
    const operations = this.#api.operations.filter(({ tag }) => tag.fileName === fileName);
    return {
      ...this.common,
      name,
      fileName,
      operations: operations.map((operation) => this.operation(operation)),
    };
  }

  operation(operation: Operation): OperationContext {
    const known = this.#operations.get(operation);
    if (known !== undefined) return known;
    const { name, typeName, fileName, operationId, method, path, summary, description, deprecated } =
      operation;
    const { tag, requirements, parameters, requestBody, replies, rateLimit, timeoutMs, bodyLimits } =
      operation;
    const { request, reply } = this.#names.get(operation)!;
    const context: OperationContext = {
      ...this.common,
      name,
      typeName,
      fileName,
      operationId,
      method,
      path,
      summary,
      description,
      deprecated,
      tag: { name: tag.name, fileName: tag.fileName },
      access: accessContext(operation),
      requirements: (requirements ?? []).map(({ credentials }) => ({
        credentials: credentials.map(({ scheme, scopes, roles }) => ({ scheme, scopes, roles })),
      })),
      parameters: parameters.map((parameter) => ({
        name: parameter.name,
        in: parameter.in,
        required: parameter.required,
        description: parameter.description,
        deprecated: parameter.deprecated,
        schema: parameter.schema,
      })),
      body:
        requestBody === null
          ? null
          : {
              required: requestBody.required,
              description: requestBody.description,
              content: requestBody.content.map(({ mediaType, schema }) => ({ mediaType, schema })),
            },
      replies: replies.map((reply) => ({
        status: reply.status,
        description: reply.description,
        content: reply.content.map(({ mediaType, schema }) => ({ mediaType, schema })),
        headers: reply.headers.map((header) => ({
          name: header.name,
          required: header.required,
          description: header.description,
        })),
      })),
      request: new Code(request),
      reply: new Code(reply),
      limiters: rateLimit,
      timeoutMs,
      maxBodyBytes: bodyLimits.max,
    };
    this.#operations.set(operation, context);
    return context;
  }
}

export function policyContext({ name, kind, type, operations }: PolicyModel): PolicyContext {
  return { name, list: kind === 'list', type, operations, decides: operations.join(', ') };
}

function aboutApi({ title, version, description }: Api): AboutContext {
  return { title, version, description, packageName: packageName(title) };
}

function accessContext({ access, because }: Operation): AccessContext {
  const decided = access.kind === 'authenticated' ? access : null;
  const object = decided?.object ?? null;
  return {
    public: access.kind === 'public',
    authenticated: access.kind === 'authenticated',
    undecided: access.kind === 'undecided',
    roles: decided?.roles ?? [],
    tenant: (decided?.tenant ?? null) !== null,
    policy: object === null ? null : { name: object.policy, type: object.type, list: object.list !== null },
    because,
  };
}

/** Several origins may have several rights: which of them an environment replaces is not for a template to say. */
function onlyOrigin({ cors, operations }: Api): string | null {
  const policies = [cors, ...operations.map((operation) => operation.cors)];
  const [only, ...others] = new Set(policies.flatMap((policy) => policy?.origins ?? []));
  return only === undefined || only === '*' || others.length > 0 ? null : only;
}

/** The title as a package name: lower case, words joined by hyphens. */
function packageName(title: string): string {
  const words =
    title
      .slice(0, 100)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.length === 0 ? 'api-server' : `${words.join('-')}-server`.slice(0, 100);
}
