import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { GroupedFindings } from '../diagnostics/grouped-findings.js';
import { isJsonObject, type Json } from '../load/json.js';
import type { NormalizedDocument } from '../normalize/normalized-document.js';
import type { PolicyTable } from '../policy/policy-table.js';
import type { Api, Operation } from './api.js';
import { FileNames } from './file-names.js';
import { nothingGiven, type GivenNames } from './given-names.js';
import { upperFirst } from './identifier.js';
import { loginGuard } from './login-guard.js';
import { ObjectPolicies } from './object-policies.js';
import type { ModelContext } from './model-context.js';
import { nameOperations, operationKey } from './operation-names.js';
import { readParameters } from './parameters.js';
import { checkPropertyRules } from './property-rules.js';
import { recallNames, type RememberedName } from './recall-names.js';
import { readReplies } from './replies.js';
import { readRequestBody } from './request-body.js';
import { SchemaView } from './schema-view.js';
import { servedOperations, type ServedOperation } from './served-operations.js';
import { isSensitive, reportSensitiveValues } from './sensitive-values.js';
import { DEFAULT_SERVERS, readServers } from './servers.js';
import { Tags } from './tags.js';

/**
 * The model of everything that will be served: names made unique and safe, paths, servers, parameters, bodies and
 * replies read, object policies completed. Reports every fault it finds; after an error the model must not be
 * generated from.
 *
 * @param remembered what the last run knew its operations by
 * @param given what else it named
 */
export function buildApi(
  document: NormalizedDocument,
  policies: PolicyTable,
  remembered: readonly RememberedName[],
  diagnostics: Diagnostics,
  given: GivenNames = nothingGiven,
): Api {
  const { root, origins, schemas } = document;
  const view = new SchemaView(schemas);
  const findings = new GroupedFindings();
  const context: ModelContext = { version: document.sourceVersion, origins, view, diagnostics, findings };
  const exact: ModelContext = { ...context, view: new SchemaView(schemas, 'bigint') };
  const served = servedOperations(document, policies, diagnostics);
  const unnamed = served.map(toName(document));
  const names = nameOperations(unnamed, recallNames(unnamed, remembered), diagnostics);
  const tags = new Tags(
    root,
    served.map(({ operation }) => operation.node),
    given.tags,
  );
  const objects = new ObjectPolicies(view, diagnostics);
  for (const [index, { policy }] of served.entries()) objects.declare(names[index]!, policy);
  const files = nameFiles(names, new Set(remembered.map(({ name }) => name)), given.operations);

  const operations = served.map((entry, index): Operation => {
    const { pathItem, path, pathAt, operation, policy } = entry;
    const { node, method } = operation;
    const name = names[index]!;
    const ofInput = policy.int64 === 'bigint' ? exact : context;
    const parameters = readParameters(operation.parameters, path, pathAt, ofInput);
    const requestBody = readRequestBody(node, ofInput);
    const replies = readReplies(node, context);
    return {
      key: operationKey(method, pathItem.key),
      name,
      typeName: upperFirst(name),
      fileName: files.get(name)!,
      operationId: textOf(node['operationId']),
      method,
      path: path.template,
      segments: path.segments,
      queryConstants: path.queryConstants,
      servers: readServers(node, context) ?? readServers(pathItem.item, context),
      requirements: policy.requirements,
      access: objects.complete(name, policy, { parameters, requestBody }, replies),
      rateLimit: policy.rateLimit,
      cost: policy.cost,
      login: loginGuard(node, policy, { parameters, requestBody }, replies, context),
      bodyLimits: policy.bodyLimits,
      timeoutMs: policy.timeoutMs,
      validation: policy.validation,
      audit: { ...policy.audit, action: policy.audit.action ?? name },
      sensitive: policies.hasSchemaPolicies && isSensitive({ parameters, requestBody, replies }, context),
      typeBase: policy.typeBase,
      cors: policy.cors,
      tag: tags.of(node),
      summary: textOf(node['summary']),
      description: textOf(node['description']),
      deprecated: node['deprecated'] === true,
      parameters,
      requestBody,
      replies,
      because: policy.because,
      bounds: policy.bounds,
      int64: policy.int64,
      places: policy.places,
      origin: origins.of(node, 'key'),
      node,
    };
  });

  const servers = readServers(root, context) ?? DEFAULT_SERVERS;
  if (policies.hasSchemaPolicies) {
    checkPropertyRules(operations, context);
    reportSensitiveValues(operations, context);
  }
  findings.report(origins, diagnostics);
  const info = isJsonObject(root['info']) ? root['info'] : {};
  return {
    title: textOf(info['title']) ?? 'API',
    version: textOf(info['version']) ?? '0',
    description: textOf(info['description']),
    sourceVersion: document.sourceVersion,
    realm: policies.realm,
    servers,
    roles: policies.roles,
    limiters: policies.limiters,
    plans: policies.plans,
    ipRateLimit: policies.ipRateLimit,
    schemes: policies.schemes,
    typeBase: policies.typeBase,
    cors: policies.cors,
    operations,
    schemas,
    hasSchemaPolicies: policies.hasSchemaPolicies,
    tags: tags.all,
    given: { tags: tags.given, operations: chosenFiles(files), schemas: document.given },
    policies: objects.collect(operations),
    document: root,
    origins,
  };
}

/** Files of operations, by name: those of the last run first, whatever stands before them in the document now. */
function nameFiles(
  names: readonly string[],
  remembered: ReadonlySet<string>,
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const fileNames = new FileNames('operation', ['index']);
  const files = new Map<string, string>();
  const present = new Set(names);
  for (const [name, file] of given) {
    if (present.has(name) && fileNames.claim(file)) files.set(name, file);
  }
  const isKnown = (name: string): boolean => remembered.has(name);
  for (const name of [...names.filter(isKnown), ...names.filter((one) => !isKnown(one))]) {
    if (!files.has(name)) files.set(name, fileNames.give(name));
  }
  return files;
}

/** Files that are not what their operation's name alone would give. */
function chosenFiles(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...files].filter(([name, file]) => new FileNames('operation', ['index']).give(name) !== file),
  );
}

function toName(document: NormalizedDocument) {
  return ({ pathItem, operation }: ServedOperation) => ({
    method: operation.method,
    path: pathItem.key,
    operationId: textOf(operation.node['operationId']),
    at: document.origins.of(operation.node, 'key'),
  });
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
