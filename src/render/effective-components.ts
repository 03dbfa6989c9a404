import { emptyObject, isJsonObject, type JsonObject, type MutableJsonObject } from '../load/json.js';
import type { CorsDefinition } from '../runtime/core/definition.js';

/** `components` of the effective document: the document's own, and what refusals refer to. */
export class EffectiveComponents {
  /** Whether some limiter is charged for every request. */
  readonly limitsByAddress: boolean;
  readonly #sections = new Map<string, MutableJsonObject>();
  readonly #problem: string;
  readonly #refusals = new Map<string, JsonObject>();
  readonly #headers = new Map<string, string>();

  constructor(document: JsonObject, limitsByAddress: boolean) {
    this.limitsByAddress = limitsByAddress;
    const own = document['components'];
    for (const [section, members] of Object.entries(isJsonObject(own) ? own : {})) {
      this.#sections.set(section, Object.assign(emptyObject(), members));
    }
    this.#problem = this.#add('schemas', 'Problem', problemSchema);
    for (const [name, header] of Object.entries(headers)) {
      this.#headers.set(name, this.#add('headers', name, header));
    }
  }

  finish(): JsonObject {
    const components = emptyObject();
    for (const [section, members] of this.#sections) components[section] = members;
    return components;
  }

  /** The headers of every reply. */
  headers(limited: boolean, cors: CorsDefinition | null): JsonObject {
    const names = [...ALWAYS, ...(limited ? LIMITED : []), ...(cors === null ? [] : corsHeaders(cors))];
    const result = emptyObject();
    for (const name of names) result[name] = { $ref: `#/components/headers/${this.#header(name)}` };
    return result;
  }

  problemContent(): JsonObject {
    return { 'application/problem+json': { schema: { $ref: `#/components/schemas/${this.#problem}` } } };
  }

  /** A reference to the response of a refusal. */
  refusal(status: number, description: string, limited: boolean, cors: CorsDefinition | null): JsonObject {
    const opened = cors === null ? '' : corsHeaders(cors).join();
    const key = `${String(status)} ${String(limited)} ${opened} ${description}`;
    let reference = this.#refusals.get(key);
    if (reference === undefined) {
      const names = status === 401 ? [...CHALLENGE] : status === 429 || status === 503 ? [...RETRY] : [];
      const more = emptyObject();
      for (const name of names) more[name] = { $ref: `#/components/headers/${this.#headers.get(name)!}` };
      const response = {
        description,
        headers: { ...this.headers(limited, cors), ...more },
        content: this.problemContent(),
      };
      reference = {
        $ref: `#/components/responses/${this.#add('responses', `Refused${String(status)}`, response)}`,
      };
      this.#refusals.set(key, reference);
    }
    return reference;
  }

  /** The component of a header; those of `cors` are there once something is open. */
  #header(name: string): string {
    let component = this.#headers.get(name);
    if (component === undefined) {
      component = this.#add('headers', name, corsComponents[name]!);
      this.#headers.set(name, component);
    }
    return component;
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

const ALWAYS = ['X-Request-Id'];
const LIMITED = [
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit',
  'RateLimit-Policy',
];
const RETRY = ['Retry-After'];
const CHALLENGE = ['WWW-Authenticate'];

function corsHeaders({ origins, credentials }: CorsDefinition): readonly string[] {
  return [
    'Access-Control-Allow-Origin',
    ...(credentials ? ['Access-Control-Allow-Credentials'] : []),
    'Access-Control-Expose-Headers',
    ...(origins.includes('*') ? [] : ['Vary']),
  ];
}

const integer: JsonObject = { type: 'integer', minimum: 0 };
const text: JsonObject = { type: 'string' };

const headers: Readonly<Record<string, JsonObject>> = {
  'X-Request-Id': {
    description: 'Names the request in logs and audit records.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$' },
  },
  'X-RateLimit-Limit': { description: 'Requests the tightest limit allows in its window.', schema: integer },
  'X-RateLimit-Remaining': { description: 'Requests left in it.', schema: integer },
  'X-RateLimit-Reset': {
    description: 'When it is whole again: seconds since the epoch, UTC.',
    schema: integer,
  },
  RateLimit: {
    description: 'What is left of each limit (draft-ietf-httpapi-ratelimit-headers-11).',
    schema: text,
  },
  'RateLimit-Policy': { description: 'The limits (draft-ietf-httpapi-ratelimit-headers-11).', schema: text },
  'Retry-After': { description: 'Seconds to wait before trying again.', schema: integer },
  'WWW-Authenticate': { description: 'One challenge per scheme that would do.', schema: text },
};

/** Fetch standard, "CORS protocol". */
const corsComponents: Readonly<Record<string, JsonObject>> = {
  'Access-Control-Allow-Origin': {
    description: 'The origin of the page that asked, where it may read the reply.',
    schema: text,
  },
  'Access-Control-Allow-Credentials': {
    description: 'Whether that page may act with the cookies of its user.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Access-Control-Expose-Headers': { description: 'Headers its scripts may read.', schema: text },
  Vary: { description: 'Replies differ by origin.', schema: text },
};

/** RFC 9457, with the members the runtime's problem bodies have. */
const problemSchema: JsonObject = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: text,
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: text,
    code: { type: 'string', description: 'Stable name of the problem.' },
    requestId: text,
    errors: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        required: ['in', 'keyword', 'detail'],
        properties: {
          in: { type: 'string', enum: ['path', 'query', 'header', 'cookie', 'body'] },
          pointer: { type: 'string', description: 'JSON Pointer into the body.' },
          parameter: text,
          keyword: text,
          detail: text,
        },
      },
    },
    truncated: { type: 'boolean', description: 'There are more errors than listed.' },
    'violated-policies': { type: 'array', items: text },
  },
};
