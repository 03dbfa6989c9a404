import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { GroupedFindings } from '../diagnostics/grouped-findings.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Int64Form, SchemeModel } from '../model/api.js';
import type { NormalizedDocument, NormalizedPathItem } from '../normalize/normalized-document.js';
import type { ValidationDefinition } from '../runtime/core/definition.js';
import { decideAccess } from './access.js';
import { checkKeywords, type Keywords } from './check-keywords.js';
import { CorsReader } from './cors.js';
import { inherit, rootMembers, type EffectiveMembers } from './inheritance.js';
import { readCost } from './costs.js';
import { Limiters } from './limiters.js';
import { readLogin } from './login.js';
import { walkDocument } from './openapi-structure.js';
import type { OperationPolicy, PolicyTable } from './policy-table.js';
import { readPlans, usedPlans } from './plans.js';
import { parseDuration, parseSize } from './quantities.js';
import { Roles } from './roles.js';
import { SecurityRequirements } from './security-requirements.js';
import { readScheme } from './security-schemes.js';
import { checkTenants } from './tenants.js';
import { checkUrlRules } from './url-rules.js';
import { reportWeaknesses } from './weaknesses.js';
import { vocabulary } from './vocabulary.js';

/**
 * Decides what holds for every operation: reads `security` and `x-security`, checks them against the vocabulary,
 * inherits root → path → operation, fills defaults (semantics §2, §4, §9.2). Reports every fault and weakness it
 * finds; after an error the table is complete but must not be generated from.
 */
export function resolvePolicy(document: NormalizedDocument, diagnostics: Diagnostics): PolicyTable {
  const { root, origins } = document;
  const findings = new GroupedFindings();
  const visits = walkDocument(document);
  const keywords = checkKeywords(document, visits, diagnostics);
  const own = rootMembers(keywords.of(root), origins);

  const roles = new Roles(own.get('roles')?.value, namesIn(root, 'roles'), origins, diagnostics);
  const limiters = new Limiters(
    own.get('limiters')?.value,
    namesIn(root, 'limiters') ?? [],
    origins,
    diagnostics,
  );
  const security = new SecurityRequirements(document, roles, findings, diagnostics);
  const rootRequirements = security.read(root);

  const rootRateLimit = limiters.charged(inherit(keywords.of(root), null, null, origins));
  const ipRateLimit = rootRateLimit.filter((name) => limiters.isIpOnly(name));
  const plans = readPlans(own.get('plans')?.value, limiters, ipRateLimit, origins, diagnostics);
  const typeBase = textOf(own, 'errors.typeBase');
  const cors = new CorsReader(origins, diagnostics);

  const operations: PolicyTable['operations'] = new Map(
    document.pathItems.flatMap((pathItem) =>
      pathItem.operations.map((operation) => {
        const members = effective(keywords, root, pathItem, operation.node, document);
        const requirements = security.read(operation.node) ?? rootRequirements;
        roles.check(members.get('access.roles')?.value);
        const charged = limiters.charged(members);
        const policy: OperationPolicy = {
          requirements: requirements?.alternatives ?? null,
          access: decideAccess(
            members,
            requirements,
            roles.definitions !== null,
            origins.of(operation.node, 'key'),
            diagnostics,
          ),
          rateLimit: charged.filter((name) => !ipRateLimit.includes(name)),
          cost: readCost(members, charged, limiters, plans, diagnostics),
          login: readLogin(members, origins, diagnostics),
          bodyLimits: {
            max: parseSize(text(members, 'body.max')),
            depth: number(members, 'body.depth'),
            nodes: number(members, 'body.nodes'),
            ...(valueOf(members, 'validation.int64') === 'bigint' ? { int64: 'bigint' } : {}),
          },
          timeoutMs: parseDuration(text(members, 'timeout')) * 1000,
          validation: validationOf(members),
          audit: {
            level: valueOf(members, 'audit.level') === 'none' ? 'none' : 'metadata',
            action: textOf(members, 'audit.action'),
            always: [...members.keys()].some((path) => path.startsWith('audit.')),
          },
          typeBase:
            textOf(members, 'errors.typeBase') === typeBase ? null : textOf(members, 'errors.typeBase'),
          cors: cors.read(members),
          bounds: {
            maxLength: numberOf(members, 'validation.maxLength'),
            maxItems: numberOf(members, 'validation.maxItems'),
          },
          int64: valueOf(members, 'validation.int64') as Int64Form,
          because: textOf(members, 'because'),
          places: new Map([...members].map(([path, { at }]) => [path, at])),
        };
        return [operation, policy] as const;
      }),
    ),
  );

  limiters.reportUnused();

  const schemes: SchemeModel[] = [];
  for (const [name, scheme] of document.securitySchemes) {
    if (!security.required.has(name)) continue;
    const read = readScheme(name, scheme, keywords.of(scheme) ?? {}, origins, diagnostics);
    if (read !== null) schemes.push(read);
  }

  checkUrlRules(visits, keywords, origins, diagnostics);
  const schemaKeywords = visits
    .filter(({ kind }) => kind === 'schema')
    .map(({ node }) => keywords.of(node))
    .filter((keyword) => keyword !== null);
  for (const { read, write } of schemaKeywords) for (const list of [read, write]) roles.check(list);

  checkTenants(operations.values(), schemes, diagnostics);

  const table: PolicyTable = {
    hasSchemaPolicies: schemaKeywords.length > 0,
    realm: textOf(own, 'realm') ?? slug(root),
    roles: roles.definitions,
    limiters: limiters.used,
    plans: plans === null ? null : usedPlans(plans, limiters.used),
    ipRateLimit,
    schemes,
    typeBase,
    cors: cors.read(inherit(keywords.of(root), null, null, origins)),
    operations,
  };
  reportWeaknesses(document, visits, table, findings, diagnostics);
  findings.report(origins, diagnostics);
  return table;
}

