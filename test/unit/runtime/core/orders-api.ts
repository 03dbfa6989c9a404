/** A small API with one operation per kind of decision, and everything around it observed. */
import type { AuditSink } from '../../../../src/runtime/audit/sink.js';
import { apiKeyScheme } from '../../../../src/runtime/authenticate/api-key.js';
import { absent, allow, deny, undecided } from '../../../../src/runtime/authorize/decision.js';
import type { Api } from '../../../../src/runtime/core/api.js';
import { createRuntime } from '../../../../src/runtime/core/create-runtime.js';
import type {
  ApiDefinition,
  OperationDefinition,
  ReplyDefinition,
  RequestBodyDefinition,
  SegmentDefinition,
} from '../../../../src/runtime/core/definition.js';
import {
  type Handler,
  type HandlerRequest,
  type ObjectPolicy,
  type PolicyRequest,
  problem,
} from '../../../../src/runtime/core/handler.js';
import type { LogFields, Logger } from '../../../../src/runtime/core/logger.js';
import type {
  InputCheck,
  OperationValidators,
  ReplyCheck,
} from '../../../../src/runtime/core/operation-validators.js';
import type { RuntimeOptions } from '../../../../src/runtime/core/options.js';
import { decodeForm } from '../../../../src/runtime/decode/form.js';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

export interface OrdersApi {
  readonly api: Api;
  /** Names of handlers in the order they ran. */
  readonly ran: string[];
  readonly requests: HandlerRequest[];
  readonly policyRequests: PolicyRequest[];
  readonly records: Record<string, unknown>[];
  readonly log: LogLine[];
  /** What `createOrder`'s handler returns or does next. */
  next: Handler | null;
  /** What the order policy does next. */
  nextDecision: ObjectPolicy | null;
  /** Makes the audit sink refuse lines. */
  auditFails: boolean;
}

export const KEYS = { admin: 'admin-key', user: 'user-key', down: 'down' } as const;

/** `/orders/{id}.json` in the runtime's form. */
export function segmentsOf(template: string): SegmentDefinition[] {
  return template
    .slice(1)
    .split('/')
    .map((segment) =>
      segment
        .split(/(\{[^}]*\})/)
        .filter((part) => part !== '')
        .map((part) => (part.startsWith('{') ? { parameter: part.slice(1, -1) } : { literal: part })),
    );
}

const anyBody: InputCheck = {
  validate: (value) =>
    typeof value === 'object' && value !== null && 'quantity' in value && typeof value.quantity === 'number'
      ? null
      : [{ pointer: '/quantity', keyword: 'required', detail: 'A property is missing.' }],
  finish: (value, mode) => {
    const { quantity, ...rest } = value as { quantity: number };
    const undeclared = Object.keys(rest);
    if (mode === 'reject' && undeclared.length > 0) {
      return { ok: false, undeclared: undeclared.map((name) => `/${name}`) };
    }
    return { ok: true, value: mode === 'keep' ? value : { quantity } };
  },
  restricted: null,
  sensitive: null,
};

export const orderReply: ReplyCheck = {
  write: (value) =>
    typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'number'
      ? JSON.stringify({ id: value.id })
      : null,
  explain: () => [{ pointer: '/id', keyword: 'type', detail: 'The value must be an integer.' }],
  conceal: null,
  sensitive: null,
};

export const jsonBody: RequestBodyDefinition = {
  required: true,
  content: [{ mediaType: 'application/json', codec: 'json', fields: [], additional: null }],
};

export const orderReplies: readonly ReplyDefinition[] = [
  { status: '200', content: [{ mediaType: 'application/json', codec: 'json' }], headers: [] },
  {
    status: '201',
    content: [{ mediaType: 'application/json', codec: 'json' }],
    headers: [{ name: 'Location', required: false }],
  },
  { status: '204', content: [], headers: [] },
  { status: '409', content: [{ mediaType: 'application/json', codec: 'json' }], headers: [] },
];

