import { isJsonObject, type Json } from '../load/json.js';
import { counted, type GroupedFindings } from '../diagnostics/grouped-findings.js';
import type { Visit } from './openapi-structure.js';

interface VendorExtension {
  readonly name: RegExp;
  readonly vendor: string;
}

/** Extensions that elsewhere protect, limit or restrict (semantics §9.1). Never enforced, never obeyed. */
const PROTECTING: readonly VendorExtension[] = [
  { name: /^x-kong-(plugin|security)-/, vendor: 'Kong' },
  {
    name: /^x-amazon-apigateway-(authorizer|authtype|auth|policy|request-validators?|cors|api-key-source)$/,
    vendor: 'AWS',
  },
  {
    name: /^x-google-(issuer|jwks_uri|audiences|jwt-locations|management|quota|auth|api-management|ratelimit|authorization)$/,
    vendor: 'Google',
  },
  {
    name: /^x-(wso2-(cors|auth-header|application-security|security|mutual-ssl|throttling-tier|api-key-header)|throttling-tier|scopes-bindings)$/,
    vendor: 'WSO2',
  },
  { name: /^x-kuadrant$/, vendor: 'Kuadrant' },
  { name: /^x-kusk$/, vendor: 'Kusk' },
  { name: /^x-tyk-/, vendor: 'Tyk' },
  { name: /^x-zuplo-/, vendor: 'Zuplo' },
  { name: /^x-yc-apigateway-(rate-limit|authorizer)$|^x-yc-apigateway-any-method$/, vendor: 'Yandex' },
  { name: /^x-graviteeio-/, vendor: 'Gravitee' },
  { name: /^x-42c-/, vendor: '42Crunch' },
  { name: /^x-exegesis-roles$/, vendor: 'Exegesis' },
  { name: /^x-(bearerInfo|basicInfo|apikeyInfo|tokenInfo|scopeValidate)Func$/, vendor: 'Connexion' },
  { name: /^x-okta-(iam-|oauth|scope)/, vendor: 'Okta' },
  { name: /^x-ory-ratelimit-bucket$/, vendor: 'Ory' },
  {
    name: /^x-(rate-?limit(s|ing)?|throttle|required-?(roles?|scopes?|permissions?)|roles?|rbac|acl|permissions?|scopes?)$/i,
    vendor: 'somebody',
  },
];

/** Extensions that elsewhere switch protection off, and the values with which they do. */
const UNPROTECTING: readonly (VendorExtension & { readonly when: (value: Json) => boolean })[] = [
  {
    name: /^x-auth-type$/i,
    vendor: 'WSO2',
    when: (value) => typeof value === 'string' && value.toLowerCase() === 'none',
  },
  { name: /^x-wso2-disable-security$/, vendor: 'WSO2', when: (value) => value !== false },
  { name: /^x-42c-no-authentication$/, vendor: '42Crunch', when: (value) => value !== false },
  { name: /^x-okta-no-scope-required$/, vendor: 'Okta', when: (value) => value !== false },
  { name: /^x-(vault-)?unauthenticated$/, vendor: 'somebody', when: (value) => value !== false },
];

/** Lists foreign extensions that speak of security: one finding for each name, those that would open something apart. */
export function reportVendorExtensions(visits: readonly Visit[], findings: GroupedFindings): void {
  for (const { node } of visits) {
    // Nodes have no prototype; a list of keys for each of them would cost more than everything else here.
    for (const name in node) {
      if (!name.startsWith('x-')) continue;
      const value = node[name]!;
      const opening = UNPROTECTING.find((extension) => extension.name.test(name) && extension.when(value));
      const protecting = PROTECTING.find((extension) => extension.name.test(name));
      if (opening !== undefined) {
        findings.add('vendor-opening', name, { node, key: name }, (places) => {
          return `${by(name, opening)} switches security off elsewhere, ${inPlaces(places)}; it is not obeyed.`;
        });
      } else if (protecting !== undefined && !isNothing(value)) {
        findings.add('vendor-protection', name, { node, key: name }, (places) => {
          return `${by(name, protecting)} speaks of security, ${inPlaces(places)}; nothing of it is enforced.`;
        });
      }
    }
  }
}

function by(name: string, { vendor }: VendorExtension): string {
  return vendor === 'somebody' ? name : `${name} (${vendor})`;
}

function inPlaces(count: number): string {
  return `in ${counted(count, 'place')}`;
}

function isNothing(value: Json): boolean {
  return value === null || value === false || (isJsonObject(value) && Object.keys(value).length === 0);
}
