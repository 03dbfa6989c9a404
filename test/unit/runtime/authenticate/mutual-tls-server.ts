/** A document with client certificates, served over real TLS through either door. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { type Agent, type AgentOptions, request as httpsRequest, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import fastify from 'fastify';
import { apiKeyScheme } from '../../../../src/runtime/authenticate/api-key.js';
import { clientCertificates } from '../../../../src/runtime/authenticate/client-certificates.js';
import type {
  ClientCertificate,
  CertificateRecord,
  SchemeCredentials,
} from '../../../../src/runtime/authenticate/credentials.js';
import { jwtScheme } from '../../../../src/runtime/authenticate/jwt.js';
import { mutualTlsScheme } from '../../../../src/runtime/authenticate/mutual-tls.js';
import type { Api } from '../../../../src/runtime/core/api.js';
import { createRuntime } from '../../../../src/runtime/core/create-runtime.js';
import type { RuntimeOptions } from '../../../../src/runtime/core/options.js';
import { listen, type RunningServer } from '../../../../src/runtime/transport/serve.js';
import type { Trust } from '../../../../src/runtime/transport/trust.js';
import { issueCertificate, type TestCertificate } from '../../../support/certificates.js';
import { apiOf } from '../../render/generated-project.js';
import { loadValidators } from '../../render/validators/load-validators.js';

export const HOST = 'api.example.com';

const authority = issueCertificate({ subject: [['CN', 'server authority']], isAuthority: true });
const serverCertificate = issueCertificate({
  subject: [['CN', HOST]],
  dns: [HOST],
  issuer: authority,
  usage: 'server',
});
export const clientAuthority = issueCertificate({
  subject: [['CN', 'client authority']],
  isAuthority: true,
});

/** A certificate of an honest client. */
export function clientOf(name: string, more: Parameters<typeof issueCertificate>[0] = {}): TestCertificate {
  return issueCertificate({
    subject: [['CN', name]],
    issuer: clientAuthority,
    usage: 'client',
    ...more,
  });
}

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-mtls-'));
export function removeFiles(): void {
  rmSync(folder, { recursive: true, force: true });
}

export function fileOf(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const ok = { responses: { 204: { description: 'done' } } };
const decided = { 'x-security': { access: 'authenticated' } };

/** One operation for each way of asking for certificates. */
export const document = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: `https://${HOST}` }],
  'x-security': { version: 1, roles: { auditor: [] }, realm: 'shop' },
  paths: {
    '/orders': {
      get: { operationId: 'list', security: [{ mtls: [] }], ...decided, ...ok },
      post: { operationId: 'create', security: [{ mtls: [] }], ...decided, ...ok },
    },
    '/audit': { get: { operationId: 'audit', security: [{ mtls: ['auditor'] }], ...decided, ...ok } },
    '/either': { get: { operationId: 'either', security: [{ mtls: [] }, { key: [] }], ...decided, ...ok } },
    '/both': { post: { operationId: 'both', security: [{ mtls: [], key: [] }], ...decided, ...ok } },
    '/anybody': {
      get: { operationId: 'anybody', security: [{ mtls: [] }, {}], ...decided, ...ok },
    },
    '/open': { get: { operationId: 'open', security: [], ...ok } },
    '/bound': { get: { operationId: 'bound', security: [{ token: [] }], ...decided, ...ok } },
  },
  components: {
    securitySchemes: {
      mtls: { type: 'mutualTLS' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      token: {
        type: 'http',
        scheme: 'bearer',
        'x-security': {
          issuer: 'https://id.example.com',
          audience: 'https://api.example.com',
          algorithms: ['ES256'],
          bind: 'mtls',
        },
      },
    },
  },
};

export interface MutualTlsServer {
  readonly api: Api;
  readonly port: number;
  readonly ran: string[];
  readonly records: Record<string, unknown>[];
  readonly looked: ClientCertificate[];
  readonly log: string[];
  close(): Promise<void>;
}

export interface MutualTlsOptions {
  readonly door?: 'node' | 'fastify';
  readonly trust?: Trust;
  /** Default: files of a listener that asks for certificates of {@link clientAuthority}. */
  readonly tls?: RuntimeOptions['tls'] | null;
  readonly lookup?: (certificate: ClientCertificate) => CertificateRecord | null;
  /** In the place of the usual ones. */
  readonly credentials?: Readonly<Record<string, SchemeCredentials>>;
  readonly development?: boolean;
}