function effective(
  keywords: Keywords,
  root: JsonObject,
  pathItem: NormalizedPathItem,
  operation: JsonObject,
  document: NormalizedDocument,
): EffectiveMembers {
  return inherit(keywords.of(root), keywords.of(pathItem.item), keywords.of(operation), document.origins);
}

function validationOf(members: EffectiveMembers): ValidationDefinition {
  return {
    unknownQuery: valueOf(members, 'validation.unknownQuery') as ValidationDefinition['unknownQuery'],
    unknownProperties: valueOf(
      members,
      'validation.unknownProperties',
    ) as ValidationDefinition['unknownProperties'],
    responses: valueOf(members, 'validation.responses') as ValidationDefinition['responses'],
    status: valueOf(members, 'validation.status') as ValidationDefinition['status'],
  };
}

/** The effective value of a member, or the default its schema gives. */
function valueOf(members: EffectiveMembers, path: string): Json | undefined {
  const declared = members.get(path);
  if (declared !== undefined) return declared.value;
  const [first = '', ...rest] = path.split('.');
  let member = vocabulary('operation').get(first);
  for (const name of rest) member = member?.members.get(name);
  return member?.default;
}

function textOf(members: EffectiveMembers, path: string): string | null {
  const value = valueOf(members, path);
  return typeof value === 'string' ? value : null;
}

function numberOf(members: EffectiveMembers, path: string): number | null {
  const value = valueOf(members, path);
  return typeof value === 'number' ? value : null;
}

function text(members: EffectiveMembers, path: string): string {
  const value = textOf(members, path);
  if (value === null) throw new Error(`The vocabulary gives ${path} no default`);
  return value;
}

function number(members: EffectiveMembers, path: string): number {
  const value = numberOf(members, path);
  if (value === null) throw new Error(`The vocabulary gives ${path} no default`);
  return value;
}

/** The keys an author gave a map of the root's keyword, valid or not; `null` where there is no such map. */
function namesIn(root: JsonObject, member: string): readonly string[] | null {
  const keyword = root['x-security'];
  const map = isJsonObject(keyword) ? keyword[member] : undefined;
  return isJsonObject(map) ? Object.keys(map) : null;
}

/** `info.title` in lower case with hyphens; `api` where nothing of it remains. */
function slug(root: JsonObject): string {
  const title = isJsonObject(root['info']) ? root['info']['title'] : null;
  const words = typeof title === 'string' ? title.toLowerCase().match(/[a-z0-9]+/g) : null;
  return words?.join('-').slice(0, 100) ?? 'api';
}
