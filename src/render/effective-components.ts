import { emptyObject, isJsonObject, type JsonObject, type MutableJsonObject } from '../load/json.js';
import type { SchemaBounds } from '../model/api.js';
import type { CorsDefinition } from '../runtime/core/definition.js';
import { noStore, securityHeaders, strictTransportSecurity } from '../runtime/transport/security-headers.js';
import { EffectiveBounds } from './effective-bounds.js';

/** `components` of the effective document: the document's own, and what refusals refer to. */
export class EffectiveComponents {
  /** Whether some limiter is charged for every request. */
  readonly limitsByAddress: boolean;
  readonly #sections = new Map<string, MutableJsonObject>();
  readonly #problem: string;
  readonly #refusals = new Map<string, JsonObject>();
  readonly #headers = new Map<string, string>();
  readonly #bounds = new Map<string, EffectiveBounds>();
  /** The document's own. */
  readonly #schemas: JsonObject;

  constructor(document: JsonObject, limitsByAddress: boolean) {
    this.limitsByAddress = limitsByAddress;
    const own = document['components'];
    for (const [section, members] of Object.entries(isJsonObject(own) ? own : {})) {
      this.#sections.set(section, Object.assign(emptyObject(), members));
    }
    this.#schemas = Object.assign(emptyObject(), this.#sections.get('schemas'));
    this.#problem = this.#add('schemas', 'Problem', problemSchema);
  }

  finish(): JsonObject {
    const components = emptyObject();
    for (const [section, members] of this.#sections) components[section] = members;
    return components;
  }

  /** What writes the bounds of an operation into schemas; `null` where it sets none. */
  bounds(bounds: SchemaBounds): EffectiveBounds | null {
    if (bounds.maxLength === null && bounds.maxItems === null) return null;
    const key = `${String(bounds.maxLength)} ${String(bounds.maxItems)}`;
    let writer = this.#bounds.get(key);
    if (writer === undefined) {
      writer = new EffectiveBounds(bounds, this.#schemas, (name, schema) =>
        this.#add('schemas', name, schema),
      );
      this.#bounds.set(key, writer);
    }
    return writer;
  }

  /** The headers of every reply; what is private is in no cache (RFC 9111 §3.5). */
  headers(limited: boolean, cors: CorsDefinition | null, isPrivate: boolean): JsonObject {
    const names = [
      ...ALWAYS,
      ...(isPrivate ? noStoreNames : []),
      ...(limited ? LIMITED : []),
      ...(cors === null ? [] : corsHeaders(cors)),
    ];
    const result = emptyObject();
    for (const name of names) result[name] = this.#reference(name);
    return result;
  }

  /** The headers that only refusals of a status have. */
  ownHeaders(status: number | string): JsonObject {
    const result = emptyObject();
    for (const name of OWN[status] ?? []) result[name] = this.#reference(name);
    return result;
  }

  problemContent(): JsonObject {
    return { 'application/problem+json': { schema: { $ref: `#/components/schemas/${this.#problem}` } } };
  }

  /** A reference to the response of a refusal. */
  refusal(
    status: RefusalStatus,
    description: string,
    limited: boolean,
    cors: CorsDefinition | null,
  ): JsonObject {
    const opened = cors === null ? '' : corsHeaders(cors).join();
    const key = `${String(status)} ${String(limited)} ${opened} ${description}`;
    let reference = this.#refusals.get(key);
    if (reference === undefined) {
      const response = {
        description,
        headers: { ...this.headers(limited, cors, true), ...this.ownHeaders(status) },
        content: this.problemContent(),
      };
      reference = {
        $ref: `#/components/responses/${this.#add('responses', `Refused${String(status)}`, response)}`,
      };
      this.#refusals.set(key, reference);
    }
    return reference;
  }

  /** A reference to the component of a header, which is there once something needs it. */
  #reference(name: string): JsonObject {
    let component = this.#headers.get(name);
    if (component === undefined) {
      component = this.#add('headers', name, headers[name]!);
      this.#headers.set(name, component);
    }
    return { $ref: `#/components/headers/${component}` };
  }

  /** Adds a component under a name the document does not use, and returns it. */
  #add(section: string, wanted: string, component: JsonObject): string {
    let members = this.#sections.get(section);
    if (members === undefined) this.#sections.set(section, (members = emptyObject()));
    let name = wanted;
    for (let count = 2; Object.hasOwn(members, name); count += 1) name = `${wanted}${String(count)}`;
    members[name] = component;
    return name;
  }
}

/** A status of OpenAPI: exact, or a range. */
export type RefusalStatus = number | '4XX' | '5XX';

const LIMITED = [
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit',
  'RateLimit-Policy',
];