export const tlsFiles = {
  cert: fileOf('server.pem', serverCertificate.pem),
  key: fileOf('server-key.pem', serverCertificate.key),
  clientCa: fileOf('client-ca.pem', clientAuthority.pem),
};

export function createApi(
  options: MutualTlsOptions,
  served: Pick<MutualTlsServer, 'ran' | 'records' | 'looked' | 'log'>,
): Api {
  const { trust, tls = tlsFiles, lookup = () => null, credentials, development } = options;
  const model = apiOf(document);
  const validators = loadValidators(model);
  const note = (level: string) => (message: string, fields?: object) =>
    void served.log.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  return createRuntime(
    {
      ...model,
      operations: model.operations.map((operation) => ({
        ...operation,
        validators: () => Promise.resolve(validators.get(operation.name)!),
      })),
    },
    {
      authenticators: { apiKey: apiKeyScheme, jwt: jwtScheme, mutualTLS: mutualTlsScheme },
      certificates: clientCertificates,
    },
    {
      handlers: Object.fromEntries(
        model.operations.map(({ name }) => [
          name,
          () => {
            served.ran.push(name);
            return { status: 204 };
          },
        ]),
      ),
      credentials: {
        mtls: {
          kind: 'mutualTLS',
          lookup: (certificate) => {
            served.looked.push(certificate);
            return lookup(certificate);
          },
        },
        key: { kind: 'apiKey', verify: (key) => (key === 'good' ? { id: 'key holder' } : null) },
        token: { kind: 'jwt', keys: [PUBLIC_KEY] },
        ...credentials,
      },
      ...(tls !== null && { tls }),
      ...(trust !== undefined && { trust }),
      ...(development === true && { development }),
      logger: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
      audit: {
        name: 'memory',
        durable: false,
        append: (line) => served.records.push(JSON.parse(line) as Record<string, unknown>) > 0,
        commit: () => undefined,
        close: () => Promise.resolve(),
      },
    },
  );
}

/** Nobody's: servers that are asked for no token start with it. */
const PUBLIC_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};

export async function serveShop(options: MutualTlsOptions = {}): Promise<MutualTlsServer> {
  const served = { ran: [], records: [], looked: [], log: [] };
  const api = createApi(options, served);
  const running: RunningServer = await listen(api, {
    port: 0,
    operatorPort: null,
    host: '127.0.0.1',
    signals: [],
    drainMs: 0,
    ...(options.door === 'fastify' && {
      framework: async (_api, createServer) => {
        const app = fastify({ ...api.fastify.options, serverFactory: createServer });
        await app.register(api.fastify);
        await app.ready();
        return app;
      },
    }),
  });
  return { ...served, api, port: Number(new URL(running.url).port), close: () => running.close() };
}

export interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly challenges: readonly string[];
}

type Headers = Readonly<Record<string, string | string[]>>;

export interface Ask {
  readonly method?: string;
  readonly headers?: Headers;
  readonly certificate?: TestCertificate;
  readonly agent?: Agent;
}

/** What connections to the server trust and show. */
export function clientOptions(certificate?: TestCertificate): AgentOptions {
  return {
    ca: authority.pem,
    servername: HOST,
    ...(certificate !== undefined && { cert: certificate.pem, key: certificate.key }),
  };
}

/** Sends one request on a connection of its own, unless there is an agent. */
export async function ask(port: number, target: string, options: Ask = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, certificate, agent } = options;
  return send(httpsRequest, port, target, {
    ...clientOptions(certificate),
    method,
    headers,
    agent: agent ?? false,
  });
}

/** The same without TLS, as a proxy sends it. */
export function askPlain(
  port: number,
  target: string,
  { method = 'GET', headers = {} }: Ask = {},
): Promise<Answer> {
  return send(httpRequest, port, target, { method, headers, agent: false });
}

async function send(
  request: typeof httpsRequest | typeof httpRequest,
  port: number,
  target: string,
  { headers: given, ...options }: Omit<RequestOptions, 'headers'> & { readonly headers: Headers },
): Promise<Answer> {
  const headers = { Host: HOST, ...given };
  const sent = request({ host: '127.0.0.1', port, path: target, ...options, headers });
  sent.end();
  const [incoming] = (await once(sent, 'response')) as [IncomingMessage];
  const text = (await buffer(incoming)).toString();
  return {
    status: incoming.statusCode!,
    code: text === '' ? null : (JSON.parse(text) as { readonly code: string }).code,
    challenges: incoming.rawHeaders.filter((_, index, all) => all[index - 1] === 'WWW-Authenticate'),
  };
}
