/** What is `sensitive` is in no log, audit record or error: shown with canaries, wherever a value can come from. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allow, deny } from '../../../../src/runtime/authorize/decision.js';
import { developmentLogger } from '../../../../src/runtime/core/development-logger.js';
import type { HandlerRequest } from '../../../../src/runtime/core/handler.js';
import { jsonLogger } from '../../../../src/runtime/core/json-logger.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { serveDocument, type ServedDocument } from './served-document.js';

/** Written differently in JSON, in a URL and on a terminal. */
const CANARY = 'Canary-q7zx "é"';
/** What no text may hold: what is left of the canary in whatever form. */
const TRACE = /canary|q7zx/i;

const sensitive = (schema: object, mark: true | string = true): object => ({
  ...schema,
  'x-security': { sensitive: mark },
});
const text = { type: 'string', maxLength: 40 };
const parameter = (place: string, name: string, schema: object): object => ({
  name,
  in: place,
  required: place === 'path',
  schema,
});
const person = {
  type: 'object',
  properties: {
    name: text,
    email: sensitive(text, 'pii'),
    code: { anyOf: [sensitive({ type: 'integer' }), { type: 'null' }] },
    password: { ...sensitive(text, 'secret'), writeOnly: true },
    answers: sensitive({ type: 'object', additionalProperties: { type: 'string', maxLength: 5 } }),
    contacts: { type: 'array', items: { type: 'object', properties: { phone: sensitive(text) } } },
    friend: { $ref: '#/components/schemas/Person' },
  },
};
const content = { 'application/json': { schema: { $ref: '#/components/schemas/Person' } } };

