/** Everything that is wrong with a form is told at once, over sockets, through both doors. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doors, exchangeText, type OpenDoor, requestText } from '../doors/raw-client.js';
import { serveDocument } from './served-document.js';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';

const note = {
  type: 'object',
  required: ['size', 'title'],
  properties: {
    size: { type: 'integer', minimum: 1 },
    title: { type: 'string', maxLength: 3 },
    kind: { enum: ['a', 'b'] },
    ids: { type: 'array', items: { type: 'integer', maximum: 9 } },
    meta: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } },
    photo: { type: 'string', format: 'binary' },
    page: { type: 'string', format: 'binary' },
  },
  dependentRequired: { kind: ['size', 'ids'] },
  minProperties: 2,
};

const shapes = {
  oneOf: [
    { required: ['kind', 'size'], properties: { kind: { const: 'a' }, size: { type: 'integer' } } },
    { required: ['kind', 'title'], properties: { kind: { const: 'b' }, title: { type: 'string' } } },
  ],
};

const sized = {
  type: 'object',
  properties: { size: { type: 'integer' }, title: { type: 'string' }, kind: { type: 'string' } },
  if: { required: ['size'], properties: { size: { maximum: 5 } } },
  else: { required: ['title'], properties: { kind: { const: 'large' } } },
};

const numbers = {
  type: 'object',
  required: ['a', 'b'],
  additionalProperties: { type: 'integer', minimum: 1 },
};

const post = (schema: object, types: readonly string[], more: object = {}): object => ({
  post: {
    ...more,
    requestBody: {
      required: true,
      content: Object.fromEntries(
        types.map((type) => [
          type,
          { schema, ...(type === MULTIPART && { encoding: { photo: { contentType: 'image/png' } } }) },
        ]),
      ),
    },
    responses: { 204: { description: 'done' } },
  },
});

const document = {
  openapi: '3.1.1',
  info: { title: 'Notes', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [],
  'x-security': { version: 1, access: 'public', rateLimit: false, because: 'a test' },
  paths: {
    '/notes': post(note, [FORM, MULTIPART], {
      parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }],
    }),
    '/closed': post(note, [FORM, MULTIPART], {
      'x-security': { validation: { unknownProperties: 'reject' } },
    }),
    '/shapes': post(shapes, [FORM, MULTIPART]),
    '/sized': post(sized, [FORM, MULTIPART]),
    '/numbers': post(numbers, [FORM]),
  },
};

const served = serveDocument(document);

/** Fields, and files where there is a type. */
type Parts = readonly (readonly [name: string, text: string, type?: string])[];

const multipart = (parts: Parts): string =>
  parts
    .flatMap(([name, text, type]) => {
      const disposition = `Content-Disposition: form-data; name="${name}"${type === undefined ? '' : '; filename="f"'}`;
      return ['--b', disposition, ...(type === undefined ? [] : [`Content-Type: ${type}`]), '', text];
    })
    .concat('--b--\r\n')
    .join('\r\n');

describe.each(Object.entries(doors))('issues of forms, %s door', (_name, openDoor) => {
  let door: OpenDoor;
  beforeAll(async () => {
    door = await openDoor(served.api);
  });
  afterAll(() => door.close());
  beforeEach(() => served.reset());

  /** Place and keyword of every issue of a request that must be refused. */
  const issues = async (target: string, body: string, type: string): Promise<readonly string[]> => {
    served.reset();
    const headers = {
      Host: 'api.example.com',
      'X-Forwarded-Proto': 'https',
      'Content-Type': type,
      'Content-Length': String(Buffer.byteLength(body)),
    };
    const answer = await exchangeText(door.port, requestText('POST', target, headers, body));
    const { code, errors } = JSON.parse(answer.body) as {
      readonly code: string;
      readonly errors: readonly {
        readonly pointer?: string;
        readonly parameter?: string;
        readonly keyword: string;
      }[];
    };
    expect([answer.status, code, served.requests.length]).toEqual([400, 'invalid-request', 0]);
    expect(served.records).toMatchObject([{ outcome: 'denied', stage: 14, reason: 'invalid-request' }]);
    return errors.map(({ pointer, parameter, keyword }) => `${pointer ?? String(parameter)} ${keyword}`);
  };
  const ofForm = (target: string, form: string): Promise<readonly string[]> => issues(target, form, FORM);
  const ofParts = (target: string, form: string, ...files: Parts): Promise<readonly string[]> =>
    issues(target, multipart([...new URLSearchParams(form), ...files]), `${MULTIPART}; boundary=b`);

  const cases: readonly [what: string, target: string, form: string, expected: readonly string[]][] = [
    ['a field and another', '/notes', 'size=x&title=long', ['#/size type', '#/title maxLength']],
    ['a missing field and another', '/notes', 'size=0', ['#/title required', '#/size minimum']],
    [
      'items, and what is in JSON',
      '/notes',
      'size=x&title=ok&ids=7&ids=10&meta={"m":1}',
      ['#/size type', '#/ids/1 maximum', '#/meta required'],
    ],
    ['a field sent twice', '/notes', 'size=1&size=2&title=long', ['#/size repeated', '#/title maxLength']],
    ['too few fields', '/notes', 'size=1.5&title=ok', ['#/size type']],
    ['a field that another needs', '/notes', 'size=1&title=ok&kind=a&ids=x', ['#/ids type']],
    ['a parameter', '/notes?page=x', 'size=x&title=long', ['page type', '#/size type', '#/title maxLength']],
    // What was meant may be up to the field that is wrong.
    ['alternatives', '/shapes', 'kind=a&size=x', ['#/size type']],
    ['a condition', '/sized', 'size=x&kind=small', ['#/size type']],
  ];

  it.each(cases)('tell of %s in a form', async (_what, target, form, expected) => {
    expect(await ofForm(target, form)).toEqual(expected);
  });

  it.each(cases)('tell of %s in parts', async (_what, target, form, expected) => {
    expect(await ofParts(target, form)).toEqual(expected);
  });

  it('tell of what nobody declared', async () => {
    const form = 'size=1&title=ok&ids=x&more=1';
    expect(await ofForm('/closed', form)).toEqual(['#/ids type', '#/more unknownProperties']);
    expect(await ofParts('/closed', form)).toEqual(['#/ids type', '# additionalProperties']);
  });

  it('take no field for missing whose name they may not say', async () => {
    for (const form of ['a=x&b=0', 'b=0&a=x']) {
      expect(await ofForm('/numbers', form)).toEqual(['# type', '#/b minimum']);
    }
  });

  it('tell of fields and of the file after them', async () => {
    expect(await ofParts('/notes', 'size=x&title=long', ['photo', 'GIF', 'image/gif'])).toEqual([
      '#/photo contentType',
      '#/size type',
      '#/title maxLength',
    ]);
  });

  it('tell of fields alone where files are not read for the want of them', async () => {
    const files: Parts = [
      ['photo', 'PNG', 'image/png'],
      ['photo', 'PNG', 'image/png'],
    ];
    expect(await ofParts('/notes', 'size=x&title=long', ...files)).toEqual([
      '#/size type',
      '#/title maxLength',
    ]);
  });
});
