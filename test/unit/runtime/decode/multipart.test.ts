import fc from 'fast-check';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type {
  FieldDefinition,
  RequestMediaType,
  WireShape,
} from '../../../../src/runtime/core/definition.js';
import { ContentAbortedError, ContentTooLargeError } from '../../../../src/runtime/decode/capped-stream.js';
import { decodeMultipart } from '../../../../src/runtime/decode/multipart.js';
import {
  MultipartError,
  type MultipartLimits,
  type MultipartResult,
  type ReadMultipart,
} from '../../../../src/runtime/decode/multipart-decoder.js';
import { array, integer, object, string } from './parameter-fixture.js';

const LIMITS: MultipartLimits = {
  max: 1e6,
  timeoutMs: 30_000,
  minBytesPerSecond: 1_024,
  depth: 8,
  nodes: 1_000,
};
const B = 'xBOUNDARYx';

function field(name: string, shape: WireShape, options: Partial<FieldDefinition> = {}): FieldDefinition {
  return {
    name,
    required: false,
    file: false,
    repeated: shape.kind === 'array',
    style: 'form',
    explode: true,
    contentTypes: [],
    json: false,
    shape,
    maxBytes: null,
    ...options,
  };
}

function file(name: string, options: Partial<FieldDefinition> = {}): FieldDefinition {
  return field(name, string, {
    file: true,
    contentTypes: ['image/png', 'application/octet-stream'],
    ...options,
  });
}

function media(fields: readonly FieldDefinition[], additional: WireShape | null = null): RequestMediaType {
  return { mediaType: 'multipart/form-data', codec: 'multipart', fields, additional };
}

const UPLOAD = media([
  field('title', string, { required: true }),
  field('size', integer),
  field('tags', array(string)),
  field('meta', object({ x: integer }), { json: true, contentTypes: ['application/json'] }),
  file('photo', { required: true, maxBytes: 1_000 }),
  file('pages', { repeated: true, contentTypes: ['image/*'] }),
]);

interface Part {
  readonly name?: string;
  readonly filename?: string;
  readonly type?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

function encode(parts: readonly Part[], boundary = B): Buffer {
  const chunks = parts.flatMap(({ name, filename, type, headers, body }) => {
    const disposition =
      name === undefined
        ? []
        : [
            `Content-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}`,
          ];
    const lines = [
      ...disposition,
      ...(type === undefined ? [] : [`Content-Type: ${type}`]),
      ...(headers ?? []),
    ];
    return [`--${boundary}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`, body ?? '', '\r\n'];
  });
  return Buffer.concat([...chunks, `--${boundary}--\r\n`].map((chunk) => Buffer.from(chunk as string)));
}

/** A body that arrives in pieces of the given sizes, over and over. */
function arriving(body: Buffer, sizes: readonly number[] = [body.length]): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < body.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length]!);
    chunks.push(body.subarray(at, at + size));
    at += size;
  }
  return Readable.from(chunks, { objectMode: false });
}

function read(
  parts: readonly Part[] | Buffer,
  options: Partial<MultipartLimits> = {},
  type = UPLOAD,
): Promise<MultipartResult> {
  const body = Buffer.isBuffer(parts) ? parts : encode(parts);
  return decodeMultipart(arriving(body), B, type, { ...LIMITS, ...options });
}

async function accepted(parts: readonly Part[] | Buffer, type = UPLOAD): Promise<ReadMultipart> {
  const result = await read(parts, {}, type);
  if (!result.ok) throw new Error(`refused: ${result.reason} ${JSON.stringify(result.issues)}`);
  return result;
}

async function refusal(
  parts: readonly Part[] | Buffer,
  options: Partial<MultipartLimits> = {},
  type = UPLOAD,
): Promise<unknown> {
  const result = await read(parts, options, type);
  if (result.ok) {
    result.close();
    return 'accepted';
  }
  if (result.failure !== null) return result.failure.kind;
  return result.issues.length === 0
    ? result.reason
    : result.issues.map((issue) => `${issue.pointer} ${issue.keyword}`);
}