/** An operation in which everything is decided, so that a test states only what it is about. */
export function operation(
  method: string,
  path: string,
  changes: Partial<OperationDefinition> & Pick<OperationDefinition, 'name'>,
): OperationDefinition {
  const validators: OperationValidators = {
    parameters: null,
    bodies: [anyBody],
    replies: [[orderReply], [orderReply], [], [null]],
  };
  return {
    operationId: changes.name,
    method,
    path,
    segments: segmentsOf(path),
    queryConstants: [],
    servers: null,
    requirements: [{ credentials: [{ scheme: 'key', scopes: [], roles: [] }] }],
    access: { kind: 'authenticated', roles: [], tenant: null, object: null },
    rateLimit: ['ip', 'principal'],
    cost: 1,
    login: null,
    bodyLimits: { max: 1000, depth: 32, nodes: 1000 },
    timeoutMs: 200,
    validation: { unknownQuery: 'reject', unknownProperties: 'strip', responses: 'enforce', status: 400 },
    audit: { level: 'metadata', action: changes.name, always: false },
    sensitive: false,
    typeBase: null,
    cors: null,
    parameters: [],
    requestBody: null,
    replies: orderReplies,
    validators: () => Promise.resolve(validators),
    ...changes,
  };
}

const orderObject = {
  policy: 'order',
  type: 'order',
  id: { in: 'path', name: 'orderId' },
  deny: 404,
  list: null,
} as const;

const orderId = {
  name: 'orderId',
  in: 'path',
  required: true,
  style: 'simple',
  explode: false,
  allowEmptyValue: false,
  json: false,
  shape: { kind: 'integer' },
  default: null,
} as const;

export const operations: readonly OperationDefinition[] = [
  operation('GET', '/status', { name: 'getStatus', requirements: [], access: { kind: 'public' } }),
  operation('GET', '/orders', {
    name: 'listOrders',
    replies: orderReplies.slice(0, 1),
    parameters: [{ ...orderId, name: 'limit', in: 'query', style: 'form', required: false }],
  }),
  operation('POST', '/orders', {
    name: 'createOrder',
    requestBody: jsonBody,
    replies: orderReplies.slice(0, 2),
  }),
  operation('GET', '/orders/{orderId}', {
    name: 'getOrder',
    parameters: [orderId],
    access: { kind: 'authenticated', roles: [], tenant: null, object: orderObject },
  }),
  operation('PUT', '/orders/{orderId}', {
    name: 'putOrder',
    parameters: [orderId],
    requestBody: jsonBody,
    access: { kind: 'authenticated', roles: [], tenant: null, object: orderObject },
  }),
  operation('DELETE', '/admin/orders', {
    name: 'purgeOrders',
    access: { kind: 'authenticated', roles: ['admin'], tenant: null, object: null },
  }),
  operation('GET', '/undecided', { name: 'getUndecided', requirements: null, access: { kind: 'undecided' } }),
  operation('POST', '/session/orders', {
    name: 'createBySession',
    requestBody: jsonBody,
    requirements: [{ credentials: [{ scheme: 'session', scopes: [], roles: [] }] }],
  }),
  operation('POST', '/forms', {
    name: 'createByForm',
    requirements: [],
    access: { kind: 'public' },
    requestBody: {
      required: true,
      content: [
        {
          mediaType: 'application/x-www-form-urlencoded',
          codec: 'form',
          additional: null,
          fields: [
            {
              name: 'quantity',
              required: true,
              file: false,
              repeated: false,
              style: 'form',
              explode: true,
              contentTypes: [],
              json: false,
              shape: { kind: 'integer' },
              maxBytes: null,
            },
          ],
        },
      ],
    },
  }),
  operation('PUT', '/files', {
    name: 'putFile',
    requestBody: {
      required: true,
      content: [{ mediaType: 'image/*', codec: 'binary', fields: [], additional: null }],
    },
  }),
  operation('GET', '/stub', { name: 'getStub' }),
  operation('POST', '/stub', { name: 'createStub' }),
];

