import { describe, expect, it } from 'vitest';

import { readMediaType } from '../../../src/model/media-type.js';
import { built, operation, reported } from '../policy/literal-document.js';

function bodyOf(content: unknown, method = 'post') {
  const { api, diagnostics } = built({
    openapi: '3.1.0',
    security: [],
    paths: {
      '/a': { [method]: { operationId: 'a', requestBody: { required: true, content }, responses: {} } },
    },
  });
  return { content: operation(api, 'a').requestBody?.content ?? [], diagnostics };
}

function repliesOf(responses: unknown) {
  const { api, diagnostics } = built({
    openapi: '3.1.0',
    security: [],
    paths: { '/a': { get: { operationId: 'a', responses } } },
  });
  return { replies: operation(api, 'a').replies, diagnostics };
}

const schemaOf = (media: object, key = 'application/x-ndjson') =>
  repliesOf({ '200': { description: '', content: { [key]: media } } }).replies[0]?.content[0]?.schema;

describe('media types', () => {
  it.each([
    ['application/json', 'application/json'],
    ['Application/JSON; charset=utf-8', 'application/json'],
    ['application/vnd.a+json;version="1;2"', 'application/vnd.a+json'],
    ['*/*', '*/*'],
    ['image/*', 'image/*'],
    ['', null],
    ['json', null],
    ['application/', null],
    ['a b/c', null],
    ['*/json', null],
    ['a*/b', null],
    ['text/plain; charset', null],
    ['text/plain\r\nX: y', null],
    ['a/b/c', null],
  ])('reads %j as %j', (key, mediaType) => {
    expect(readMediaType(key)).toBe(mediaType);
  });
});

