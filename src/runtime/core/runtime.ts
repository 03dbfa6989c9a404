import type { Auditor } from '../audit/auditor.js';
import type { Authentication, SchemeFactories } from '../authenticate/authentication.js';
import type { CertificateFinderFactory } from '../authenticate/certificate-finder.js';
import type { FormDecoder } from '../decode/form-decoder.js';
import type { MultipartDecoder } from '../decode/multipart-decoder.js';
import type { ProblemWriter } from '../errors/problem-writer.js';
import type { LimiterGroup, RateLimiter } from '../limit/rate-limiter.js';
import type { ConnectionRules } from '../transport/connection-rules.js';
import type { CorsPolicy, OriginOverrides } from '../transport/cors.js';
import type { SchemeDefinition } from './definition.js';
import type { ContextOpener } from './context.js';
import type { Handler, Policy } from './handler.js';
import type { Logger } from './logger.js';
import type { Route } from './route.js';
import type { Router } from './router.js';
import type { Advise } from './advise.js';

/** Optional parts, handed in by the generated `index.ts`: a project carries only what its document needs. */
export interface RuntimeModules {
  /** One per kind of security scheme the document uses. */
  readonly authenticators: SchemeFactories;
  /** Where certificates of clients count. */
  readonly certificates?: CertificateFinderFactory;
  /** For `application/x-www-form-urlencoded` bodies. */
  readonly form?: FormDecoder;
  /** For `multipart/*` bodies. */
  readonly multipart?: MultipartDecoder;
}

/** What the stages share: made once by `createRuntime`. */
export interface Runtime {
  readonly router: Router<Route>;
  readonly connections: ConnectionRules;
  /** Authorities this server answers to; own origins of the cross-site check. */
  readonly authorities: ReadonlySet<string>;
  /** Option `origins`: what stands here for origins of the document. */
  readonly origins: OriginOverrides;
  /** Root `cors`: what replies carry before an operation is matched. */
  readonly cors: CorsPolicy | null;
  readonly limiter: RateLimiter;
  /** Stage 4; `null` where the document lists no `ip` limiter. */
  readonly rootLimits: LimiterGroup | null;
  readonly authentication: Authentication;
  readonly schemes: readonly SchemeDefinition[];
  readonly modules: RuntimeModules;
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly policies: Readonly<Record<string, Policy>>;
  readonly context: ContextOpener | null;
  readonly auditor: Auditor;
  /** Prefix of problem `type`, and the bodies that belong to no operation. */
  readonly typeBase: string | null;
  readonly problems: ProblemWriter;
  readonly log: Logger;
  /** Development only: says where an undecided or unwritten thing is decided or written. */
  readonly advise: Advise | null;
  /** Handlers that may run at once; more are refused. */
  readonly maxRunning: number;
  /** Handlers that run now. */
  running: number;
}
