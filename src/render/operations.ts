import type { Api, Field, Operation } from '../model/api.js';
import type { ApiDefinition, OperationDefinition } from '../runtime/core/definition.js';
import { Code } from './code.js';
import { type Data, dataLiteral } from './data-literal.js';
import { stringLiteral } from './string-literal.js';
import type { ProjectTemplates } from './project-templates.js';
import type { CommonContext, OperationsContext } from './template-contexts.js';

/** `operations.ts`: the document as the runtime reads it, plain data, one block per operation. */
export function renderOperations(api: Api, common: CommonContext, templates: ProjectTemplates): string {
  const { operations, ...rest } = apiData(api);
  const context: OperationsContext = {
    ...common,
    members: Object.entries(rest).map(([name, value]) => ({
      name,
      value: new Code(dataLiteral(value, 106 - name.length, 108)),
    })),
    operations: operations.map(({ model, data }) => ({
      name: model.name,
      method: model.method,
      path: model.path,
      definition: new Code(operationLiteral(data)),
    })),
  };
  return templates.render('generated/operations.ts', context);
}

/** One member a line, however short: a change of the document then changes the lines it is about. */
function operationLiteral(data: Readonly<Record<keyof OperationDefinition, Data>>): string {
  const members = Object.entries(data).map(
    ([name, value]) => `  ${name}: ${dataLiteral(value, 102 - name.length, 104).replaceAll('\n', '\n  ')},\n`,
  );
  return `{\n${members.join('')}}`;
}

type DefinitionData = Readonly<Record<Exclude<keyof ApiDefinition, 'operations'>, Data>> & {
  readonly operations: readonly {
    readonly model: Operation;
    readonly data: Readonly<Record<keyof OperationDefinition, Data>>;
  }[];
};

/** Picks exactly the members of the runtime's definition: the compiler sees to it that none is forgotten. */
function apiData(api: Api): DefinitionData {
  return {
    title: api.title,
    version: api.version,
    realm: api.realm,
    servers: api.servers.map(serverData),
    roles: api.roles?.map(({ name, implies }) => ({ name, implies })) ?? null,
    limiters: api.limiters.map((limiter) => ({ ...limiter })),
    plans:
      api.plans === null
        ? null
        : {
            default: api.plans.default,
            plans: api.plans.plans.map(({ name, rates }) => ({
              name,
              rates: rates.map((rate) => ({ ...rate })),
            })),
          },
    ipRateLimit: api.ipRateLimit,
    schemes: api.schemes.map((scheme) => dataOf(scheme, ['description', 'origin'])),
    typeBase: api.typeBase,
    cors: api.cors === null ? null : { ...api.cors },
    operations: api.operations.map((model) => ({ model, data: operationData(model) })),
  };
}

function operationData(operation: Operation): Readonly<Record<keyof OperationDefinition, Data>> {
  const validators = stringLiteral(`./validators/${operation.fileName}.js`);
  return {
    name: operation.name,
    operationId: operation.operationId,
    method: operation.method,
    path: operation.path,
    segments: operation.segments.map((segment) => segment.map((part): Data => ({ ...part }))),
    queryConstants: operation.queryConstants.map(({ name, value }) => ({ name, value })),
    servers: operation.servers?.map(serverData) ?? null,
    requirements:
      operation.requirements?.map(({ credentials }) => ({
        credentials: credentials.map(({ scheme, scopes, roles }) => ({ scheme, scopes, roles })),
      })) ?? null,
    access: accessData(operation.access),
    rateLimit: operation.rateLimit,
    cost: operation.cost,
    login: operation.login === null ? null : dataOf(operation.login, []),
    bodyLimits: { ...operation.bodyLimits },
    timeoutMs: operation.timeoutMs,
    validation: { ...operation.validation },
    audit: { ...operation.audit },
    sensitive: operation.sensitive,
    typeBase: operation.typeBase,
    cors: operation.cors === null ? null : { ...operation.cors },
    parameters: operation.parameters.map((parameter) => dataOf(parameter, MODEL_ONLY)),
    requestBody:
      operation.requestBody === null
        ? null
        : {
            required: operation.requestBody.required,
            content: operation.requestBody.content.map(({ mediaType, codec, fields, additional }) => ({
              mediaType,
              codec,
              fields: fields.map(fieldData),
              additional: additional === null ? null : dataOf(additional, []),
            })),
          },
    replies: operation.replies.map(({ status, content, headers }) => ({
      status,
      content: content.map(({ mediaType, codec }) => ({ mediaType, codec })),
      headers: headers.map(({ name, required }) => ({ name, required })),
    })),
    validators: new Code(`() => import(${validators}).then((module) => module.default)`),
  };
}

/** Members of the model that the runtime has no use for. */
const MODEL_ONLY = ['schema', 'description', 'deprecated', 'origin'];

/** A record of the runtime's definition is JSON data, though its interface does not say so. */
function dataOf(record: object, without: readonly string[]): Data {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !without.includes(name))) as Data;
}

function fieldData({ headers, ...field }: Field): Data {
  const data = dataOf(field, MODEL_ONLY) as Readonly<Record<string, Data>>;
  return headers === undefined
    ? data
    : { ...data, headers: headers.map((header) => dataOf(header, MODEL_ONLY)) };
}

function serverData({ authorities, basePath }: Api['servers'][number]): Data {
  return { authorities, basePath };
}

function accessData(access: Operation['access']): Data {
  if (access.kind !== 'authenticated') return { kind: access.kind };
  const { roles, tenant, object } = access;
  return {
    kind: 'authenticated',
    roles,
    tenant: tenant === null || tenant === true ? tenant : dataOf(tenant, []),
    object: object === null ? null : dataOf(object, []),
  };
}
