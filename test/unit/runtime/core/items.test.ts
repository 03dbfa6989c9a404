/** Replies that are sent item by item, through both doors. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { doors, exchangeText, type OpenDoor, requestText } from '../doors/raw-client.js';
import { serveDocument } from './served-document.js';

const item = {
  type: 'object',
  required: ['n'],
  properties: {
    n: { type: 'integer' },
    secret: { type: 'string', writeOnly: true },
    cost: { type: 'integer', 'x-security': { read: ['admin'] } },
  },
};

const get = (mediaType: string, media: object, more: object = {}): object => ({
  get: { responses: { '200': { description: 'ok', content: { [mediaType]: media } } }, ...more },
});

const document = {
  openapi: '3.1.0',
  info: { title: 'Items', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [],
  'x-security': { version: 1, access: 'public', roles: { admin: [] }, rateLimit: false, because: 'a test' },
  components: { schemas: { Item: item } },
  paths: {
    '/lines': get('application/x-ndjson', { schema: { $ref: '#/components/schemas/Item' } }),
    '/array': get('application/jsonl', {
      schema: { type: 'array', items: { $ref: '#/components/schemas/Item' } },
    }),
    '/sequence': get('application/geo+json-seq', { schema: item }),
    '/data': get('text/event-stream', { schema: item }),
    '/events': get('text/event-stream', {
      schema: {
        oneOf: [
          {
            type: 'object',
            required: ['event', 'data'],
            properties: {
              event: { const: 'item' },
              data: { $ref: '#/components/schemas/Item' },
              id: { type: 'string' },
            },
          },
          {
            type: 'object',
            required: ['data'],
            properties: { data: { type: 'string' }, retry: { type: 'integer' }, event: { type: 'string' } },
          },
        ],
      },
    }),
    '/content': get('text/event-stream', {
      schema: {
        type: 'object',
        properties: {
          data: {
            type: 'string',
            contentMediaType: 'application/json',
            contentSchema: { $ref: '#/components/schemas/Item' },
          },
        },
      },
    }),
    '/text': get('text/event-stream', { schema: { type: 'string' } }),
    '/report': get(
      'application/x-ndjson',
      { schema: item },
      { 'x-security': { validation: { responses: 'report' }, because: 'a test' } },
    ),
  },
};

const served = serveDocument(document);
const open = new Map<string, OpenDoor>();

beforeAll(async () => {
  for (const [name, door] of Object.entries(doors)) open.set(name, await door(served.api));
});
afterAll(async () => {
  for (const door of open.values()) await door.close();
});
beforeEach(() => served.reset());

function reply(body: unknown): void {
  served.handler = () => ({ status: 200, body });
}

describe.each(Object.keys(doors))('items, %s door', (name) => {
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    exchangeText(
      open.get(name)!.port,
      requestText('GET', path, { Host: 'api.example.com', 'X-Forwarded-Proto': 'https', ...headers }),
    );

  it.each([
    ['/lines', 'application/x-ndjson', '{"n":1}\n{"n":2}\n'],
    ['/array', 'application/jsonl', '{"n":1}\n{"n":2}\n'],
    ['/sequence', 'application/geo+json-seq', '\u001e{"n":1}\n\u001e{"n":2}\n'],
    ['/data', 'text/event-stream; charset=utf-8', 'data: {"n":1}\n\ndata: {"n":2}\n\n'],
  ])('%s: only what is declared and may be seen', async (path, type, expected) => {
    reply([
      { n: 1, more: true, secret: 's' },
      { n: 2, cost: 9 },
    ]);
    const answer = await ask(path);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(type);
    expect(unchunked(answer.body)).toBe(expected);
    expect(served.records).toEqual([]);
  });

  it('whole events, fields and all', async () => {
    reply(
      (async function* () {
        yield { event: 'item', data: { n: 1, more: 1 }, id: '7' };
        yield await Promise.resolve({ data: 'two\nlines', retry: 100 });
      })(),
    );
    const answer = await ask('/events');
    expect(unchunked(answer.body)).toBe(
      'event: item\nid: 7\ndata: {"n":1}\n\nretry: 100\ndata: two\ndata: lines\n\n',
    );
  });

  it('data whose schema says what its text stands for', async () => {
    reply([{ data: { n: 1, more: 1 } }]);
    expect(unchunked((await ask('/content')).body)).toBe('data: {"n":1}\n\n');
  });

  it('ends the stream at a bad item, and says so in the log only', async () => {
    let returned = false;
    reply(
      (async function* () {
        try {
          yield { n: 1 };
          yield { n: 'canary-71' };
          yield await Promise.resolve({ n: 3 });
        } finally {
          returned = true;
        }
      })(),
    );
    const answer = await ask('/lines');
    expect(answer.text).toContain('{"n":1}\n');
    expect(answer.text).not.toContain('canary-71');
    expect(answer.text).not.toContain('"n":3');
    expect(answer.text.endsWith('0\r\n\r\n')).toBe(false);
    expect(returned).toBe(true);
    expect(served.log()).toContain('An item of a reply does not match its schema');
    expect(served.log()).not.toContain('canary-71');
  });

  it('ends the stream where an event would hold another', async () => {
    reply(
      (async function* () {
        yield { data: 'first' };
        await setTimeout(10);
        yield { event: 'a\ndata: forged', data: 'x' };
      })(),
    );
    const answer = await ask('/events');
    expect(answer.text).toContain('data: first\n\n');
    expect(answer.text).not.toContain('forged');
    expect(answer.text.endsWith('0\r\n\r\n')).toBe(false);
  });

  it('ends the stream where the handler fails', async () => {
    reply(
      (async function* () {
        yield await Promise.resolve({ n: 1 });
        throw new Error('canary-72');
      })(),
    );
    const answer = await ask('/lines');
    expect(answer.text).not.toContain('canary-72');
    expect(answer.text.endsWith('0\r\n\r\n')).toBe(false);
    expect(served.log()).toContain('A reply ended before its last item');
  });

  it.each(['text', new Uint8Array(1), { n: 1 }, undefined])(
    'refuses %j, whose items nobody sees',
    async (body) => {
      reply(body);
      const answer = await ask('/lines');
      expect(answer.status).toBe(500);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'internal-error' });
    },
  );

  it('sends what does not match where replies are only reported, without what is withheld', async () => {
    reply([{ n: 'x', cost: 1 }]);
    expect(unchunked((await ask('/report')).body)).toBe('{"n":"x"}\n');
    expect(served.log()).toContain('An item of a reply does not match its schema');
    reply(Readable.from([Buffer.from('{"n":1}\n')], { objectMode: false }));
    expect((await ask('/report')).status).toBe(200);
  });

  it('leaves streams of bytes alone where no schema says what an item is', async () => {
    reply(Readable.from(['data: 1\n\n'], { objectMode: false }));
    expect(unchunked((await ask('/text')).body)).toBe('data: 1\n\n');
  });

  it('starts nothing for HEAD', async () => {
    const next = vi.fn(() => ({ done: false, value: { n: 1 } }));
    reply({ [Symbol.iterator]: () => ({ next }) });
    const answer = await exchangeText(
      open.get(name)!.port,
      requestText('HEAD', '/lines', { Host: 'api.example.com', 'X-Forwarded-Proto': 'https' }),
    );
    expect(answer.status).toBe(200);
    expect(next).not.toHaveBeenCalled();
  });

  it('is asked for no more than the client reads, and let go of when it leaves', async () => {
    let made = 0;
    let returned = false;
    reply(
      (async function* () {
        try {
          for (;;) yield await Promise.resolve({ n: ++made });
        } finally {
          returned = true;
        }
      })(),
    );
    const socket = connect(open.get(name)!.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.pause();
    socket.write(requestText('GET', '/lines', { Host: 'api.example.com', 'X-Forwarded-Proto': 'https' }));
    await expect.poll(() => made).toBeGreaterThan(100);
    let before = -1;
    await expect
      .poll(
        () => {
          const still = made === before;
          before = made;
          return still;
        },
        { interval: 200 },
      )
      .toBe(true);
    socket.destroy();
    await expect.poll(() => returned).toBe(true);
  });

  it('are chosen by Accept like any other reply', async () => {
    expect((await ask('/lines', { Accept: 'application/json' })).status).toBe(406);
    expect(served.requests).toEqual([]);
  });
});

/** Content of a chunked body, or of one with a length. */
function unchunked(body: string): string {
  let text = '';
  let rest = body;
  for (;;) {
    const size = /^([0-9a-f]+)\r\n/i.exec(rest);
    if (size === null) return text === '' ? body : text;
    const length = Number.parseInt(size[1]!, 16);
    text += rest.slice(size[0].length, size[0].length + length);
    rest = rest.slice(size[0].length + length + 2);
  }
}
