/** What a handler's 401 carries, and forms without fields, over sockets. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../../../src/runtime/core/handler.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { keyOf, serveDocument, type ServedDocument } from './served-document.js';

const FORM = 'application/x-www-form-urlencoded';
const unauthorized = {
  description: 'no',
  headers: { 'WWW-Authenticate': { schema: { type: 'string' } } },
  content: { 'application/json': { schema: { type: 'object', properties: { why: { type: 'string' } } } } },
};
const responses = { 204: { description: 'done' }, 401: unauthorized };
const form = (schema: object, required: boolean) => ({
  required,
  content: { [FORM]: { schema }, 'application/json': { schema } },
});
const open = {
  type: 'object',
  properties: { note: { type: 'string' }, size: { type: 'integer', default: 1 } },
};

const document = {
  openapi: '3.1.0',
  info: { title: 'Refusals', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ key: [] }],
  'x-security': { version: 1, access: 'authenticated' },
  paths: {
    '/own': { get: { operationId: 'getOwn', responses } },
    '/optional': { get: { operationId: 'getOptional', security: [{ key: [] }, {}], responses } },
    '/public': {
      get: { operationId: 'getPublic', security: [], 'x-security': { access: 'public' }, responses },
    },
    '/forms': {
      post: { operationId: 'sendForm', requestBody: form(open, true), responses },
      put: { operationId: 'sendOptional', requestBody: form(open, false), responses },
      patch: {
        operationId: 'sendNote',
        requestBody: form({ ...open, required: ['note'] }, true),
        responses,
      },
    },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } },
};

describe.each(Object.entries(doors))('behind the %s door', (_, openDoor) => {
  let served: ServedDocument;
  let door: OpenDoor;

  beforeAll(async () => {
    served = serveDocument(document);
    door = await openDoor(served.api);
  });
  afterAll(() => door.close());
  beforeEach(() => served.reset());

  const send = (
    method: string,
    target: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ): Promise<RawAnswer> =>
    exchangeText(
      door.port,
      requestText(
        method,
        target,
        { Host: 'api.example.com', 'X-API-Key': keyOf(['caller']), ...headers },
        body,
      ),
    );

  describe('a 401 of the handler', () => {
    const CHALLENGE = 'ApiKey realm="refusals"';

    it.each([
      ['/own', CHALLENGE],
      ['/optional', CHALLENGE],
      ['/public', undefined],
    ])(
      'says by which scheme %s would answer, as a problem and as a declared reply',
      async (target, expected) => {
        served.handler = () => problem(401, 'invalid-credentials');
        const refused = await send('GET', target);
        expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, expected]);
        expect(JSON.parse(refused.body)).toMatchObject({ code: 'invalid-credentials' });
        served.handler = () => ({ status: 401, body: { why: 'expired' } });
        const declared = await send('GET', target);
        expect([declared.status, declared.headers['www-authenticate'], declared.body]).toEqual([
          401,
          expected,
          '{"why":"expired"}',
        ]);
        expect(served.requests).toHaveLength(2);
      },
    );

    it('keeps the challenge the handler chose', async () => {
      const headers = { 'WWW-Authenticate': 'ApiKey realm="step-up"' };
      served.handler = () => ({ status: 401, headers, body: {} });
      expect((await send('GET', '/own')).headers['www-authenticate']).toBe('ApiKey realm="step-up"');
    });
  });

  describe('a form without fields', () => {
    const type = { 'Content-Type': FORM };

    it.each([
      ['of length 0', { ...type, 'Content-Length': '0' }, ''],
      ['without a length', type, ''],
      ['in no chunk', { ...type, 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n'],
    ])('%s is the empty form', async (_case, headers, body) => {
      expect((await send('POST', '/forms', headers, body)).status).toBe(204);
      expect(served.requests.map((request) => request.body)).toEqual([{ size: 1 }]);
    });

    it.each([
      ['of length 0', { ...type, 'Content-Length': '0' }, ''],
      ['in no chunk', { ...type, 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n'],
    ])('%s is refused for the field it lacks', async (_case, headers, body) => {
      const answer = await send('PATCH', '/forms', headers, body);
      expect([answer.status, JSON.parse(answer.body).errors]).toMatchObject([
        400,
        [{ in: 'body', keyword: 'required' }],
      ]);
      expect(JSON.parse(answer.body).errors[0].detail).not.toBe('A request body is required.');
      expect(served.requests).toEqual([]);
      expect(served.records).toMatchObject([{ stage: 14, reason: 'invalid-request' }]);
    });

    it('is no body where the body is optional', async () => {
      expect((await send('PUT', '/forms', { ...type, 'Content-Length': '0' })).status).toBe(204);
      expect(served.requests.map((request) => request.body)).toEqual([undefined]);
    });

    it.each([
      ['of another type', { 'Content-Type': 'application/json', 'Content-Length': '0' }],
      ['of no type', { 'Content-Length': '0' }],
      ['of an undeclared type', { 'Content-Type': 'text/plain', 'Content-Length': '0' }],
    ])('%s is a body that is missing', async (_case, headers) => {
      const answer = await send('POST', '/forms', headers);
      expect([answer.status, JSON.parse(answer.body).errors]).toMatchObject([
        400,
        [{ in: 'body', pointer: '#', detail: 'A request body is required.' }],
      ]);
      expect(served.requests).toEqual([]);
    });
  });
});
