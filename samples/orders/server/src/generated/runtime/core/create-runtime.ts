// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { createSecretKey, randomBytes } from 'node:crypto';
import { Auditor } from '../audit/auditor.js';
import { stdoutSink } from '../audit/stdout-sink.js';
import { undecided } from '../authorize/decision.js';
import { createAuthentication } from '../authenticate/authentication.js';
import { createFastifyPlugin } from '../doors/fastify.js';
import { inject } from '../doors/inject.js';
import { nodeListener } from '../doors/node.js';
import { ProblemWriter } from '../errors/problem-writer.js';
import { MemoryStore } from '../limit/memory-store.js';
import { RateLimiter } from '../limit/rate-limiter.js';
import { ConnectionRules } from '../transport/connection-rules.js';
import { compileCors, effectiveOrigins, type OriginOverrides } from '../transport/cors.js';
import type { Api } from './api.js';
import { checkOptions } from './check-options.js';
import type { ApiDefinition } from './definition.js';
import { developmentAdvice } from './development-advice.js';
import { developmentLogger } from './development-logger.js';
import type { Policy } from './handler.js';
import { jsonLogger } from './json-logger.js';
import type { RuntimeOptions } from './options.js';
import { type ParserFailure, parserFailure, type ParserReply } from './parser-failure.js';
import { handle } from './pipeline.js';
import type { RawRequest } from './raw-message.js';
import { Route } from './route.js';
import { Router } from './router.js';
import type { Runtime, RuntimeModules } from './runtime.js';
import { servedAuthorities, serversOf } from './served-authorities.js';
import { type StartupProblem, StartupError } from './startup-problem.js';

/** Handlers that may wait at once unless the options say otherwise. */
const MAX_RUNNING = 1000;

/**
 * Puts a server together from what the generator wrote and what the application supplies.
 *
 * @throws {StartupError} With every problem found: nothing listens before all of them are gone.
 */
export function createRuntime(
  definition: ApiDefinition,
  modules: RuntimeModules,
  options: RuntimeOptions,
): Api {
  const development = options.development === true;
  const log = options.logger ?? (development ? developmentLogger() : jsonLogger());
  const authorities = servedAuthorities(definition, options.hosts);
  const origins = options.origins ?? {};
  const certificates = modules.certificates?.({
    believesProxies: options.trust?.clientCert === true,
    development,
  });
  const authentication = createAuthentication(
    definition.schemes,
    definition.roles,
    definition.realm,
    modules.authenticators,
    options.credentials ?? {},
    { log, development, ...(certificates !== undefined && { certificates }) },
  );
  const problems: StartupProblem[] = [
    ...checkOptions(definition, modules, options, authorities),
    ...authentication.problems,
    ...(options.audit?.problems ?? []),
  ];
  const router = new Router<Route>();
  problems.push(...mount(router, definition, options.hosts !== undefined));
  if (problems.length > 0) throw new StartupError(problems);

  const auditor = new Auditor({ sink: options.audit ?? stdoutSink(), service: definition.title, log });
  const limiter = new RateLimiter({
    limiters: definition.limiters,
    plans: definition.plans,
    ipRateLimit: definition.ipRateLimit,
    store: options.stores?.limiter ?? new MemoryStore(),
    secret: createSecretKey(Buffer.from(options.secret ?? randomBytes(32))),
    log,
    alarm: (reason, count) => auditor.alarm(reason, count),
  });
  const runtime: Runtime = {
    router,
    connections: new ConnectionRules({ authorities, trust: options.trust ?? null, development }),
    authorities,
    origins,
    cors: compileCors(definition.cors, origins),
    limiter,
    rootLimits: limiter.compileRoot(),
    authentication,
    schemes: definition.schemes,
    modules,
    handlers: options.handlers,
    policies: options.policies ?? {},
    context: options.context ?? null,
    auditor,
    typeBase: definition.typeBase,
    problems: new ProblemWriter(definition.typeBase),
    log,
    advise: development ? developmentAdvice(log) : null,
    maxRunning: options.maxRunning ?? MAX_RUNNING,
    running: 0,
  };
  const handleRequest = (request: RawRequest): void => handle(runtime, request);
  const answerParserFailure = (failure: ParserFailure): ParserReply => parserFailure(runtime, failure);
  let ready = true;
  return {
    node: nodeListener(handleRequest),
    fastify: createFastifyPlugin(handleRequest, answerParserFailure),
    inject: (request) =>
      inject(handleRequest, request, { host: [...authorities][0] ?? 'localhost', encrypted: !development }),
    parserFailure: answerParserFailure,
    ready: () => ready,
    drain: () => {
      ready = false;
    },
    close: async () => {
      ready = false;
      await Promise.all([authentication.close(), limiter.close()]);
      await auditor.close();
    },
    tls: options.tls ?? null,
    log,
    summary: {
      title: definition.title,
      version: definition.version,
      authorities: [...authorities],
      origins: corsOrigins(definition, origins),
      development,
      audit: {
        sink: auditor.sink.name,
        durable: auditor.sink.durable,
        notices: auditor.sink.notices ?? [],
      },
      undecided: definition.operations
        .filter(({ access }) => access.kind === 'undecided')
        .map(({ name }) => name),
      undecidedPolicies: Object.keys(runtime.policies).filter((name) => isStub(runtime.policies[name]!)),
    },
  };
}

/** Every origin that something is open to, in this environment. */
function corsOrigins(definition: ApiDefinition, overrides: OriginOverrides): readonly string[] {
  const policies = [definition, ...definition.operations].flatMap(({ cors }) =>
    cors === null ? [] : [cors],
  );
  return [...new Set(policies.flatMap((cors) => effectiveOrigins(cors, overrides)))];
}

/** Whether a policy still is what the generator wrote. */
function isStub(policy: Policy): boolean {
  return (typeof policy === 'function' ? policy : policy.scope) === undecided;
}

/** Serves every operation below the base path of each of its servers. */
function mount(router: Router<Route>, definition: ApiDefinition, hostsOverridden: boolean): StartupProblem[] {
  const problems: StartupProblem[] = [];
  for (const operation of definition.operations) {
    for (const { basePath, authorities } of serversOf(definition, operation, hostsOverridden)) {
      const existing = router.add(basePath, operation, new Route(operation, authorities));
      if (existing === null || existing.definition.path === operation.path) continue;
      problems.push({
        name: `operations.${operation.name}`,
        message: `${operation.method} ${basePath}${operation.path} is also ${existing.definition.path} of another server.`,
        fix: 'Give the servers of the document base paths that do not overlap.',
      });
    }
  }
  return problems;
}
