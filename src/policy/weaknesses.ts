import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { SchemeModel } from '../model/api.js';
import type { NormalizedDocument, NormalizedOperation } from '../normalize/normalized-document.js';
import { counted, type GroupedFindings } from '../diagnostics/grouped-findings.js';
import { quoted } from '../diagnostics/quoted.js';
import type { Visit } from './openapi-structure.js';
import type { OperationPolicy, PolicyTable } from './policy-table.js';
import { reportSchemaWeaknesses } from './schema-weaknesses.js';
import { isHttpsUrl } from './security-schemes.js';
import { reportVendorExtensions } from './vendor-extensions.js';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

/** HTTP authentication schemes that are weak whatever verifies them (semantics §2). */
const WEAK_HTTP_SCHEMES: ReadonlySet<string> = new Set(['negotiate', 'ntlm', 'oauth']);

/** Reports what is understood and enforced, yet weak or left open (semantics, principle 2 and appendix A). */
export function reportWeaknesses(
  document: NormalizedDocument,
  visits: readonly Visit[],
  table: PolicyTable,
  findings: GroupedFindings,
  diagnostics: Diagnostics,
): void {
  reportUndecided(document, table, diagnostics);
  reportPlans(document, table, diagnostics);
  const schemes = new Map(table.schemes.map((scheme) => [scheme.name, scheme]));
  for (const [name, node] of document.securitySchemes) {
    const scheme = schemes.get(name);
    if (scheme === undefined) reportUnused(name, node, table, document, diagnostics);
    else reportScheme(scheme, node, document, diagnostics);
  }
  for (const [operation, policy] of table.operations) {
    reportOperation(operation, policy, schemes, document, findings, diagnostics);
  }
  for (const visit of visits) reportNode(visit, findings);
  reportSchemaWeaknesses(document, table, findings, diagnostics);
  reportVendorExtensions(visits, findings);
}

/** User and key records may name a plan; tokens do only by the claim the document names. */
function reportPlans(
  { root, origins }: NormalizedDocument,
  table: PolicyTable,
  diagnostics: Diagnostics,
): void {
  const { plans, schemes } = table;
  const keyword = root['x-security'];
  if (plans === null || !isJsonObject(keyword) || schemes.length === 0) return;
  if (schemes.some((scheme) => scheme.kind !== 'jwt' || scheme.claims.plan !== null)) return;
  diagnostics.report(
    'plan-never-set',
    origins.member(keyword, 'plans', 'key'),
    `Every caller has the plan ${quoted(plans.default)}: no scheme says which claim names the plan.`,
  );
}

/** One finding for each undecided operation; for a document that decides nothing, one for all. */
function reportUndecided(document: NormalizedDocument, table: PolicyTable, diagnostics: Diagnostics): void {
  const undecided = [...table.operations].filter(([, { access }]) => access.kind === 'undecided');
  if (undecided.length > 1 && undecided.length === table.operations.size) {
    diagnostics.report(
      'access-undecided',
      document.origins.member(document.root, 'paths', 'key'),
      `Nothing decides who may call any of the ${undecided.length} operations; the server denies them to everybody.`,
    );
    return;
  }
  for (const [{ node }] of undecided) {
    diagnostics.report(
      'access-undecided',
      document.origins.of(node, 'key'),
      'Nothing decides who may call this operation; the server denies it to everybody.',
    );
  }
}

function reportUnused(
  name: string,
  scheme: JsonObject,
  table: PolicyTable,
  { origins }: NormalizedDocument,
  diagnostics: Diagnostics,
): void {
  const required = [...table.operations.values()].some(({ requirements }) =>
    requirements?.some(({ credentials }) => credentials.some((credential) => credential.scheme === name)),
  );
  // A required scheme that is missing from the table had an error of its own.
  if (required) return;
  diagnostics.report(
    'scheme-unused',
    origins.of(scheme, 'key'),
    `No operation requires the security scheme ${quoted(name)}.`,
  );
}

