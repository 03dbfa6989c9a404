// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Cross-origin resource sharing (Fetch standard, "CORS protocol"): who may read replies in a browser. */
import type { CorsDefinition, OperationDefinition, SchemeDefinition } from '../core/definition.js';
import { fieldLines } from '../core/field-lines.js';
import { flatText } from '../core/flat-text.js';

/** Origins of the document, each with those that stand for it in this environment (option `origins`). */
export type OriginOverrides = Readonly<Record<string, readonly string[]>>;

/** Reply headers of the core that scripts may read wherever they may read the reply. */
const EXPOSED: readonly string[] = [
  'X-Request-Id',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'WWW-Authenticate',
];

/** Replies differ by origin also where this one gets nothing: caches must keep them apart. */
const OTHER_ORIGIN = flatText(fieldLines(['Vary', 'Origin']));

/** The `cors` of one operation, or of the root, with everything its replies carry made once. */
export class CorsPolicy {
  /** Origins whose pages may act with the user's cookies. */
  readonly credentialedOrigins: ReadonlySet<string>;
  /** Headers of replies to any origin; `null` where origins are listed. */
  readonly #any: string | null;
  readonly #byOrigin: ReadonlyMap<string, string>;
  readonly #maxAgeSeconds: number | null;

  constructor(definition: CorsDefinition, overrides: OriginOverrides) {
    const origins = effectiveOrigins(definition, overrides);
    const exposed = [...new Set([...EXPOSED, ...definition.expose])].join(', ');
    const lines = (origin: string): string =>
      fieldLines([
        'Access-Control-Allow-Origin',
        origin,
        ...(definition.credentials ? ['Access-Control-Allow-Credentials', 'true'] : []),
        'Access-Control-Expose-Headers',
        exposed,
      ]);
    this.credentialedOrigins = new Set(definition.credentials ? origins : []);
    this.#any = origins.includes('*') ? flatText(lines('*')) : null;
    this.#byOrigin = new Map(origins.map((origin) => [origin, flatText(lines(origin) + OTHER_ORIGIN)]));
    this.#maxAgeSeconds = definition.maxAgeSeconds;
  }

  /** Field lines of a reply. An origin that is not listed, or `null`, or sent twice, gets none that opens anything. */
  replyLines(origin: string | undefined): string {
    if (this.#any !== null) return this.#any;
    return (origin === undefined ? undefined : this.#byOrigin.get(origin)) ?? OTHER_ORIGIN;
  }

  allows(origin: string): boolean {
    return this.#any !== null || this.#byOrigin.has(origin);
  }

  /** What an allowed preflight says beside {@link replyLines}: nothing of it repeats what the request asked for. */
  preflightHeaders(method: string, requestHeaders: readonly string[]): string[] {
    const headers = ['Access-Control-Allow-Methods', method, 'Vary', 'Access-Control-Request-Method'];
    if (requestHeaders.length > 0) headers.push('Access-Control-Allow-Headers', requestHeaders.join(', '));
    if (this.#maxAgeSeconds !== null) headers.push('Access-Control-Max-Age', String(this.#maxAgeSeconds));
    return headers;
  }
}

/** @returns `null` where the document opens nothing. */
export function compileCors(
  definition: CorsDefinition | null,
  overrides: OriginOverrides,
): CorsPolicy | null {
  return definition === null ? null : new CorsPolicy(definition, overrides);
}

/** The origins of a policy in this environment. */
export function effectiveOrigins({ origins }: CorsDefinition, overrides: OriginOverrides): readonly string[] {
  return origins.flatMap((origin) => (Object.hasOwn(overrides, origin) ? overrides[origin]! : [origin]));
}

/** Request headers a script may set: those the operation reads, and those the core does. */
export function corsRequestHeaders(
  { requirements, parameters, requestBody }: OperationDefinition,
  schemes: readonly SchemeDefinition[],
): readonly string[] {
  const required = new Set(
    requirements?.flatMap(({ credentials }) => credentials.map(({ scheme }) => scheme)),
  );
  const names = new Map<string, string>();
  const add = (name: string): void => {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  };
  for (const scheme of schemes) {
    if (!required.has(scheme.name)) continue;
    if (scheme.kind !== 'apiKey') add('Authorization');
    else if (scheme.in === 'header') add(scheme.parameter);
  }
  if (requestBody !== null) add('Content-Type');
  for (const parameter of parameters) if (parameter.in === 'header') add(parameter.name);
  add('X-Request-Id');
  add('traceparent');
  return [...names.values()];
}
