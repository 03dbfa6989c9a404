/** Values told apart by a `discriminator` (OAS, Discriminator Object), in requests and replies. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { serveDocument } from './served-document.js';

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const tagged = (more: object): object => ({
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string' }, ...more },
});
const extending = (parent: string, more: object): object => ({
  allOf: [ref(parent), { type: 'object', ...more }],
});

const bodies: Readonly<Record<string, object>> = {
  mapped: {
    oneOf: [ref('Cat'), ref('Dog')],
    discriminator: { propertyName: 'kind', mapping: { feline: 'Cat', kitten: '#/components/schemas/Cat' } },
  },
  any: { anyOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } },
  listed: {
    oneOf: [ref('Sun'), ref('Dog')],
    discriminator: { propertyName: 'kind', mapping: { other: 'Sun' } },
  },
  inherited: {
    oneOf: [ref('Approved'), ref('Denied')],
    discriminator: {
      propertyName: 'kind',
      mapping: { approved: '#/components/schemas/Approved', denied: 'Denied' },
    },
  },
  partly: {
    oneOf: [ref('Approved'), ref('Denied')],
    discriminator: { propertyName: 'kind', mapping: { approved: 'Approved' } },
  },
  implied: { oneOf: [ref('Approved'), ref('Denied')], discriminator: { propertyName: 'kind' } },
  parent: ref('Vehicle'),
  parents: { type: 'array', items: ref('Vehicle') },
  child: ref('Car'),
};

function documentOf(openapi: string, more: Readonly<Record<string, object>> = {}): object {
  const all = { ...bodies, ...more };
  return {
    openapi,
    info: { title: 'Tags', version: '1' },
    servers: [{ url: 'https://api.example.com' }],
    security: [],
    'x-security': { version: 1, access: 'public', rateLimit: false, because: 'a test' },
    paths: Object.fromEntries(
      Object.entries(all).map(([name, schema]) => {
        const content = { 'application/json': { schema } };
        return [
          `/${name}`,
          {
            post: {
              requestBody: { required: true, content },
              responses: { '200': { description: 'ok', content } },
            },
          },
        ];
      }),
    ),
    components: {
      schemas: {
        Cat: tagged({ lives: { type: 'integer' } }),
        Dog: tagged({ tricks: { type: 'array', items: { type: 'string' } } }),
        Sun: {
          type: 'object',
          required: ['kind'],
          properties: { kind: { enum: ['sun', 'moon'] }, hot: { type: 'boolean' } },
        },
        Event: {
          type: 'object',
          required: ['kind'],
          properties: { kind: { type: 'string', enum: ['approved', 'denied', 'Approved', 'Denied'] } },
        },
        Approved: extending('Event', { properties: { by: { type: 'string' } } }),
        Denied: extending('Event', { properties: { why: { type: 'string' } } }),
        Vehicle: {
          ...tagged({ wheels: { type: 'integer' } }),
          discriminator: { propertyName: 'kind', mapping: { car: '#/components/schemas/Car' } },
        },
        Car: extending('Vehicle', { required: ['doors'], properties: { doors: { type: 'integer' } } }),
        Bike: extending('Vehicle', { properties: { bell: { type: 'string' } } }),
        Tandem: extending('Bike', { properties: { seats: { type: 'integer' } } }),
      },
    },
  };
}

const versions = {
  '3.0.4': serveDocument(documentOf('3.0.4')),
  '3.1.1': serveDocument(documentOf('3.1.1')),
};

describe.each(Object.entries(doors))('%s door', (_name, openDoor) => {
  describe.each(Object.entries(versions))('OpenAPI %s', (_version, served) => {
    let door: OpenDoor;
    beforeAll(async () => {
      door = await openDoor(served.api);
    });
    afterAll(() => door.close());
    beforeEach(() => served.reset());

    const post = (path: string, value: unknown): Promise<RawAnswer> => {
      const body = JSON.stringify(value);
      const headers = {
        Host: 'api.example.com',
        'X-Forwarded-Proto': 'https',
        'Content-Type': 'application/json',
        'Content-Length': String(Buffer.byteLength(body)),
      };
      return exchangeText(door.port, requestText('POST', `/${path}`, headers, body));
    };

    it.each([
      ['mapped', { kind: 'feline', lives: 9, tricks: [] }, { kind: 'feline', lives: 9 }],
      ['mapped', { kind: 'kitten', lives: 9 }, { kind: 'kitten', lives: 9 }],
      ['mapped', { kind: 'Dog', tricks: ['sit'], lives: 'x' }, { kind: 'Dog', tricks: ['sit'] }],
      ['any', { kind: 'Cat', lives: 9, tricks: 1 }, { kind: 'Cat', lives: 9 }],
      ['listed', { kind: 'moon', hot: false }, { kind: 'moon', hot: false }],
      ['listed', { kind: 'Dog', hot: 1 }, { kind: 'Dog' }],
      ['inherited', { kind: 'approved', by: 'x', why: 1 }, { kind: 'approved', by: 'x' }],
      ['inherited', { kind: 'denied', why: 'x', by: 1 }, { kind: 'denied', why: 'x' }],
      ['implied', { kind: 'Approved', by: 'x', why: 1 }, { kind: 'Approved', by: 'x' }],
      ['implied', { kind: 'Denied', why: 'x', by: 1 }, { kind: 'Denied', why: 'x' }],
      ['partly', { kind: 'approved', by: 'x', why: 1 }, { kind: 'approved', by: 'x' }],
      ['partly', { kind: 'denied', why: 'x', by: 1 }, { kind: 'denied', why: 'x' }],
      ['parent', { kind: 'car', wheels: 4, doors: 5, bell: 'x' }, { kind: 'car', wheels: 4, doors: 5 }],
      ['parent', { kind: 'Bike', wheels: 2, bell: 'x', doors: 'x' }, { kind: 'Bike', wheels: 2, bell: 'x' }],
      ['parent', { kind: 'Tandem', seats: 2, bell: 'x' }, { kind: 'Tandem', seats: 2, bell: 'x' }],
      ['parent', { kind: 'Vehicle', wheels: 1, doors: 1 }, { kind: 'Vehicle', wheels: 1 }],
      ['parents', [{ kind: 'car', doors: 1, x: 1 }], [{ kind: 'car', doors: 1 }]],
      ['child', { kind: 'whatever', doors: 3 }, { kind: 'whatever', doors: 3 }],
    ])('%s takes %j', async (path, value, expected) => {
      served.handler = () => ({ status: 200, body: value });
      const answer = await post(path, value);
      expect(answer.status).toBe(200);
      expect(served.requests[0]?.body).toEqual(expected);
      expect(JSON.parse(answer.body)).toEqual(expected);
    });

    it.each([
      ['mapped', { kind: 'Cat', lives: 9 }, '#/kind'],
      ['mapped', { kind: 'canary-81' }, '#/kind'],
      ['mapped', { kind: 'feline', lives: 'x' }, '#/lives'],
      ['any', { kind: 'cat' }, '#/kind'],
      ['any', { kind: 'Dog', tricks: [1] }, '#/tricks/0'],
      ['listed', { kind: 'other' }, '#/kind'],
      ['inherited', { kind: 'Approved' }, '#/kind'],
      ['inherited', { kind: 'approved', by: 1 }, '#/by'],
      ['parent', { kind: 'Car', doors: 1 }, '#/kind'],
      ['parent', { kind: 'car' }, '#'],
      ['parent', { kind: 'car', doors: 'x' }, '#/doors'],
      ['parents', [{ kind: 'Vehicle' }, { kind: 'boat' }], '#/1/kind'],
    ])('%s refuses %j', async (path, value, pointer) => {
      const answer = await post(path, value);
      expect(answer.status).toBe(400);
      expect(served.requests).toEqual([]);
      const { code, errors } = JSON.parse(answer.body) as {
        readonly code: string;
        readonly errors: readonly { readonly pointer: string }[];
      };
      expect(code).toBe('invalid-request');
      expect(errors.map((error) => error.pointer)).toContain(pointer);
      expect(answer.text).not.toContain('canary-81');
      expect(served.records).toMatchObject([{ outcome: 'denied', stage: 14, status: 400 }]);
    });

    it('does not answer what names no alternative', async () => {
      served.handler = () => ({ status: 200, body: { kind: 'canary-82' } });
      const answer = await post('parent', { kind: 'Vehicle' });
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('canary-82');
    });
  });
});

describe('defaultMapping of OpenAPI 3.2', () => {
  const served = serveDocument(
    documentOf('3.2.0', {
      fallback: {
        oneOf: [ref('Cat'), ref('Dog')],
        discriminator: { propertyName: 'kind', mapping: { cat: 'Cat' }, defaultMapping: 'Dog' },
      },
    }),
  );
  let door: OpenDoor;
  beforeAll(async () => {
    door = await doors.node(served.api);
  });
  afterAll(() => door.close());

  it.each([
    [{ kind: 'cat', lives: 1, tricks: 1 }, 200],
    [{ kind: 'Dog', tricks: ['sit'] }, 200],
    [{ kind: 'anything', tricks: ['sit'], lives: 'x' }, 200],
    [{ kind: 'anything', tricks: 1 }, 400],
    [{ kind: 'cat', lives: 'x' }, 400],
  ])('%j: %i', async (value, status) => {
    served.handler = ({ body }) => ({ status: 200, body });
    const body = JSON.stringify(value);
    const headers = {
      Host: 'api.example.com',
      'X-Forwarded-Proto': 'https',
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
    };
    expect((await exchangeText(door.port, requestText('POST', '/fallback', headers, body))).status).toBe(
      status,
    );
  });
});
