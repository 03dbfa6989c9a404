// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { accessSync, constants } from 'node:fs';
import { isAddressRange } from '../transport/address-ranges.js';
import { normalizeAuthority } from '../transport/authority.js';
import { certificateProblems } from './certificate-problems.js';
import type { ApiDefinition } from './definition.js';
import type { RuntimeOptions } from './options.js';
import type { RuntimeModules } from './runtime.js';
import type { StartupProblem } from './startup-problem.js';

/** Everything that keeps a server from starting, the credentials of its schemes aside. */
export function checkOptions(
  definition: ApiDefinition,
  modules: RuntimeModules,
  options: RuntimeOptions,
  authorities: ReadonlySet<string>,
): StartupProblem[] {
  return [
    ...handlerProblems(definition, options),
    ...policyProblems(definition, options),
    ...contextProblems(options),
    ...moduleProblems(definition, modules),
    ...hostProblems(options, authorities),
    ...originProblems(definition, options),
    ...transportProblems(options),
    ...certificateProblems(definition, options),
    ...limitProblems(options),
    ...storeProblems(options),
  ];
}

/** By own property: a handler named like a member of `Object.prototype` is no handler. */
function handlerProblems({ operations }: ApiDefinition, { handlers }: RuntimeOptions): StartupProblem[] {
  return operations
    .filter(({ name }) => !Object.hasOwn(handlers, name) || typeof handlers[name] !== 'function')
    .map(({ name, method, path }) => ({
      name: `handlers.${name}`,
      message: `Nothing handles ${method} ${path}.`,
      fix: `Export ${name} from src/handlers/index.ts.`,
    }));
}

function policyProblems({ operations }: ApiDefinition, { policies = {} }: RuntimeOptions): StartupProblem[] {
  const needed = new Map<string, { readonly operation: string; readonly isList: boolean }>();
  for (const { access, name } of operations) {
    if (access.kind !== 'authenticated' || access.object === null) continue;
    needed.set(access.object.policy, { operation: name, isList: access.object.list !== null });
  }
  const problems: StartupProblem[] = [];
  for (const [name, { operation, isList }] of needed) {
    const policy: unknown = Object.hasOwn(policies, name) ? policies[name] : undefined;
    if (isList ? isListPolicy(policy) : typeof policy === 'function') continue;
    problems.push({
      name: `policies.${name}`,
      message: isList
        ? `Nothing decides which of the objects that ${operation} returns a caller may see.`
        : `Nothing decides who may reach the object of ${operation}.`,
      fix: isList
        ? `Export ${name} from src/policies/index.ts: { scope(request), allows(item, request) }.`
        : `Export ${name} from src/policies/index.ts.`,
    });
  }
  return problems;
}

function isListPolicy(policy: unknown): boolean {
  return (
    typeof policy === 'object' &&
    policy !== null &&
    'scope' in policy &&
    typeof policy.scope === 'function' &&
    'allows' in policy &&
    typeof policy.allows === 'function'
  );
}

function contextProblems({ context }: RuntimeOptions): StartupProblem[] {
  if (context === undefined || typeof context === 'function') return [];
  return [
    {
      name: 'context',
      message: 'It is not a function.',
      fix: 'Set it to a function of the request that returns { value, settle }.',
    },
  ];
}

function moduleProblems({ operations }: ApiDefinition, modules: RuntimeModules): StartupProblem[] {
  const codecs = new Set(
    operations.flatMap(({ requestBody }) => requestBody?.content.map(({ codec }) => codec) ?? []),
  );
  const missing: string[] = [];
  if (codecs.has('form') && modules.form === undefined) missing.push('form');
  if (codecs.has('multipart') && modules.multipart === undefined) missing.push('multipart');
  return missing.map((name) => ({
    name: `modules.${name}`,
    message: `The module that decodes ${name} bodies is not part of this server.`,
    fix: 'Generate the project again, and leave src/generated as it is written.',
  }));
}

function hostProblems(
  { hosts, development }: RuntimeOptions,
  authorities: ReadonlySet<string>,
): StartupProblem[] {
  const problems = (hosts ?? [])
    .filter((host) => normalizeAuthority(host, 'https') === null)
    .map((host) => ({
      name: 'hosts',
      message: `${JSON.stringify(host)} is not a host name with an optional port.`,
      fix: 'Name hosts (HOSTS) as clients do: api.example.com, or api.example.com:8443.',
    }));
  if (authorities.size === 0 && development !== true) {
    problems.push({
      name: 'hosts',
      message: 'No host is known that this server answers to: the servers of the document are relative.',
      fix: 'Set HOSTS, or hosts in src/server.ts, to the names clients call it by, or name absolute servers in the document.',
    });
  }
  return problems;
}