function reportScheme(
  scheme: SchemeModel,
  node: JsonObject,
  { origins }: NormalizedDocument,
  diagnostics: Diagnostics,
): void {
  const name = quoted(scheme.name);
  if (node['deprecated'] === true) {
    diagnostics.report(
      'scheme-deprecated',
      origins.member(node, 'deprecated', 'key'),
      `${name} is required although it is deprecated.`,
    );
  }
  switch (scheme.kind) {
    case 'basic':
      diagnostics.report(
        'scheme-basic',
        origins.member(node, 'scheme'),
        `${name} sends the password with every request.`,
      );
      break;
    case 'apiKey':
      if (scheme.in === 'query') {
        diagnostics.report('key-in-query', origins.member(node, 'in'), `${name} puts its key into the URL.`);
      }
      if (scheme.prefix === null) {
        diagnostics.report(
          'key-without-format',
          scheme.origin,
          `Keys of ${name} have no format of their own, and may live for ever.`,
        );
      }
      break;
    case 'custom':
      diagnostics.report(
        'scheme-custom',
        origins.member(node, 'scheme'),
        `${name} uses HTTP authentication scheme ${quoted(scheme.httpScheme)}, which the application must verify.`,
        WEAK_HTTP_SCHEMES.has(scheme.httpScheme) ? { severity: 'high' } : {},
      );
      break;
    case 'jwt':
      reportTokenScheme(scheme, node, origins, diagnostics);
      break;
  }
}

function reportTokenScheme(
  scheme: SchemeModel,
  node: JsonObject,
  origins: NormalizedDocument['origins'],
  diagnostics: Diagnostics,
): void {
  const { flows } = node;
  if (isJsonObject(flows)) {
    for (const flow of ['implicit', 'password']) {
      if (flows[flow] === undefined) continue;
      diagnostics.report(
        'weak-flow',
        origins.member(flows, flow, 'key'),
        `${quoted(scheme.name)} offers the ${flow} flow.`,
      );
    }
  }
  for (const key of ['openIdConnectUrl', 'oauth2MetadataUrl']) {
    const url = node[key];
    if (typeof url !== 'string' || isHttpsUrl(url)) continue;
    diagnostics.report(
      'discovery-unusable',
      origins.member(node, key),
      `${quoted(url)} is no https URL, and is never fetched.`,
    );
  }
}

function reportOperation(
  { method, node }: NormalizedOperation,
  { access, requirements }: OperationPolicy,
  schemes: ReadonlyMap<string, SchemeModel>,
  { origins }: NormalizedDocument,
  findings: GroupedFindings,
  diagnostics: Diagnostics,
): void {
  const unsafe = !SAFE_METHODS.has(method);
  if (unsafe && access.kind === 'public') {
    diagnostics.report(
      'public-unsafe',
      origins.of(node, 'key'),
      `Anybody may call this ${method} operation.`,
    );
  }
  const keyOnly =
    requirements !== null &&
    requirements.length > 0 &&
    requirements.every(
      ({ credentials }) =>
        credentials.length > 0 && credentials.every(({ scheme }) => schemes.get(scheme)?.kind === 'apiKey'),
    );
  if (unsafe && keyOnly) {
    findings.add('key-only-unsafe', '', { node }, (places) => {
      return `An API key alone, which names a client and no user, opens ${counted(places, 'unsafe operation')}.`;
    });
  }
  if (node['deprecated'] === true) {
    findings.add(
      'deprecated-operation',
      '',
      { node },
      (places) => `Served although deprecated: ${counted(places, 'operation')}.`,
    );
  }
}

function reportNode({ node, kind, outbound }: Visit, findings: GroupedFindings): void {
  if (kind === 'operation' && outbound) {
    findings.add('outbound-operation', '', { node }, (places) => {
      return `Callbacks and webhooks are sent by the server, and guarded by nothing: ${counted(places, 'operation')}.`;
    });
  }
  if (kind === 'schema') {
    if (node['readOnly'] === true && node['writeOnly'] === true) {
      findings.add('read-only-write-only', '', { node }, (places) => {
        return `Both readOnly and writeOnly, so in no request and in no reply: ${counted(places, 'schema')}.`;
      });
    }
    reportRequiredReadOnly(node, findings);
  }
}

function reportRequiredReadOnly(schema: JsonObject, findings: GroupedFindings): void {
  const { required, properties } = schema;
  if (!Array.isArray(required) || !isJsonObject(properties)) return;
  for (const [index, name] of (required as readonly Json[]).entries()) {
    const property =
      typeof name === 'string' && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!isJsonObject(property) || property['readOnly'] !== true) continue;
    findings.add('read-only-required', '', { node: required, key: index, on: 'value' }, (places) => {
      return `Required in replies only, being readOnly: ${counted(places, 'property', 'properties')}.`;
    });
  }
}
