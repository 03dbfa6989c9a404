import { isJsonArray, isJsonObject, type Json } from '../load/json.js';

/** What an extension of another product decides there. */
export type VendorTopic =
  | 'authentication'
  | 'authorization'
  | 'rate limits'
  | 'CORS'
  | 'validation'
  | 'sensitive data'
  | 'exposure'
  | 'security';

export interface VendorExtension {
  readonly name: RegExp;
  /** `null` for names that several products use, each with its own meaning. */
  readonly vendor: string | null;
  readonly topic: VendorTopic;
  /** Values with which it switches protection off; absent where it cannot. */
  readonly opens?: (value: Json) => boolean;
  /** Where its meaning is written down: documentation, or a published document that uses it. */
  readonly source: string;
}

const KONG = 'https://developer.konghq.com/deck/file/openapi2kong/';
const AWS =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html';
const ENDPOINTS = 'https://cloud.google.com/endpoints/docs/openapi/openapi-extensions';
const APIGEE = 'https://github.com/apigee/apigeecli';
const WSO2 = 'https://apim.docs.wso2.com/en/latest/reference/vendor-extensions-catalog/';
const MICROGATEWAY = 'https://mg.docs.wso2.com/en/latest/concepts/openapi-extensions/';
const KUADRANT = 'https://github.com/Kuadrant/kuadrantctl';
const KUSK = 'https://github.com/kubeshop/kusk-gateway';
const TYK = 'https://tyk.io/docs/api-management/gateway-config-tyk-oas/';
const ZUPLO = 'https://zuplo.com/docs/articles/openapi';
const YANDEX = 'https://yandex.cloud/en/docs/api-gateway/concepts/extensions';
const GRAVITEE = 'https://documentation.gravitee.io/';
const CRUNCH = 'https://docs.42crunch.com/';
const EXEGESIS = 'https://github.com/exegesis-js/exegesis-plugin-roles';
const CONNEXION = 'https://connexion.readthedocs.io/en/latest/security.html';
const OKTA = 'https://github.com/okta/okta-management-openapi-spec';
const ORY = 'https://github.com/ory/hydra';
const CORPUS = 'https://github.com/APIs-guru/openapi-directory';

const isOn = (value: Json): boolean => value !== false && value !== null;
const isNone = (value: Json): boolean =>
  value === false || (typeof value === 'string' && /^(?:none|no|off|disabled|false|public)$/i.test(value));

/**
 * Extensions of other products that protect or unprotect (semantics §9.1), in the order they are asked: the first that
 * fits a name says whose it is. None is ever enforced or obeyed.
 */