function originProblems(definition: ApiDefinition, { origins = {} }: RuntimeOptions): StartupProblem[] {
  const declared = new Set([definition, ...definition.operations].flatMap(({ cors }) => cors?.origins ?? []));
  const unknown = Object.keys(origins)
    .filter((origin) => !declared.has(origin))
    .map((origin) => ({
      name: 'origins',
      message: `No cors of the document names ${JSON.stringify(origin)}, so nothing can stand for it.`,
      fix: 'Name origins of the document, each with those that stand for it in this environment.',
    }));
  const malformed = Object.values(origins)
    .flat()
    .filter((origin) => !isOrigin(origin))
    .map((origin) => ({
      name: 'origins',
      message: `${JSON.stringify(origin)} is not an origin.`,
      fix: 'Write origins (ORIGINS) as browsers do: https://app.example.com, without a path.',
    }));
  return [...unknown, ...malformed];
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** Of the generated `server.ts`. */
const TLS_VARIABLES: Readonly<Record<string, string>> = {
  cert: 'TLS_CERT',
  key: 'TLS_KEY',
  clientCa: 'TLS_CLIENT_CA',
};

function transportProblems({ tls, trust, development }: RuntimeOptions): StartupProblem[] {
  const problems: StartupProblem[] = [];
  if (development === true && process.env['NODE_ENV'] === 'production') {
    problems.push({
      name: 'development',
      message: 'Development mode serves plain HTTP and must not run under NODE_ENV=production.',
      fix: 'Use npm start, or unset NODE_ENV.',
    });
  }
  if (tls === undefined && trust === undefined && development !== true) {
    problems.push({
      name: 'tls or trust',
      message: 'Nothing says where HTTPS ends.',
      fix: 'Set TLS_CERT and TLS_KEY to certificate files, or TRUSTED_PROXIES to the proxies in front; in src/server.ts they are tls and trust.',
    });
  }
  for (const [member, path] of Object.entries(tls ?? {})) {
    if (isReadable(path)) continue;
    problems.push({
      name: `tls.${member}`,
      message: `${path} cannot be read.`,
      fix: `Name a readable PEM file (${TLS_VARIABLES[member] ?? member}).`,
    });
  }
  if (trust !== undefined) problems.push(...proxyProblems(trust.proxies));
  return problems;
}

function proxyProblems(proxies: NonNullable<RuntimeOptions['trust']>['proxies']): StartupProblem[] {
  if ('hops' in proxies) {
    if (Number.isInteger(proxies.hops) && proxies.hops > 0) return [];
    return [
      {
        name: 'trust.proxies',
        message: 'The number of hops is not a positive integer.',
        fix: 'Count the proxies in front of this server.',
      },
    ];
  }
  if (proxies.length === 0) {
    return [
      {
        name: 'trust.proxies',
        message: 'No proxy is listed.',
        fix: 'List the addresses of the proxies (TRUSTED_PROXIES), or leave trust out.',
      },
    ];
  }
  return proxies
    .filter((range) => !isAddressRange(range))
    .map((range) => ({
      name: 'trust.proxies',
      message: `${JSON.stringify(range)} is neither an address nor a CIDR range.`,
      fix: 'Write ranges (TRUSTED_PROXIES) as 10.0.0.0/8 or fd00::/8.',
    }));
}

function limitProblems({ maxRunning }: RuntimeOptions): StartupProblem[] {
  if (maxRunning === undefined || (Number.isInteger(maxRunning) && maxRunning > 0)) return [];
  return [
    {
      name: 'maxRunning',
      message: 'It is not a positive integer.',
      fix: 'Set it to the handlers that may run at once.',
    },
  ];
}

/** With a key of its own each process would count for itself in a store they share. */
function storeProblems({ secret, stores }: RuntimeOptions): StartupProblem[] {
  if (secret !== undefined && Buffer.byteLength(secret) < 32) {
    return [
      {
        name: 'secret',
        message: 'It is shorter than 32 bytes.',
        fix: 'Make one with: openssl rand -base64 32',
      },
    ];
  }
  if (secret !== undefined || stores?.limiter?.shared !== true) return [];
  return [
    {
      name: 'secret',
      message: 'A shared store is set, and no key hides the names in it.',
      fix: 'Set secret to at least 32 bytes, the same in every process.',
    },
  ];
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