describe('request bodies', () => {
  it.each([
    ['application/json', 'json'],
    ['text/json', 'json'],
    ['application/merge-patch+json', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['multipart/form-data', 'multipart'],
    ['text/plain', 'text'],
    ['text/csv', 'text'],
    ['application/octet-stream', 'binary'],
    ['application/xml', 'binary'],
    ['text/xml', 'binary'],
    ['multipart/mixed', 'binary'],
    ['application/x-ndjson', 'binary'],
    ['application/json-seq', 'binary'],
    ['text/event-stream', 'binary'],
    ['image/*', 'binary'],
    ['*/*', 'binary'],
  ])('of type %s are read as %s', (mediaType, codec) => {
    expect(bodyOf({ [mediaType]: {} }).content).toMatchObject([{ mediaType, codec, schema: null }]);
  });

  it('are read on whatever method declares them', () => {
    for (const method of ['get', 'head', 'delete'])
      expect(bodyOf({ 'a/b': {} }, method).content).toHaveLength(1);
  });

  it('are listed where bytes reach the handler that a schema speaks of', () => {
    const structured = { schema: { type: 'object', properties: { a: {} } } };
    const { diagnostics } = bodyOf({
      'application/xml': structured,
      'image/png': { schema: { type: 'string' } },
    });
    expect(reported(diagnostics, 'body-not-validated')).toEqual([
      'body-not-validated /paths/~1a/post/requestBody/content/application~1xml',
    ]);
  });

  it.each([
    ['application/xml', {}],
    ['application/xml', { schema: {} }],
    ['application/xml', { schema: { type: 'string' } }],
    ['text/xml', {}],
    ['application/soap+xml', { schema: { type: 'string' } }],
    ['application/yaml', {}],
    ['application/cbor', {}],
    ['application/x-ndjson', {}],
    ['multipart/mixed', {}],
    ['application/*', { schema: { type: 'string' } }],
    ['*/*', {}],
    ['application/octet-stream', { schema: { type: 'object' } }],
    ['image/png', { schema: { type: 'object' } }],
    ['text/csv', { schema: { type: 'object' } }],
  ])('of type %s with %j are listed: no parser looks at them', (mediaType, media) => {
    const { content, diagnostics } = bodyOf({ [mediaType]: media });
    expect(content).toMatchObject([{ codec: 'binary' }]);
    expect(reported(diagnostics, 'body-not-validated')).toEqual([
      `body-not-validated /paths/~1a/post/requestBody/content/${mediaType.replaceAll('/', '~1')}`,
    ]);
  });

  it.each([
    ['application/octet-stream', {}],
    ['application/octet-stream', { schema: { type: 'string' } }],
    ['application/pdf', {}],
    ['application/zip', {}],
    ['image/*', {}],
    ['audio/mpeg', { schema: {} }],
    ['application/xml', { schema: { type: 'string', format: 'binary' } }],
    ['*/*', { schema: { allOf: [{ type: 'string', format: 'binary' }] } }],
    ['text/plain', {}],
    ['application/json', {}],
  ])('of type %s with %j are not listed: bytes are what is meant, or they are read', (mediaType, media) => {
    expect(reported(bodyOf({ [mediaType]: media }).diagnostics, 'body-not-validated')).toEqual([]);
  });

  it('are listed once for each media type, however many operations take it', () => {
    const post = { requestBody: { content: { 'application/xml': {}, 'text/xml': {} } }, responses: {} };
    const { diagnostics } = built({
      openapi: '3.1.0',
      security: [],
      paths: { '/a': { post }, '/b': { post } },
    });
    expect(reported(diagnostics, 'body-not-validated')).toHaveLength(2);
  });

  it.each(['application/x-ndjson', 'application/json-seq', 'text/event-stream', 'multipart/mixed'])(
    'are bytes, and listed, where the items of %s are described',
    (mediaType) => {
      const itemSchema = { type: 'object', properties: { n: { type: 'integer' } } };
      const { content, diagnostics } = bodyOf({ [mediaType]: { itemSchema, prefixEncoding: [{}] } });
      expect(content).toMatchObject([{ codec: 'binary', schema: null }]);
      expect(reported(diagnostics, 'body-not-validated')).toHaveLength(1);
    },
  );

  it('leave out keys that are no media type or repeat one', () => {
    const { content, diagnostics } = bodyOf({
      'application/json': {},
      'application/json; v=2': {},
      json: {},
    });
    expect(content).toHaveLength(1);
    expect(reported(diagnostics, 'invalid-media-type', 'media-type-repeated')).toEqual([
      'media-type-repeated /paths/~1a/post/requestBody/content/application~1json; v=2',
      'invalid-media-type /paths/~1a/post/requestBody/content/json',
    ]);
  });

  it('decode form fields by their schemas and encodings', () => {
    const schema = {
      allOf: [{ type: 'object', required: ['a'], properties: { a: { type: 'integer' } } }],
      properties: {
        tags: { type: 'array', items: { type: 'string' } },
        csv: { type: 'array', items: { type: 'string' } },
        deep: { type: 'object', properties: { x: { type: 'integer' } } },
        json: { type: 'object' },
      },
    };
    const encoding = { csv: { explode: false }, deep: { style: 'deepObject', explode: true } };
    const [media] = bodyOf({ 'application/x-www-form-urlencoded': { schema, encoding } }).content;
    expect(media?.additional).toEqual({ kind: 'any' });
    expect(media?.fields).toMatchObject([
      { name: 'tags', required: false, repeated: true, style: 'form', explode: true, json: false },
      { name: 'csv', repeated: true, explode: false, json: false },
      { name: 'deep', repeated: false, style: 'deepObject', explode: true, json: false },
      { name: 'json', json: true, contentTypes: ['application/json'] },
      { name: 'a', required: true, shape: { kind: 'integer' }, json: false },
    ]);
  });

  it('decode multipart fields, files apart', () => {
    const schema = {
      type: 'object',
      required: ['file'],
      properties: {
        file: { type: 'string', format: 'binary', maxLength: 1000 },
        media: { type: 'string', contentMediaType: 'image/png' },
        encoded: { type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' },
        files: { type: 'array', items: { type: 'string', format: 'binary' } },
        typed: {},
        optional: { oneOf: [{ type: 'null' }, { type: 'string', format: 'binary' }] },
        reference: { anyOf: [{ type: 'string', format: 'binary' }, { type: 'object' }] },
        note: { type: 'string' },
        meta: { type: 'object' },
        nullable: { oneOf: [{ type: 'null' }, { type: 'object' }] },
        nothing: { type: 'null' },
        numbers: { type: 'array', items: { type: 'integer' } },
      },
    };
    const encoding = { typed: { contentType: 'image/png, image/JPEG' } };
    const [media] = bodyOf({ 'multipart/form-data': { schema, encoding } }).content;
    expect(media?.additional).toBeNull();
    expect(media?.fields).toMatchObject([
      { name: 'file', required: true, file: true, repeated: false, contentTypes: [], maxBytes: 1000 },
      { name: 'media', file: true },
      { name: 'encoded', file: false, json: false, contentTypes: ['text/plain'] },
      { name: 'files', file: true, repeated: true },
      { name: 'typed', file: true, contentTypes: ['image/png', 'image/jpeg'] },
      { name: 'optional', file: true, contentTypes: [] },
      { name: 'reference', file: true, contentTypes: [] },
      { name: 'note', file: false, json: false, contentTypes: ['text/plain'] },
      { name: 'meta', json: true, contentTypes: ['application/json'] },
      { name: 'nullable', json: true, contentTypes: ['application/json'] },
      { name: 'nothing', json: false, contentTypes: ['text/plain'] },
      { name: 'numbers', json: false, repeated: true },
    ]);
  });

  it('take fields of alternatives, and nothing from the prototype', () => {
    const alternatives: readonly object[] = [
      { properties: { a: {} } },
      { properties: { constructor: { type: 'string' } } },
    ];
    const schema = { oneOf: alternatives };
    const [media] = bodyOf({ 'application/x-www-form-urlencoded': { schema, encoding: {} } }).content;
    expect(media?.fields.map(({ name }) => name)).toEqual(['a', 'constructor']);
  });
});

describe('replies', () => {
  it.each(['100', '200', '599', '2XX', 'default'])('may have the status %s', (status) => {
    const { replies, diagnostics } = repliesOf({ [status]: { description: 'd' } });
    expect(replies).toMatchObject([{ status, description: 'd', content: [], headers: [] }]);
    expect(reported(diagnostics)).toEqual([]);
  });

  it.each(['600', '099', '20', '2000', '6XX', '2X', 'ok', 'Default', '__proto__', ' 200'])(
    'may not have the status %j',
    (status) => {
      const responses = JSON.parse(`{${JSON.stringify(status)}: {"description": ""}}`) as object;
      expect(reported(repliesOf(responses).diagnostics)).toEqual([
        `invalid-status /paths/~1a/get/responses/${status}`,
      ]);
    },
  );

  it.each([
    ['application/json', {}, 'application/json', 'json'],
    ['application/problem+json', {}, 'application/problem+json', 'json'],
    ['text/html', {}, 'text/html', 'text'],
    ['image/png', {}, 'image/png', 'binary'],
    ['application/xml', { type: 'object' }, 'application/xml', 'binary'],
    ['text/event-stream', { type: 'string' }, 'text/event-stream', 'binary'],
    ['application/x-ndjson', { type: 'object' }, 'application/x-ndjson', 'lines'],
    ['application/jsonl', { type: 'string' }, 'application/jsonl', 'binary'],
    ['application/geo+json-seq', { type: 'object' }, 'application/geo+json-seq', 'sequence'],
    ['text/event-stream', { type: 'object' }, 'text/event-stream', 'data'],
    ['text/event-stream', { properties: { data: {}, id: {} } }, 'text/event-stream', 'events'],
    ['text/event-stream', { properties: { data: {}, object: {} } }, 'text/event-stream', 'data'],
    [
      'text/event-stream',
      { oneOf: [{ properties: { data: {} } }, { properties: { data: {}, event: {} } }] },
      'text/event-stream',
      'events',
    ],
    [
      'text/event-stream',
      { oneOf: [{ properties: { data: {} } }, { type: 'string' }] },
      'text/event-stream',
      'data',
    ],
    ['application/json-seq', {}, 'application/json-seq', 'binary'],
    ['*/*', { type: 'object' }, 'application/json', 'json'],
    ['*/*', { type: 'string', format: 'binary' }, 'application/octet-stream', 'binary'],
    ['text/*', {}, 'text/plain', 'text'],
    ['image/*', {}, 'image/*', 'binary'],
  ])('of type %s with %j are sent as %s, written as %s', (key, schema, mediaType, codec) => {
    const { replies } = repliesOf({ '200': { description: '', content: { [key]: { schema } } } });
    expect(replies[0]?.content).toMatchObject([{ mediaType, codec }]);
  });

  it('list what no schema checks', () => {
    const content = {
      'application/xml': { schema: { type: 'object' } },
      'image/svg+xml': { schema: { type: 'object' } },
      'application/x-ndjson': { schema: { type: 'object' } },
    };
    const { diagnostics } = repliesOf({ '200': { description: '', content } });
    expect(reported(diagnostics, 'reply-not-validated')).toHaveLength(2);
  });

  it('sent item by item have the schema of an item', () => {
    const item = { type: 'integer' };
    expect(schemaOf({ schema: item })).toEqual(item);
    expect(schemaOf({ schema: { type: 'array', items: item } })).toEqual(item);
    expect(schemaOf({ schema: { type: ['array', 'null'], items: item } })).toEqual({
      type: ['array', 'null'],
      items: item,
    });
    const text = { type: 'string', contentMediaType: 'application/json', contentSchema: item };
    expect(
      schemaOf(
        { schema: { anyOf: [{ properties: { data: text } }, { properties: { data: {} } }] } },
        'text/event-stream',
      ),
    ).toEqual({ anyOf: [{ properties: { data: item } }, { properties: { data: {} } }] });
  });

  it('have headers with valid names, each once', () => {
    const headers = {
      'X-A': { required: true, schema: { type: 'integer' } },
      'x-a': {},
      'Content-Type': {},
      'Set-Cookie': {},
    };
    const { replies } = repliesOf({ '200': { description: '', headers } });
    expect(replies[0]?.headers).toMatchObject([
      { name: 'X-A', required: true, schema: { type: 'integer' } },
      { name: 'Set-Cookie', required: false, schema: null },
    ]);
    const { diagnostics } = repliesOf({ '200': { description: '', headers: { 'a b': {} } } });
    expect(reported(diagnostics)).toEqual(['invalid-field-name /paths/~1a/get/responses/200/headers/a b']);
  });
});