const document = {
  openapi: '3.1.0',
  info: { title: 'People', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ key: [] }],
  'x-security': { version: 1 },
  paths: {
    '/people/{email}': {
      parameters: [
        parameter('path', 'email', sensitive(text)),
        parameter('query', 'pin', sensitive(text)),
        parameter('query', 'page', { type: 'integer' }),
        parameter('header', 'X-Pin', sensitive(text)),
        parameter('cookie', 'pin', sensitive(text)),
      ],
      put: {
        operationId: 'putPerson',
        'x-security': {
          access: { object: { type: 'person', policy: 'person' } },
          validation: { unknownProperties: 'reject' },
        },
        requestBody: { content },
        responses: { 200: { description: 'ok', content }, 204: { description: 'done' } },
      },
    },
    '/open/{email}': {
      get: {
        operationId: 'getOpen',
        'x-security': { access: { object: { type: 'person', policy: 'person' } } },
        parameters: [parameter('path', 'email', text)],
        responses: { 204: { description: 'done' } },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
    schemas: { Person: person },
  },
};

function everything(request: HandlerRequest): string {
  const { path, query, headers, cookies, body, grant } = request;
  return JSON.stringify({ path, query, headers, cookies, body, id: grant?.id });
}

interface Sent {
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const encoded = encodeURIComponent(CANARY);
const places: readonly (readonly [string, Sent])[] = [
  ['the path', { path: encoded }],
  ['the query', { query: `?pin=${encoded}` }],
  ['a header', { headers: { 'X-Pin': 'Canary-q7zx' } }],
  ['a cookie', { headers: { Cookie: `pin=${encoded}` } }],
  ['the body', { body: { email: CANARY } }],
  ['an alternative of the body', { body: { code: 70_317_034 } }],
  ['what only requests hold', { body: { password: CANARY } }],
  ['an item', { body: { contacts: [{}, { phone: CANARY }] } }],
  ['a recursion', { body: { friend: { friend: { email: CANARY } } } }],
];

const loggers = { json: jsonLogger, development: developmentLogger };

describe.each(
  Object.entries(doors).flatMap(([name, open]) =>
    Object.entries(loggers).map(([kind, create]) => [name, kind, open, create] as const),
  ),
)('sensitive values behind the %s door with the %s logger', (_name, _kind, open, create) => {
  let served: ServedDocument;
  let door: OpenDoor;

  beforeAll(async () => {
    served = serveDocument(document, create);
    door = await open(served.api);
  });
  afterAll(() => door.close());
  beforeEach(() => served.reset());

  function send(
    { path = 'p', query = '', headers = {}, body }: Sent,
    target = '/people/',
  ): Promise<RawAnswer> {
    const written = body === undefined ? '' : JSON.stringify(body);
    const all = {
      Host: 'api.example.com',
      'X-API-Key': 'caller',
      ...(body !== undefined && {
        'Content-Type': 'application/json',
        'Content-Length': String(Buffer.byteLength(written)),
      }),
      ...headers,
    };
    const method = target === '/people/' ? 'PUT' : 'GET';
    const line = requestText(method, target + path + query, all, Buffer.from(written).toString('latin1'));
    return exchangeText(door.port, line);
  }

  /** Everything that was written about a request, in readable form. */
  const written = (answer: RawAnswer): string =>
    Buffer.from(`${answer.text}\n${served.log()}\n${JSON.stringify(served.records)}`, 'latin1').toString();

  it.each(places)('of %s are not in what is logged of a handler that throws them', async (_case, sent) => {
    served.handler = (request) => {
      const all = everything(request);
      const cause = Object.assign(new TypeError(all.toUpperCase()), { detail: { all, list: [all] } });
      throw Object.assign(new Error(`${all} ${encodeURIComponent(all)}`, { cause }), {
        detail: `Key ${all} exists`,
      });
    };
    const answer = await send(sent);
    expect(answer.status).toBe(500);
    expect(served.requests.map(everything).join('')).toMatch(/Canary|70317034/);
    expect(served.log()).toContain('A handler failed');
    expect(served.log()).toContain('[redacted]');
    expect(written(answer)).not.toMatch(/canary|q7zx|70317034/i);
    expect(served.records).toMatchObject([
      { kind: 'intent' },
      { kind: 'outcome', outcome: 'failed', stage: 17 },
    ]);
  });

  it('may have an empty name', async () => {
    served.handler = () => {
      throw new Error('broken');
    };
    const answer = await send({ body: { answers: { '': 'a' } } });
    expect(answer.status).toBe(500);
    expect(served.log()).toContain('broken');
    expect(served.records).toMatchObject([{ kind: 'intent' }, { kind: 'outcome', outcome: 'failed' }]);
  });

  it.each(places)('of %s are not in what handlers log and note', async (_case, sent) => {
    served.handler = (request) => {
      const all = everything(request);
      const { audit, log } = request;
      log.debug(`got ${all}`);
      log.info('got', { all, request: { ...request.path, body: request.body }, id: request.grant?.id });
      log.warn('got', {
        map: new Map([[all, new Set([all])]]),
        bytes: Buffer.from(all),
        toJSON: { toJSON: () => all },
      });
      log.error(all, { [all]: 1, code: 70_317_034, when: new Date(0), cyclic: served });
      audit.object('person', all);
      audit.changes([all, 'email']);
      return { status: 204 };
    };
    const answer = await send(sent);
    expect(answer.status).toBe(204);
    expect(written(answer)).not.toMatch(
      sent.body !== undefined && 'code' in (sent.body as object) ? /70317034/ : TRACE,
    );
    expect(served.records.at(-1)).toMatchObject({ kind: 'outcome', outcome: 'allowed' });
  });

  it('are not in what is logged of a policy that throws them, and not the id in the record', async () => {
    served.policy = ({ id }) => {
      throw new Error(`nobody is ${String(id)}`);
    };
    const answer = await send({ path: encoded });
    expect([answer.status, served.log().includes('A policy failed')]).toEqual([500, true]);
    expect(written(answer)).not.toMatch(TRACE);
    served.reset();
    served.policy = () => deny();
    const denied = await send({ path: encoded, headers: { 'User-Agent': 'agent of Canary-q7zx "é"' } });
    expect(denied.status).toBe(404);
    expect(served.requests).toEqual([]);
    expect(served.records).toMatchObject([
      { kind: 'decision', outcome: 'denied', stage: 15, object: { type: 'person', id: '[redacted]' } },
    ]);
    expect(written(denied)).not.toMatch(/Canary-q7zx "/);
  });

  it('are not recorded in place of ids that are not sensitive', async () => {
    served.policy = () => deny();
    await send({ path: 'p-1' }, '/open/');
    expect((await send({ path: 'p-1' })).status).toBe(404);
    expect(served.records).toMatchObject([{ object: { id: 'p-1' } }, { object: { id: '[redacted]' } }]);
  });

  it.each([
    ['a value that is too long', { email: `${CANARY}${'x'.repeat(40)}` }, '#/email'],
    ['a value of the wrong type', { email: [CANARY] }, '#/email'],
    ['names in a map', { answers: { [CANARY]: 'too long for it' } }, '#/answers'],
    ['names that nobody declared, told twice', { email: CANARY, [CANARY]: 1 }, '#'],
    ['values below what is readable', { contacts: [{ phone: { [CANARY]: 1 } }] }, '#/contacts/0/phone'],
  ])('are not in the errors about %s', async (_case, body, pointer) => {
    const answer = await send({ body });
    expect(answer.status).toBe(400);
    expect((JSON.parse(answer.body) as { errors: { pointer: string }[] }).errors[0]!.pointer).toBe(pointer);
    expect(served.requests).toEqual([]);
    expect(served.records).toMatchObject([{ kind: 'decision', outcome: 'denied', stage: 14, status: 400 }]);
    expect(written(answer)).not.toMatch(TRACE);
  });

  it.each([
    ['a parameter that nobody declared', `?pin=${encoded}&${encoded}=1`],
    ['one that cannot be read', `?pin=${encoded}&page=${encoded}`],
    ['one that is sent twice', `?pin=${encoded}&pin=${encoded}`],
  ])('are not in the errors about %s', async (_case, query) => {
    const answer = await send({ query });
    expect(answer.status).toBe(400);
    expect(written(answer)).not.toMatch(TRACE);
  });

  it.each([
    ['a value of the wrong type', { email: { [CANARY]: CANARY } }],
    ['names in a map', { answers: { [CANARY]: 'too long for it' } }],
    ['a value of another property', { email: CANARY, name: 7 }],
  ])('of replies are not in what is logged about %s', async (_case, body) => {
    served.handler = ({ log }) => {
      log.info('before');
      return { status: 200, body };
    };
    const answer = await send({});
    expect(answer.status).toBe(500);
    expect(served.log()).toContain('does not match its schema');
    expect(written(answer)).not.toMatch(TRACE);
  });

  it('of the object are not in what is logged, where it looks like a reply', async () => {
    served.policy = () => allow({ email: CANARY, contacts: [{ phone: '5550199' }] });
    served.handler = ({ grant }) => {
      throw new Error(JSON.stringify(grant));
    };
    const answer = await send({});
    expect(written(answer)).not.toMatch(/canary|5550199/i);
  });

  it('hide everything where they cannot be told', async () => {
    served.policy = () =>
      allow(
        Object.defineProperty({}, 'email', {
          enumerable: true,
          get: () => {
            throw new Error('gone');
          },
        }),
      );
    served.handler = () => {
      throw new Error(CANARY);
    };
    const answer = await send({});
    expect(answer.status).toBe(500);
    expect(served.log()).toContain('[redacted]');
    expect(written(answer)).not.toMatch(TRACE);
  });

  it('short ones are looked for as words only, so that texts stay readable', async () => {
    served.handler = () => {
      throw new Error('code 42 of 1420 is 42');
    };
    await send({ body: { code: 42 } });
    expect(served.log()).toContain('code [redacted] of 1420 is [redacted]');
  });

  it('leave alone what other operations log', async () => {
    served.handler = () => {
      throw new Error(`about ${CANARY}`);
    };
    await send({}, '/open/');
    expect(served.log()).toMatch(TRACE);
  });
});
