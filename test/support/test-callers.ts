/**
 * Callers whom a server under test knows: an issuer's tokens, API keys, users and certificates, all with every scope. They
 * take turns every hundred requests, so that no limit of the defaults stops them.
 */
import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT } from 'jose';
import { hashPassword } from '../../src/runtime/authenticate/password-hash.js';
import { issueCertificate } from './certificates.js';
import { type JsonObject, resolveReference, textOf } from './json-values.js';
import type { Requirement } from './openapi-operations.js';
import type { SampleRequest } from './sample-request.js';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'https://api.example';
const PASSWORD = 'correct horse battery staple';
const TURN = 100;
const CUSTOM = 'custom-credentials';

type PrivateKey = GenerateKeyPairResult['privateKey'];

export class TestCallers {
  readonly #schemes: Readonly<Record<string, JsonObject>>;
  readonly #privateKey: PrivateKey;
  readonly #scope: string;
  readonly #tokens = new Map<string, Promise<string>>();
  readonly #certificates = new Map<number, string>();
  #signed = 0;
  /** Text of a `credentials.js` that knows these callers. */
  readonly credentialsModule: string;

  private constructor(
    schemes: Readonly<Record<string, JsonObject>>,
    privateKey: PrivateKey,
    scope: string,
    credentialsModule: string,
  ) {
    this.#schemes = schemes;
    this.#privateKey = privateKey;
    this.#scope = scope;
    this.credentialsModule = credentialsModule;
  }

  /** For the schemes of a document, holding every scope that `requirements` ask for. */
  static async create(document: JsonObject, requirements: readonly Requirement[]): Promise<TestCallers> {
    const components = (document['components'] ?? {}) as JsonObject;
    const schemes = Object.fromEntries(
      Object.entries((components['securitySchemes'] ?? {}) as JsonObject).map(([name, scheme]) => [
        name,
        resolveReference(document, scheme) as JsonObject,
      ]),
    );
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' };
    const scopes = [...new Set(requirements.flatMap((requirement) => [...requirement.values()].flat()))];
    const used = new Set(requirements.flatMap((requirement) => [...requirement.keys()]));
    const entries = await Promise.all(
      Object.entries(schemes)
        .filter(([name]) => used.has(name))
        .map(
          async ([name, scheme]) => `${JSON.stringify(name)}: ${await credentialsCode(scheme, jwk, scopes)},`,
        ),
    );
    const module = `export const credentials = {\n${entries.join('\n')}\n};\n`;
    return new TestCallers(schemes, privateKey, scopes.join(' '), module);
  }

  /** The request, with credentials for one alternative of its operation's requirements. */
  async sign(request: SampleRequest, requirement: Requirement): Promise<SampleRequest> {
    const caller = Math.floor(this.#signed / TURN);
    this.#signed += 1;
    let { target } = request;
    const headers: Record<string, string> = { ...request.headers };
    for (const name of requirement.keys()) {
      const scheme = this.#schemes[name]!;
      const text = await this.#credential(scheme, caller);
      const parameter = textOf(scheme['name']);
      if (scheme['type'] === 'mutualTLS') headers['Client-Cert'] = text;
      else if (scheme['type'] !== 'apiKey') headers['Authorization'] = text;
      else if (scheme['in'] === 'header') headers[parameter] = text;
      else if (scheme['in'] === 'cookie') {
        headers['Cookie'] = [headers['Cookie'] ?? [], `${parameter}=${text}`].flat().join('; ');
        headers['Sec-Fetch-Site'] = 'same-origin';
      } else target += `${target.includes('?') ? '&' : '?'}${encodeURIComponent(parameter)}=${text}`;
    }
    return { ...request, target, headers };
  }

  /** Credentials of one scheme, whichever. */
  get anyScheme(): Requirement {
    return new Map(
      Object.keys(this.#schemes)
        .slice(0, 1)
        .map((name) => [name, []]),
    );
  }

  sendsPassword(requirement: Requirement): boolean {
    return [...requirement.keys()].some((name) => isBasic(this.#schemes[name]!));
  }

  async #credential(scheme: JsonObject, caller: number): Promise<string> {
    if (scheme['type'] === 'apiKey') return apiKey(caller);
    if (scheme['type'] === 'mutualTLS') return this.#certificate(caller);
    if (isBasic(scheme)) return `Basic ${Buffer.from(`user-${caller}:${PASSWORD}`).toString('base64')}`;
    if (isCustom(scheme)) return `${textOf(scheme['scheme'])} ${CUSTOM}`;
    return `Bearer ${await this.#token(`subject-${caller}`)}`;
  }

  /** As the proxy names it that the server trusts. */
  #certificate(caller: number): string {
    let field = this.#certificates.get(caller);
    if (field === undefined) {
      ({ field } = issueCertificate({ subject: [['CN', `client-${caller}`]] }));
      this.#certificates.set(caller, field);
    }
    return field;
  }

  #token(subject: string): Promise<string> {
    let token = this.#tokens.get(subject);
    if (token === undefined) {
      token = new SignJWT({ client_id: 'test', scope: this.#scope, roles: this.#scope.split(' ') })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'test' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(subject)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(this.#privateKey);
      this.#tokens.set(subject, token);
    }
    return token;
  }
}

function apiKey(caller: number): string {
  return `test-key-${caller}-0123456789abcdef`;
}

/** An HTTP scheme that oasgard leaves to its user. */
function isCustom({ type, scheme }: JsonObject): boolean {
  return type === 'http' && !['basic', 'bearer', 'dpop'].includes(textOf(scheme).toLowerCase());
}

function isBasic(scheme: JsonObject): boolean {
  return scheme['type'] === 'http' && textOf(scheme['scheme']).toLowerCase() === 'basic';
}

async function credentialsCode(scheme: JsonObject, jwk: object, scopes: readonly string[]): Promise<string> {
  if (isCustom(scheme)) {
    const account = `{ id: 'caller', scopes: ${JSON.stringify(scopes)} }`;
    return `{ kind: 'custom', verify: (text) => (text === '${CUSTOM}' ? ${account} : null) }`;
  }
  if (scheme['type'] === 'apiKey') {
    const hashes = Array.from({ length: 400 }, (_, caller) =>
      createHash('sha256').update(apiKey(caller)).digest('hex'),
    );
    const keys = JSON.stringify(hashes);
    const record = `{ id: hash, hash, scopes: ${JSON.stringify(scopes)}, roles: ${JSON.stringify(scopes)} }`;
    return `{ kind: 'apiKey', lookup: ({ hash }) => (${keys}.includes(hash) ? ${record} : null) }`;
  }
  if (scheme['type'] === 'mutualTLS') {
    const record = `{ id: subject, scopes: ${JSON.stringify(scopes)}, roles: ${JSON.stringify(scopes)} }`;
    return `{ kind: 'mutualTLS', lookup: ({ subject }) => (subject.startsWith('CN=client-') ? ${record} : null) }`;
  }
  if (isBasic(scheme)) {
    const passwordHash = JSON.stringify(await hashPassword(PASSWORD));
    const account = `{ id, scopes: ${JSON.stringify(scopes)}, roles: ${JSON.stringify(scopes)}, passwordHash: ${passwordHash} }`;
    return `{ kind: 'basic', lookup: (id) => (id.startsWith('user-') ? ${account} : null) }`;
  }
  const issuer = { kind: 'jwt', issuer: ISSUER, audience: AUDIENCE, keys: [jwk] };
  return JSON.stringify(issuer);
}