export const vendorExtensions: readonly VendorExtension[] = [
  {
    name: /^x-kong-plugin-(?:key-auth(?:-enc)?|basic-auth|jwt(?:-signer)?|oauth2(?:-introspection)?|hmac-auth|ldap-auth(?:-advanced)?|openid-connect|mtls-auth|session|vault-auth|saml)$/,
    vendor: 'Kong',
    topic: 'authentication',
    opens: isDisabledPlugin,
    source: KONG,
  },
  {
    name: /^x-kong-security-/,
    vendor: 'Kong',
    topic: 'authentication',
    opens: isDisabledPlugin,
    source: KONG,
  },
  {
    name: /^x-kong-plugin-(?:rate-limiting|rate-limiting-advanced|response-ratelimiting|request-size-limiting|ai-rate-limiting-advanced)$/,
    vendor: 'Kong',
    topic: 'rate limits',
    opens: isDisabledPlugin,
    source: KONG,
  },
  {
    name: /^x-kong-plugin-(?:acl|opa|ip-restriction|bot-detection)$|^x-kong-mcp-(?:default-)?acl$/,
    vendor: 'Kong',
    topic: 'authorization',
    opens: isDisabledPlugin,
    source: KONG,
  },
  { name: /^x-kong-plugin-cors$/, vendor: 'Kong', topic: 'CORS', source: KONG },
  {
    name: /^x-kong-plugin-(?:request-validator|oas-validation|json-threat-protection|xml-threat-protection)$/,
    vendor: 'Kong',
    topic: 'validation',
    opens: isDisabledPlugin,
    source: KONG,
  },
  {
    // Custom plugins may be anything; these are known to be something else.
    name: /^x-kong-plugin-(?!(?:correlation-id|prometheus|datadog|statsd|zipkin|opentelemetry|proxy-cache|proxy-cache-advanced|canary|mocking|aws-lambda|azure-functions|[a-z-]+-log|[a-z-]+-transformer|[a-z-]+-transformer-advanced|grpc-[a-z]+)$)/,
    vendor: 'Kong',
    topic: 'security',
    source: KONG,
  },
  {
    name: /^x-amazon-apigateway-auth$/,
    vendor: 'AWS',
    topic: 'authentication',
    opens: (value) => isJsonObject(value) && isNone(value['type'] ?? null),
    source: AWS,
  },
  {
    name: /^x-amazon-apigateway-(?:authorizer|authtype|api-key-source)$/,
    vendor: 'AWS',
    topic: 'authentication',
    opens: isNone,
    source: AWS,
  },
  { name: /^x-amazon-apigateway-policy$/, vendor: 'AWS', topic: 'authorization', source: AWS },
  { name: /^x-amazon-apigateway-request-validators?$/, vendor: 'AWS', topic: 'validation', source: AWS },
  { name: /^x-amazon-apigateway-cors$/, vendor: 'AWS', topic: 'CORS', source: AWS },
  { name: /^x-amazon-apigateway-any-method$/, vendor: 'AWS', topic: 'exposure', source: AWS },
  {
    name: /^x-google-(?:issuer|jwks_uri|audiences|jwt-locations|auth|authorization)$/,
    vendor: 'Google',
    topic: 'authentication',
    source: ENDPOINTS,
  },
  {
    name: /^x-google-(?:management|quota|api-management)$/,
    vendor: 'Google',
    topic: 'rate limits',
    source: ENDPOINTS,
  },
  { name: /^x-google-(?:ratelimit|spikearrest)$/, vendor: 'Google', topic: 'rate limits', source: APIGEE },
  { name: /^x-google-allow$/, vendor: 'Google', topic: 'exposure', source: ENDPOINTS },
  { name: /^x-auth-type$/i, vendor: 'WSO2', topic: 'authentication', opens: isNone, source: WSO2 },
  {
    name: /^x-wso2-disable-security$/,
    vendor: 'WSO2',
    topic: 'authentication',
    opens: isOn,
    source: MICROGATEWAY,
  },
  {
    name: /^x-wso2-(?:auth-header|application-security|security|mutual-ssl|api-key-header)$/,
    vendor: 'WSO2',
    topic: 'authentication',
    source: MICROGATEWAY,
  },
  { name: /^x-(?:wso2-)?throttling-tier$/, vendor: 'WSO2', topic: 'rate limits', source: WSO2 },
  { name: /^x-wso2-throttling-(?:bandwidth|limit)$/, vendor: 'WSO2', topic: 'rate limits', source: WSO2 },
  { name: /^x-wso2-cors$/, vendor: 'WSO2', topic: 'CORS', source: WSO2 },
  { name: /^x-(?:wso2-)?scopes(?:-bindings)?$/, vendor: 'WSO2', topic: 'authorization', source: WSO2 },
  { name: /^x-kuadrant$/, vendor: 'Kuadrant', topic: 'rate limits', source: KUADRANT },
  { name: /^x-kusk$/, vendor: 'Kusk', topic: 'security', source: KUSK },
  {
    name: /^x-tyk-api-gateway$/,
    vendor: 'Tyk',
    topic: 'security',
    opens: hasDisabledAuthentication,
    source: TYK,
  },
  { name: /^x-tyk-/, vendor: 'Tyk', topic: 'security', source: TYK },
  { name: /^x-zuplo-/, vendor: 'Zuplo', topic: 'security', source: ZUPLO },
  { name: /^x-yc-apigateway-rate-limits?$/, vendor: 'Yandex', topic: 'rate limits', source: YANDEX },
  { name: /^x-yc-apigateway-authorizer(?::|$)/, vendor: 'Yandex', topic: 'authentication', source: YANDEX },
  { name: /^x-yc-apigateway-cors$/, vendor: 'Yandex', topic: 'CORS', source: YANDEX },
  { name: /^x-yc-apigateway-validator$/, vendor: 'Yandex', topic: 'validation', source: YANDEX },
  { name: /^x-yc-apigateway-any-method$/, vendor: 'Yandex', topic: 'exposure', source: YANDEX },
  { name: /^x-yc-apigateway$/, vendor: 'Yandex', topic: 'security', source: YANDEX },
  { name: /^x-graviteeio-/, vendor: 'Gravitee', topic: 'security', source: GRAVITEE },
  {
    name: /^x-42c-no-authentication$/,
    vendor: '42Crunch',
    topic: 'authentication',
    opens: isOn,
    source: CRUNCH,
  },
  { name: /^x-42c-sensitivity$/, vendor: '42Crunch', topic: 'sensitive data', source: CRUNCH },
  { name: /^x-42c-/, vendor: '42Crunch', topic: 'security', source: CRUNCH },
  {
    name: /^x-okta-no-scope-required$/,
    vendor: 'Okta',
    topic: 'authorization',
    opens: isOn,
    source: OKTA,
  },
  {
    name: /^x-okta-(?:iam-.*|oauth.*|scope.*|opa-roles)$/,
    vendor: 'Okta',
    topic: 'authorization',
    source: OKTA,
  },
  { name: /^x-ory-ratelimit-bucket$/, vendor: 'Ory', topic: 'rate limits', source: ORY },
  { name: /^x-exegesis-roles$/, vendor: 'Exegesis', topic: 'authorization', source: EXEGESIS },
  {
    name: /^x-(?:bearerInfo|basicInfo|apikeyInfo|tokenInfo)(?:Func|Url)$/,
    vendor: 'Connexion',
    topic: 'authentication',
    source: CONNEXION,
  },
  { name: /^x-scopeValidateFunc$/, vendor: 'Connexion', topic: 'authorization', source: CONNEXION },
  { name: /^x-cfPermissionsRequired$/, vendor: 'Cloudflare', topic: 'authorization', source: CORPUS },
  { name: /^x-pd-requires-scope$/, vendor: 'PagerDuty', topic: 'authorization', source: CORPUS },
  { name: /^x-pd-operation-limit$/, vendor: 'PagerDuty', topic: 'rate limits', source: CORPUS },
  { name: /^x-box-scopes$/, vendor: 'Box', topic: 'authorization', source: CORPUS },
  {
    name: /^x-atlassian-(?:connect-scope|oauth2-scopes)$/,
    vendor: 'Atlassian',
    topic: 'authorization',
    source: CORPUS,
  },
  {
    name: /^x-(?:vault-)?unauthenticated$|^x-no-(?:auth(?:entication)?|token)$|^x-public$|^x-skip-auth$/i,
    vendor: null,
    topic: 'authentication',
    opens: isOn,
    source: CORPUS,
  },
  {
    name: /^x-(?:auth(?:entication|enticated|-mode|-required)?|requires-auth(?:entication)?|security-required)$/i,
    vendor: null,
    topic: 'authentication',
    opens: isNone,
    source: CORPUS,
  },
  {
    name: /^x-(?:rate-?limit(?:s|ing)?|throttl(?:e|ing)|quota)$/i,
    vendor: null,
    topic: 'rate limits',
    source: CORPUS,
  },
  {
    name: /^x-(?:required-?(?:roles?|scopes?|permissions?)|(?:.+-)?permissions?(?:-required)?|roles?|rbac|acl|scopes?|oauthpermissions|otherScopes)$/i,
    vendor: null,
    topic: 'authorization',
    source: CORPUS,
  },
  { name: /^x-(?:sensitive|pii)$/i, vendor: null, topic: 'sensitive data', source: CORPUS },
];

/** The entry of an extension; `null` for extensions that do not speak of security. */
export function vendorExtension(name: string): VendorExtension | null {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const found = vendorExtensions.find((extension) => extension.name.test(name)) ?? null;
  // Documents repeat a few names many thousand times. A hostile one could hold as many different ones.
  if (byName.size < MOST_NAMES) byName.set(name, found);
  return found;
}

const MOST_NAMES = 10_000;
const byName = new Map<string, VendorExtension | null>();

/** Whether the value says nothing: absent, off, or empty. */
export function saysNothing(value: Json): boolean {
  if (isJsonArray(value)) return value.length === 0;
  return value === null || value === false || (isJsonObject(value) && Object.keys(value).length === 0);
}

function isDisabledPlugin(value: Json): boolean {
  return isJsonObject(value) && value['enabled'] === false;
}

function hasDisabledAuthentication(value: Json): boolean {
  const server = isJsonObject(value) ? value['server'] : undefined;
  const authentication = isJsonObject(server) ? server['authentication'] : undefined;
  return isJsonObject(authentication) && authentication['enabled'] === false;
}