export const definition: ApiDefinition = {
  title: 'Orders',
  version: '1.0.0',
  realm: 'orders',
  servers: [{ authorities: ['api.example.com'], basePath: '/v1' }],
  roles: [
    { name: 'user', implies: ['user'] },
    { name: 'admin', implies: ['admin', 'user'] },
  ],
  limiters: [
    {
      name: 'ip',
      key: ['ip'],
      count: 100_000,
      windowSeconds: 60,
      burst: 100_000,
      algorithm: 'gcra',
      unit: 'requests',
      onFailure: 'local',
    },
    {
      name: 'principal',
      key: ['principal'],
      count: 50_000,
      windowSeconds: 60,
      burst: 50_000,
      algorithm: 'gcra',
      unit: 'requests',
      onFailure: 'local',
    },
  ],
  plans: null,
  ipRateLimit: ['ip'],
  schemes: [
    { kind: 'apiKey', name: 'key', in: 'header', parameter: 'X-API-Key', prefix: null, expiresSeconds: null },
    { kind: 'apiKey', name: 'session', in: 'cookie', parameter: 'sid', prefix: null, expiresSeconds: null },
  ],
  typeBase: null,
  cors: null,
  operations,
};

function verify(key: string): { id: string; roles: string[]; createdAt: number } | null {
  if (key === KEYS.down) throw new Error('the key store is down: canary');
  if (key !== KEYS.admin && key !== KEYS.user) return null;
  return { id: key, roles: [key === KEYS.admin ? 'admin' : 'user'], createdAt: 0 };
}

/** @param changes What differs from the API above. */
export function createOrdersApi(
  changes: { readonly definition?: Partial<ApiDefinition>; readonly options?: Partial<RuntimeOptions> } = {},
): OrdersApi {
  const ran: string[] = [];
  const requests: HandlerRequest[] = [];
  const policyRequests: PolicyRequest[] = [];
  const records: Record<string, unknown>[] = [];
  const log: LogLine[] = [];
  const write =
    (level: string): Logger['info'] =>
    (message, fields = {}) => {
      log.push({ level, message, fields });
    };
  const sink: AuditSink = {
    name: 'memory',
    durable: false,
    append: (line) => {
      if (!orders.auditFails) records.push(JSON.parse(line) as Record<string, unknown>);
      return !orders.auditFails;
    },
    commit: () => undefined,
    close: () => Promise.resolve(),
  };
  const handler =
    (name: string, run: Handler): Handler =>
    (request) => {
      ran.push(name);
      requests.push(request);
      return (orders.next ?? run)(request);
    };
  const merged = { ...definition, ...changes.definition };
  const own: Record<string, Handler> = {
    createOrder: () => ({ status: 201, body: { id: 1, secret: 'x' }, headers: { Location: '/v1/orders/1' } }),
    purgeOrders: () => ({ status: 204 }),
    getStub: () => problem(501, 'not-implemented'),
    createStub: () => problem(501, 'not-implemented'),
  };
  const orders: OrdersApi = {
    api: undefined as unknown as Api,
    ran,
    requests,
    policyRequests,
    records,
    log,
    next: null,
    nextDecision: null,
    auditFails: false,
  };
  const api = createRuntime(
    merged,
    { authenticators: { apiKey: apiKeyScheme }, form: decodeForm },
    {
      handlers: Object.fromEntries(
        merged.operations.map(({ name }) => [
          name,
          handler(name, own[name] ?? (() => ({ status: 200, body: { id: 7, secret: 'undeclared' } }))),
        ]),
      ),
      policies: {
        order: (request) => {
          policyRequests.push(request);
          if (orders.nextDecision !== null) return orders.nextDecision(request);
          if (request.id === 404) return absent();
          if (request.id === 403) return deny();
          if (request.id === 1) return undecided();
          return allow({ id: request.id }, '$owner');
        },
      },
      credentials: { key: { kind: 'apiKey', verify }, session: { kind: 'apiKey', verify } },
      trust: { proxies: ['127.0.0.0/8', '::1'], header: 'x-forwarded-for', proto: 'https' },
      audit: sink,
      logger: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
      ...changes.options,
    },
  );
  return Object.assign(orders, { api });
}