async function content(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Name, file name, type and bytes of every file. */
async function filesOf(result: ReadMultipart): Promise<unknown[]> {
  const files: unknown[] = [];
  for await (const { name, filename, contentType, stream } of result.files) {
    files.push([name, filename, contentType, (await content(stream)).toString()]);
  }
  return files;
}

const TITLE: Part = { name: 'title', body: 'T' };
const PHOTO: Part = { name: 'photo', filename: 'a.png', type: 'image/png', body: 'PNG' };

const tags = (count: number): Part[] =>
  Array.from({ length: count }, () => ({ name: 'tags', body: 'x'.repeat(8_192) }));

const page = (body: string): Part => ({ name: 'pages', filename: 'p.gif', type: 'image/gif', body });

describe('fields', () => {
  it('are read before the files and decoded by shape', async () => {
    const result = await accepted([
      { name: 'title', body: 'né+%41&' },
      { name: 'size', body: '7' },
      { name: 'tags', body: 'a' },
      { name: 'tags', body: 'b,c' },
      { name: 'meta', type: 'application/json; charset=utf-8', body: '{"x":1}' },
      PHOTO,
    ]);
    expect(result.fields).toEqual({ title: 'né+%41&', size: 7, tags: ['a', 'b,c'], meta: { x: 1 } });
    expect(Object.getPrototypeOf(result.fields)).toBeNull();
    expect(await filesOf(result)).toEqual([['photo', 'a.png', 'image/png', 'PNG']]);
  });

  it('may come without any file where none is required', async () => {
    const type = media([field('a', string), file('f')]);
    const result = await accepted([{ name: 'a', body: '' }], type);
    expect(result.fields).toEqual({ a: '' });
    expect(await filesOf(result)).toEqual([]);
    expect((await accepted(encode([]), type)).fields).toEqual({});
  });

  it('may be an array of JSON parts', async () => {
    const type = media([field('rows', array(object({ x: integer })), { json: true })]);
    const rows = [{ x: 1 }, { x: 2 }];
    expect(
      (
        await accepted(
          rows.map((row) => ({ name: 'rows', body: JSON.stringify(row) })),
          type,
        )
      ).fields,
    ).toEqual({ rows });
    expect((await accepted([{ name: 'rows', body: JSON.stringify(rows) }], type)).fields).toEqual({ rows });
  });

  it('may be deepObject, as Stripe writes its file links', async () => {
    const type = media([
      field('expand', array(string), { style: 'deepObject' }),
      field('link', object({ create: { kind: 'boolean' } }), { style: 'deepObject' }),
    ]);
    const result = await accepted(
      [
        { name: 'expand[0]', body: 'a' },
        { name: 'link[create]', body: 'true' },
      ],
      type,
    );
    expect(result.fields).toEqual({ expand: ['a'], link: { create: true } });
  });

  it('take a Blob, which has a file name', async () => {
    const result = await accepted([
      TITLE,
      { name: 'meta', filename: 'blob', type: 'application/json', body: '{"x":1}' },
      PHOTO,
    ]);
    expect(result.fields).toMatchObject({ meta: { x: 1 } });
    result.close();
  });

  const refused: [string, readonly Part[], unknown][] = [
    ['a missing field', [PHOTO], ['#/title required']],
    ['a wrong value', [TITLE, { name: 'size', body: 'x' }, PHOTO], ['#/size type']],
    ['a repeated field', [TITLE, TITLE, PHOTO], ['#/title repeated']],
    ['an undeclared field', [TITLE, { name: 'x', body: '1' }, PHOTO], ['# additionalProperties']],
    [
      'an undeclared file',
      [TITLE, { name: 'x', filename: 'x', body: '1' }, PHOTO],
      ['# additionalProperties'],
    ],
    ['__proto__', [TITLE, { name: '__proto__', body: '1' }, PHOTO], ['# propertyNames']],
    ['bad JSON', [TITLE, { name: 'meta', body: '{"x":1,"x":2}' }, PHOTO], ['#/meta type']],
    ['text that is not UTF-8', [{ name: 'title', body: Buffer.from([0xff]) }, PHOTO], ['#/title encoding']],
    [
      'another charset',
      [{ name: 'title', type: 'text/plain; charset=latin1', body: 'x' }, PHOTO],
      ['#/title contentType'],
    ],
    [
      'another type',
      [TITLE, { name: 'meta', type: 'text/xml', body: '{"x":1}' }, PHOTO],
      ['#/meta contentType'],
    ],
    ['no file', [TITLE], ['#/photo required']],
    ['a file of another type', [TITLE, { ...PHOTO, type: 'image/svg+xml' }], ['#/photo contentType']],
    ['a part without a disposition', [TITLE, { body: 'x' }, PHOTO], 'malformed-part-header'],
    ['a part without a name', [{ headers: ['Content-Disposition: form-data'] }], 'malformed-part-header'],
    [
      'an attachment',
      [{ headers: ['Content-Disposition: attachment; name="title"'] }],
      'malformed-part-header',
    ],
    [
      'two dispositions',
      [{ ...TITLE, headers: ['Content-Disposition: form-data; name="size"'] }, PHOTO],
      'malformed-part-header',
    ],
    [
      'two names',
      [{ headers: ['Content-Disposition: form-data; name="title"; name="size"'] }],
      'malformed-part-header',
    ],
    ['two types', [{ ...PHOTO, headers: ['Content-Type: image/png'] }], 'malformed-part-header'],
    [
      'an open quote',
      [{ headers: ['Content-Disposition: form-data; name="title'] }],
      'malformed-part-header',
    ],
    [
      'a name that is not UTF-8',
      [{ headers: ['Content-Disposition: form-data; name="\ufffd"'.replace('\ufffd', '\u00ff')] }],
      ['#/title required', '#/photo required', '# additionalProperties'],
    ],
    ['base64', [{ ...TITLE, headers: ['Content-Transfer-Encoding: base64'] }], 'malformed-part-header'],
    ['a malformed type', [{ ...TITLE, type: 'text' }], 'malformed-part-header'],
  ];
  it.each(refused)('refuse %s', async (_name, parts, expected) => {
    const actual = await refusal(parts);
    if (Array.isArray(expected))
      expect([...(actual as string[])].sort()).toEqual([...(expected as string[])].sort());
    else expect(actual).toBe(expected);
  });

  it('never say a name or value of the sender', async () => {
    for (const parts of [
      [{ name: 'CANARY', body: 'CANARY' }],
      [{ name: 'size', body: 'CANARY' }],
      [TITLE, { ...PHOTO, type: 'CANARY/x' }],
      [{ name: 'title', filename: 'CANARY', headers: ['CANARY: CANARY', 'Content-Type: CANARY'] }],
    ]) {
      expect(JSON.stringify(await read(parts))).not.toContain('CANARY');
    }
  });

  it('hold at most 64 KiB in all', async () => {
    (await accepted([{ name: 'title', body: '' }, ...tags(8), PHOTO])).close();
    expect(await refusal([TITLE, ...tags(8), PHOTO])).toBe('too-large');
  });
});

describe('framing', () => {
  it.each([
    ['nothing', ''],
    ['no boundary', 'title=T'],
    ['another boundary', encode([TITLE, PHOTO], 'other').toString()],
    ['no closing boundary', encode([TITLE, PHOTO]).toString().replace(`--${B}--\r\n`, '')],
    ['a body that ends in a header', `--${B}\r\nContent-Disposition: form-d`],
    ['a body that ends in a field', `--${B}\r\nContent-Disposition: form-data; name="title"\r\n\r\nabc`],
  ])('refuses %s', async (_name, body) => {
    expect(await refusal(Buffer.from(body), {}, media([field('title', string)]))).toBe('the body ends early');
  });

  it('skips preamble and epilogue', async () => {
    const body = Buffer.concat([
      Buffer.from('preamble\r\n'),
      encode([TITLE, PHOTO]),
      Buffer.from('epilogue'),
    ]);
    expect(await filesOf(await accepted(body))).toHaveLength(1);
  });

  it.each(['', ' ', 'a b ', 'a"b', 'ü', 'a'.repeat(71), 'a\r\nb', 'a;b'])(
    'refuses the boundary %j',
    async (boundary) => {
      expect(await decodeMultipart(arriving(encode([TITLE])), boundary, UPLOAD, LIMITS)).toMatchObject({
        ok: false,
        reason: 'malformed-boundary',
      });
    },
  );

  it('bounds parts and headers', async () => {
    const type = media([field('a', array(string))]);
    const a = { name: 'a', body: '' };
    expect(
      (
        await accepted(
          Array.from({ length: 256 }, () => a),
          type,
        )
      ).fields,
    ).toHaveProperty('a.length', 256);
    expect(
      await refusal(
        Array.from({ length: 257 }, () => a),
        {},
        type,
      ),
    ).toBe('too many parts');
    expect(await refusal(Buffer.from(`--${B}\r\n\r\n\r\n`.repeat(20_000)), {}, type)).toBe('too many parts');
    const long = 'x'.repeat(9_000);
    expect(await refusal([{ ...TITLE, headers: [`X-Long: ${long}`] }])).toBe('a part header is too long');
    expect(await refusal([{ ...TITLE, headers: Array.from({ length: 20 }, (_, i) => `X-${i}: x`) }])).toBe(
      'a part header is too long',
    );
    expect(
      await refusal([
        { headers: [`X-Long: ${'x'.repeat(100_000)}`, 'Content-Disposition: form-data; name="title"'] },
      ]),
    ).toBe('a part header is too long');
  });

  it('takes the same meaning from any way the bytes arrive, however slowly the files are read', async () => {
    const piece = fc.constantFrom(
      '\r',
      '\n',
      '-',
      '--',
      'x',
      `\r\n--${B.slice(0, -1)}`,
      `\r\n--`,
      '\r\n\r\n',
      'abc',
      B,
    );
    const blob = fc
      .array(piece, { maxLength: 40 })
      .map((pieces) => pieces.join(''))
      // The delimiter, which may lean on the end of the header.
      .filter((text) => !`\r\n${text}`.includes(`\r\n--${B}`));
    await fc.assert(
      fc.asyncProperty(
        fc.array(blob, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (blobs, sizes, slow) => {
          const parts: Part[] = [
            { name: 'title', body: blobs[0]! },
            ...blobs.map((body): Part => ({ name: 'pages', filename: 'p', type: 'image/gif', body })),
          ];
          const type = media(UPLOAD.fields.filter(({ name }) => name !== 'photo'));
          const result = await decodeMultipart(arriving(encode(parts), sizes), B, type, LIMITS);
          expect(result.ok).toBe(true);
          if (!result.ok) return;
          expect(result.fields['title']).toBe(blobs[0]);
          const seen: string[] = [];
          for await (const { stream } of result.files) {
            if (slow) await new Promise(setImmediate);
            seen.push((await content(stream)).toString());
          }
          expect(seen).toEqual(blobs);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('settles, whatever the bytes', async () => {
    const piece = fc.constantFrom(
      `--${B}`,
      `--${B}--`,
      '\r\n',
      '\r\n\r\n',
      'Content-Disposition: form-data; name="title"',
      'Content-Disposition: form-data; name="photo"; filename="x"',
      'Content-Type: image/png',
      ': ',
      '"',
      'x',
      '\u0000',
      '--',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 24 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
        async (pieces, sizes) => {
          const result = await decodeMultipart(
            arriving(Buffer.from(pieces.join('')), sizes),
            B,
            UPLOAD,
            LIMITS,
          );
          if (!result.ok) return;
          await filesOf(result).catch((error: unknown) => {
            expect(error instanceof MultipartError || error instanceof ContentAbortedError).toBe(true);
          });
          result.close();
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('files', () => {
  it('come in order, one after the other', async () => {
    const result = await accepted([TITLE, PHOTO, page('1'), page('2')]);
    expect(await filesOf(result)).toEqual([
      ['photo', 'a.png', 'image/png', 'PNG'],
      ['pages', 'p.gif', 'image/gif', '1'],
      ['pages', 'p.gif', 'image/gif', '2'],
    ]);
  });

  it.each([
    ['a.png', 'a.png'],
    ['né ☃.png', 'né ☃.png'],
    ['../../etc/passwd', 'passwd'],
    ['/etc/passwd', 'passwd'],
    ['C:\\\\dir\\\\x.png', 'x.png'],
    ['..', null],
    ['.', null],
    ['a/', null],
    ['', null],
    ['a\u0000b\u0007\u202e.png', 'ab.png'],
    ['con\tx', 'conx'],
    ['x'.repeat(400), 'x'.repeat(255)],
    ['%2e%2e%2fx', '%2e%2e%2fx'],
  ])('have no path in their name: %j', async (filename, expected) => {
    const result = await accepted([TITLE, { ...PHOTO, filename }]);
    expect(await filesOf(result)).toEqual([['photo', expected, 'image/png', 'PNG']]);
  });

  it('may have no name and no type', async () => {
    const result = await accepted([TITLE, { name: 'photo', body: 'raw' }]);
    expect(await filesOf(result)).toEqual([['photo', null, 'application/octet-stream', 'raw']]);
  });

  it.each([
    ['a field after a file', [TITLE, PHOTO, { name: 'size', body: '1' }], '#/size order'],
    ['an unknown part after a file', [TITLE, PHOTO, { name: 'x', body: '1' }], '# order'],
    ['a second photo', [TITLE, PHOTO, PHOTO], '#/photo repeated'],
    ['a page of another type', [TITLE, PHOTO, { ...page('1'), type: 'text/html' }], '#/pages contentType'],
    ['a missing photo', [TITLE, page('1')], '#/photo required'],
    ['a broken header', [TITLE, PHOTO, { body: 'x' }], ''],
  ] as const)('end with an error for %s', async (_name, parts, issue) => {
    const error: unknown = await filesOf(await accepted(parts)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MultipartError);
    const [first] = (error as MultipartError).issues;
    expect(first === undefined ? '' : `${first.pointer} ${first.keyword}`).toBe(issue);
  });

  it('are cut at their own cap', async () => {
    const exact = await accepted([TITLE, { ...PHOTO, body: 'x'.repeat(1_000) }]);
    expect(await filesOf(exact)).toHaveLength(1);
    const over = await accepted([TITLE, { ...PHOTO, body: 'x'.repeat(1_001) }]);
    await expect(filesOf(over)).rejects.toBeInstanceOf(ContentTooLargeError);
  });

  it('cannot be taken for complete by a handler that swallows the error', async () => {
    const result = await accepted([TITLE, { ...PHOTO, body: 'x'.repeat(1_001) }, page('1')]);
    const seen: string[] = [];
    const iterate = async (): Promise<void> => {
      for await (const { name, stream } of result.files) {
        seen.push(name);
        await content(stream).catch(() => null);
      }
    };
    await expect(iterate()).rejects.toBeInstanceOf(ContentTooLargeError);
    expect(seen).toEqual(['photo']);
  });

  it('are drained where nobody reads them', async () => {
    const big = 'x'.repeat(200_000);
    const result = await accepted([TITLE, PHOTO, page(big), page(big), page('last')]);
    const names: string[] = [];
    let last = '';
    for await (const { name, stream } of result.files) {
      names.push(name);
      if (names.length === 2) stream.destroy();
      if (names.length === 4) last = (await content(stream)).toString();
    }
    expect(names).toEqual(['photo', 'pages', 'pages', 'pages']);
    expect(last).toBe('last');
  });

  it.each([1_000, 4_096, 65_536, 200_000])(
    'arrive whole when they are large, in chunks of %i bytes',
    async (size) => {
      const type = media([file('photo')]);
      const body = encode([{ ...PHOTO, body: 'x'.repeat(3e6) }]);
      const source = new PassThrough();
      const written = writeSlowly(source, body, size);
      const result = await decodeMultipart(source, B, type, { ...LIMITS, max: 1e7 });
      expect(result.ok).toBe(true);
      if (!result.ok) return;
      let length = 0;
      for await (const { stream } of result.files) length += (await content(stream)).length;
      expect(length).toBe(3e6);
      await written;
    },
  );

  it('count towards the cap of the whole body', async () => {
    expect(await refusal([TITLE, PHOTO], { max: 100 })).toBe('too-large');
    const body = encode([TITLE, PHOTO, page('x'.repeat(200_000))]);
    const result = await decodeMultipart(arriving(body, [1_000]), B, UPLOAD, { ...LIMITS, max: 100_000 });
    expect(result.ok).toBe(true);
    if (result.ok) await expect(filesOf(result)).rejects.toBeInstanceOf(ContentTooLargeError);
  });

  it('end with an error when the sender goes away', async () => {
    const source = new PassThrough();
    const body = encode([TITLE, page('x'.repeat(10_000))]);
    source.write(body.subarray(0, body.length - 500));
    const type = media(UPLOAD.fields.filter(({ name }) => name !== 'photo'));
    const result = await decodeMultipart(source, B, type, LIMITS);
    expect(result.ok).toBe(true);
    setTimeout(() => source.destroy(new Error('ECONNRESET')), 5);
    if (result.ok) await expect(filesOf(result)).rejects.toBeInstanceOf(ContentAbortedError);
  });

  it('end with an error where the body ends early', async () => {
    const body = encode([TITLE, PHOTO, page('x'.repeat(100_000))]);
    const cut = body.subarray(0, body.length - 20);
    expect(await refusal(encode([TITLE, PHOTO]).subarray(0, -20))).toBe('the body ends early');
    const result = await decodeMultipart(arriving(cut, [10_000]), B, UPLOAD, LIMITS);
    expect(result.ok).toBe(true);
    if (result.ok) await expect(filesOf(result)).rejects.toBeInstanceOf(ContentAbortedError);
  });
});

describe('early ends', () => {
  const huge = encode([TITLE, PHOTO, { name: 'pages', type: 'image/gif', body: 'x'.repeat(500_000) }]);

  it.each(['before the files', 'within a file', 'twice'])('let go of the body: %s', async (when) => {
    const source = arriving(huge, [10_000]);
    const result = await decodeMultipart(source, B, UPLOAD, LIMITS);
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    if (when === 'within a file') {
      for await (const { name, stream } of result.files) {
        if (name === 'photo') continue;
        await stream[Symbol.asyncIterator]().next();
        break;
      }
    }
    result.close();
    if (when === 'twice') result.close();
    await new Promise(setImmediate);
    expect(source.listenerCount('data')).toBe(0);
    expect(source.isPaused()).toBe(true);
    expect(source.destroyed).toBe(false);
    await expect(filesOf(result))
      .resolves.toBeDefined()
      .catch(() => undefined);
  });

  it('answer a silent sender, and leave no timer', async () => {
    const source = new PassThrough();
    source.write(encode([TITLE]).subarray(0, 30));
    const result = await decodeMultipart(source, B, UPLOAD, { ...LIMITS, timeoutMs: 40 });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'timeout' } });
    expect(source.listenerCount('data')).toBe(0);
  });

  it('answer a sender that is gone', async () => {
    const source = new PassThrough();
    const result = decodeMultipart(source, B, UPLOAD, LIMITS);
    source.write(encode([TITLE]).subarray(0, 30));
    source.destroy();
    expect(await result).toMatchObject({ ok: false, failure: { kind: 'aborted' } });
    expect(await decodeMultipart(source, B, UPLOAD, LIMITS)).toMatchObject({
      ok: false,
      failure: { kind: 'aborted' },
    });
  });

  it('hold back a sender that is faster than the handler', async () => {
    let sent = 0;
    const head = encode([TITLE, PHOTO, { name: 'pages', type: 'image/gif' }]);
    const source = new Readable({
      read() {
        const chunk = sent === 0 ? head.subarray(0, head.length - B.length - 8) : Buffer.alloc(16_384);
        sent += chunk.length;
        this.push(chunk);
      },
    });
    const result = await decodeMultipart(source, B, UPLOAD, { ...LIMITS, max: 1e9 });
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    const iterator = result.files[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toBeLessThan(1e6);
    result.close();
  });
});

/** As a socket delivers: a turn of the event loop for each chunk, none before the last was taken. */
async function writeSlowly(target: PassThrough, body: Buffer, size: number): Promise<void> {
  for (let at = 0; at < body.length; at += size) {
    const taken = target.write(body.subarray(at, at + size));
    await new Promise((resolve) => (taken ? setImmediate(resolve) : target.once('drain', resolve)));
  }
  target.end();
}