/** Headers that only some refusals have. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  // The scope that is missing (RFC 6750 §3.1).
  403: ['WWW-Authenticate'],
  // RFC 9110 §12.5.1 and §12.5.3.
  415: ['Accept', 'Accept-Encoding'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

function corsHeaders({ origins, credentials }: CorsDefinition): readonly string[] {
  return [
    'Access-Control-Allow-Origin',
    ...(credentials ? ['Access-Control-Allow-Credentials'] : []),
    'Access-Control-Expose-Headers',
    ...(origins.includes('*') ? [] : ['Vary']),
  ];
}

const integer: JsonObject = { type: 'integer', format: 'int32', minimum: 0, maximum: 2_147_483_647 };

/** Visible ASCII and spaces (RFC 9110 §5.5), within what a server sends of headers in all. */
const field: JsonObject = { type: 'string', pattern: '^[\\x20-\\x7e]*$', maxLength: 8192 };

/** A text of the catalogue. */
const text: JsonObject = { type: 'string', pattern: '^[\\x20-\\x7e]+$', maxLength: 300 };

/** Header components of a flat list of names and values that never change. */
function fixed(flat: readonly string[], description: string): Readonly<Record<string, JsonObject>> {
  const components = flat.flatMap((name, index) =>
    index % 2 === 0
      ? [[name, { description, schema: { type: 'string', const: flat[index + 1]! } }] as const]
      : [],
  );
  return Object.fromEntries(components);
}

const fixedHeaders = {
  ...fixed(securityHeaders, 'What browsers may do with the reply.'),
  ...fixed(strictTransportSecurity, 'Browsers come back over HTTPS only. Not sent in development.'),
};

const noStoreHeaders = fixed(noStore, 'The reply is for this caller alone.');
const noStoreNames = Object.keys(noStoreHeaders);

/** Headers of every reply, whoever is asked and whatever is answered (semantics §8). */
const ALWAYS = ['X-Request-Id', ...Object.keys(fixedHeaders)];

const headers: Readonly<Record<string, JsonObject>> = {
  'X-Request-Id': {
    description: 'Names the request in logs and audit records.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$', maxLength: 64 },
  },
  ...fixedHeaders,
  ...noStoreHeaders,
  'X-RateLimit-Limit': { description: 'Requests the tightest limit allows in its window.', schema: integer },
  'X-RateLimit-Remaining': { description: 'Requests left in it.', schema: integer },
  'X-RateLimit-Reset': {
    description: 'When it is whole again: seconds since the epoch, UTC.',
    schema: { type: 'integer', format: 'int64', minimum: 0, maximum: 253_402_300_799 },
  },
  RateLimit: {
    description: 'What is left of each limit (draft-ietf-httpapi-ratelimit-headers-11).',
    schema: field,
  },
  'RateLimit-Policy': { description: 'The limits (draft-ietf-httpapi-ratelimit-headers-11).', schema: field },
  'Retry-After': { description: 'Seconds to wait before trying again.', required: true, schema: integer },
  'WWW-Authenticate': { description: 'One challenge per scheme that would do.', schema: field },
  Accept: { description: 'Media types that would do.', schema: field },
  'Accept-Encoding': { description: 'Content codings that would do.', schema: field },
  // Fetch standard, "CORS protocol".
  'Access-Control-Allow-Origin': {
    description: 'The origin of the page that asked, where it may read the reply.',
    schema: { type: 'string', pattern: '^(\\*|https?://[a-z0-9.-]+(:[0-9]{1,5})?)$', maxLength: 270 },
  },
  'Access-Control-Allow-Credentials': {
    description: 'Whether that page may act with the cookies of its user.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Access-Control-Expose-Headers': { description: 'Headers its scripts may read.', schema: field },
  Vary: { description: 'Replies differ by origin.', schema: field },
};

/** RFC 9457, with the members the runtime's problem bodies have. */
const problemSchema: JsonObject = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', format: 'uri-reference', maxLength: 300 },
    title: text,
    status: { type: 'integer', format: 'int32', minimum: 400, maximum: 599 },
    detail: text,
    code: {
      type: 'string',
      description: 'Stable name of the problem.',
      pattern: '^[a-z]+(-[a-z]+)*$',
      maxLength: 64,
    },
    requestId: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$', maxLength: 64 },
    errors: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        required: ['in', 'keyword', 'detail'],
        additionalProperties: false,
        properties: {
          in: { type: 'string', enum: ['path', 'query', 'header', 'cookie', 'body'] },
          pointer: {
            type: 'string',
            description: 'JSON Pointer into the body.',
            pattern: '^#?(/[^/]*)*$',
            maxLength: 262_144,
          },
          parameter: { type: 'string', maxLength: 8192 },
          keyword: { type: 'string', pattern: '^[A-Za-z-]+$', maxLength: 64 },
          detail: { type: 'string', maxLength: 65_536 },
        },
      },
    },
    truncated: { type: 'boolean', description: 'There are more errors than listed.' },
    'violated-policies': {
      type: 'array',
      maxItems: 102,
      items: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9._-]{0,63}$', maxLength: 64 },
    },
  },
};
