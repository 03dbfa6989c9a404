import { describe, expect, it } from 'vitest';
import { compileParameters } from '../../../../src/runtime/decode/parameters.js';
import {
  array,
  cookie,
  decode,
  header,
  integer,
  object,
  parameter,
  path,
  query,
  source,
  string,
} from './parameter-fixture.js';

describe('queries', () => {
  const a = parameter('query', 'a', string);
  const b = parameter('query', 'b', integer);

  it('refuses what is not declared, unless told to ignore it', () => {
    expect(query([a], 'a=1&x=2')).toEqual(['additionalProperties']);
    expect(query([a], 'a=1&x=2', 'ignore')).toEqual({ a: '1' });
    expect(query([a], 'A=1')).toEqual(['additionalProperties']);
    expect(query([a], 'a[]=1')).toEqual(['additionalProperties']);
    expect(query([a], '=1')).toEqual(['additionalProperties']);
  });

  it('refuses repetition of anything but an exploded array', () => {
    expect(query([a], 'a=1&a=1')).toEqual(['repeated']);
    expect(query([a], 'a=1&%61=2')).toEqual(['repeated']);
    expect(query(parameter('query', 'a', array(string), { explode: false }), 'a=1&a=2')).toEqual([
      'repeated',
    ]);
    expect(query(parameter('query', 'a', array(string)), 'a=1&a=2')).toEqual({ a: ['1', '2'] });
    expect(query(parameter('query', 'a', array(string)), 'a=1,2')).toEqual({ a: ['1,2'] });
  });

  it('skips empty pairs and takes a name alone for an empty value', () => {
    expect(query([a, b], '&&a=1&&b=2&')).toEqual({ a: '1', b: 2 });
    expect(query([a], 'a')).toEqual({ a: '' });
    expect(query([a], 'a=')).toEqual({ a: '' });
    expect(query([a], 'a=b=c')).toEqual({ a: 'b=c' });
    expect(query([a], 'a;x=1')).toEqual(['additionalProperties']);
  });

  it('lets constants of the path key and foreign names pass', () => {
    const decoder = compileParameters([a], 'reject', [{ name: 'action' }, { name: 'api_key' }]);
    expect(decoder(source({ query: 'action=x&api_key=k&a=1' }))).toMatchObject({
      ok: true,
      query: { a: '1' },
    });
    expect(decoder(source({ query: 'action=x&other=k' })).ok).toBe(false);
  });

  it('refuse constants that are sent more often than the path key has them', () => {
    const open = parameter('query', 'rest', object({}, string));
    const whole = parameter('query', 'whole', object({}, string), {
      querystring: {
        mediaType: 'application/x-www-form-urlencoded',
        codec: 'form',
        fields: [],
        additional: string,
      },
    });
    const twice = [{ name: 'x' }, { name: 'x' }];
    const issue = { in: 'query', parameter: 'x', keyword: 'repeated', detail: 'Must be sent once.' };
    for (const declared of [[], [open], [whole]])
      for (const unknown of ['reject', 'ignore'] as const) {
        const once = compileParameters(declared, unknown, [{ name: 'x' }]);
        expect(once(source({ query: 'x=1' })).ok).toBe(true);
        expect(once(source({ query: 'x=1&x=1' }))).toMatchObject({ ok: false, issues: [issue] });
        expect(once(source({ query: 'x&%78=2&x=3' }))).toMatchObject({ ok: false, issues: [issue] });
        const both = compileParameters(declared, unknown, twice);
        expect(both(source({ query: 'x=1&x=2' })).ok).toBe(true);
        expect(both(source({ query: 'x=1&x=2&x=1' }))).toMatchObject({ ok: false, issues: [issue] });
      }
    const beside = compileParameters([whole], 'reject', twice);
    expect(beside(source({ query: 'x=1&a=2&%78=3&b' }))).toMatchObject({
      ok: true,
      query: { whole: { a: '2', b: '' } },
    });
    const list = compileParameters([parameter('query', 'x', array(string))], 'reject', [{ name: 'x' }]);
    expect(list(source({ query: 'x=1&x=2' }))).toMatchObject({ ok: true, query: { x: ['1', '2'] } });
    const text = compileParameters([parameter('query', 'x', string)], 'reject', [{ name: 'x' }]);
    expect(text(source({ query: 'x=1&x=2' }))).toMatchObject({ ok: false, issues: [issue] });
  });

  it('treats an empty value as not sent where allowEmptyValue says so', () => {
    const empty = parameter('query', 'b', integer, { allowEmptyValue: true, default: '7' });
    expect(query(empty, 'b=')).toEqual({ b: 7 });
    expect(query(empty, 'b')).toEqual({ b: 7 });
    expect(query(empty, 'b=x')).toEqual(['type']);
    expect(query(parameter('query', 'b', integer), 'b=')).toEqual(['type']);
    expect(query(parameter('query', 'b', string, { allowEmptyValue: true }), 'b=')).toEqual({ b: '' });
    expect(query(parameter('query', 'b', integer, { allowEmptyValue: true, required: true }), 'b=')).toEqual([
      'required',
    ]);
  });

  it('keeps exploded objects and their neighbours apart', () => {
    const filter = parameter('query', 'filter', object({ a: integer, x: integer }));
    expect(query([a, filter], 'a=1&x=2')).toEqual({ a: '1', filter: { x: 2 } });
    const open = parameter('query', 'rest', object({}, string));
    expect(query([a, open], 'a=1&x=2&y=3')).toEqual({ a: '1', rest: { x: '2', y: '3' } });
    expect(query([a, open], 'a=1')).toEqual({ a: '1' });
    expect(query([open], 'x=1&x=2')).toEqual(['repeated']);
  });

  it('reports everything at once, and never a value or a name of the sender', () => {
    const c = parameter('query', 'c', integer, { required: true });
    const d = parameter('query', 'd', integer);
    const result = decode([a, b, c, d], { query: 'a=1&a=CANARY&b=CANARY&CANARY=CANARY&d=4' });
    expect(result).toEqual({
      ok: false,
      path: {},
      query: { d: 4 },
      headers: {},
      cookies: {},
      issues: [
        { in: 'query', keyword: 'additionalProperties', detail: expect.any(String) as string },
        { in: 'query', parameter: 'a', keyword: 'repeated', detail: expect.any(String) as string },
        { in: 'query', parameter: 'b', keyword: 'type', detail: expect.any(String) as string },
        { in: 'query', parameter: 'c', keyword: 'required', detail: expect.any(String) as string },
      ],
    });
    expect(JSON.stringify(result)).not.toContain('CANARY');
  });
});

describe('headers', () => {
  it('are found in any case and stored in lower case', () => {
    const result = decode([parameter('header', 'X-Request-Kind', string)], {
      headers: { 'x-request-kind': [' a '] },
    });
    expect(result).toMatchObject({ ok: true, headers: { 'x-request-kind': 'a' } });
  });

  it('are lists by RFC 9110 where they are arrays', () => {
    const list = parameter('header', 'X-L', array(string));
    expect(header(list, 'a, b ,,\t c')).toEqual(['a', 'b', 'c']);
    expect(header(list, 'a', 'b, c')).toEqual(['a', 'b', 'c']);
    expect(header(list, '"a, b", c, "d\\"e"')).toEqual(['a, b', 'c', 'd"e']);
    expect(header(list, '')).toEqual([]);
    expect(header(list, '"a')).toEqual(['type']);
    expect(header(list, '"a"b')).toEqual(['type']);
    expect(header(parameter('header', 'X-L', array(integer)), '1, 2')).toEqual([1, 2]);
  });

  it('come once where they are no lists', () => {
    expect(header(parameter('header', 'X-S', string), 'a, b')).toBe('a, b');
    expect(header(parameter('header', 'X-S', string), 'a', 'b')).toEqual(['repeated']);
    expect(header(parameter('header', 'X-S', integer), '1', '1')).toEqual(['repeated']);
    expect(header(parameter('header', 'X-S', string, { json: true }), '1', '2')).toEqual(['repeated']);
  });

  it('are UTF-8 where they leave ASCII', () => {
    expect(header(parameter('header', 'X-S', string), Buffer.from('né☃').toString('latin1'))).toBe('né☃');
    expect(header(parameter('header', 'X-S', string), Buffer.from(' à ').toString('latin1'))).toBe('à');
    expect(
      header(parameter('header', 'X-S', array(string)), Buffer.from('à , é').toString('latin1')),
    ).toEqual(['à', 'é']);
    expect(header(parameter('header', 'X-S', string), 'n\u00e9')).toEqual(['encoding']);
  });
});

describe('cookies', () => {
  const sid = parameter('cookie', 'sid', string);

  it('are read by RFC 6265', () => {
    expect(cookie(sid, 'a=1; sid=x; b=2')).toEqual({ sid: 'x' });
    expect(cookie(sid, 'sid=a=b')).toEqual({ sid: 'a=b' });
    expect(cookie(sid, 'sid=')).toEqual({ sid: '' });
    expect(cookie(sid, ';; sid = x ;')).toEqual({ sid: 'x' });
    expect(cookie(sid, 'sid="x"')).toEqual({ sid: '"x"' });
    expect(cookie(sid, 'SID=x')).toEqual({});
    expect(cookie(sid, 'sid')).toEqual({});
    expect(cookie(sid, 'sidx=1')).toEqual({});
    expect(decode([sid], {})).toMatchObject({ ok: true, cookies: {} });
  });

  it('are refused twice where declared, and ignored where not', () => {
    expect(cookie(sid, 'sid=x; sid=x')).toEqual(['repeated']);
    expect(cookie(sid, 'other=x; other=y; %zz=1; __proto__=2; sid=1')).toEqual({ sid: '1' });
    const list = parameter('cookie', 'sid', array(string));
    expect(cookie(list, 'sid=a; sid=b')).toEqual(['repeated']);
  });

  it('carry exploded values that cannot reach other parameters', () => {
    const list = parameter('cookie', 'list', array(string));
    expect(cookie([sid, list], 'list=a&list=b; sid=1')).toEqual({ list: ['a', 'b'], sid: '1' });
    expect(cookie([sid, list], 'list=a&sid=evil')).toEqual(['type']);
    expect(cookie([sid, list], 'list=a&b')).toEqual(['type']);
    expect(cookie([sid, list], 'sid=1&list=evil')).toEqual({ sid: '1&list=evil' });
  });
});

describe('content parameters', () => {
  const filter = parameter('query', 'filter', { kind: 'any' }, { json: true });
  it('are strict JSON', () => {
    const send = (json: string): unknown => query(filter, `filter=${encodeURIComponent(json)}`);
    expect(send('{"a":[1,"b"]}')).toEqual({ filter: { a: [1, 'b'] } });
    for (const text of [
      '',
      '{',
      '{"a":1,"a":2}',
      '{"__proto__":1}',
      '1e400',
      '"\\ud800"',
      '{}{}',
      '['.repeat(33),
    ]) {
      expect(send(text)).toEqual(['type']);
    }
    expect(query(filter, 'filter=%ff')).toEqual(['encoding']);
    expect(query(filter, 'filter=1&filter=2')).toEqual(['repeated']);
    expect(query(filter, 'filter[a]=1')).toEqual(['additionalProperties']);
  });

  it('in every location', () => {
    expect(path(parameter('path', 'v', { kind: 'any' }, { json: true }), '%7B%22a%22%3A1%7D')).toEqual({
      a: 1,
    });
    expect(header(parameter('header', 'v', { kind: 'any' }, { json: true }), '{"a": "1, 2"}')).toEqual({
      a: '1, 2',
    });
    expect(header(parameter('header', 'v', { kind: 'any' }, { json: true }), '"n\u00e9"')).toEqual([
      'encoding',
    ]);
    expect(cookie(parameter('cookie', 'v', { kind: 'any' }, { json: true }), 'v=%5B1%5D')).toEqual({
      v: [1],
    });
  });
});

describe('absent parameters', () => {
  it('take their defaults, fresh for each request', () => {
    const list = parameter('query', 'list', array(string), { default: '["a"]' });
    const decoder = compileParameters(
      [
        list,
        parameter('query', 'limit', integer, { default: '20' }),
        parameter('query', 'no', { kind: 'null' }, { default: 'null' }),
        parameter('header', 'X-Mode', string, { default: '"fast"', required: true }),
        parameter('cookie', 'theme', string, { default: '"dark"' }),
      ],
      'reject',
      [],
    );
    const first = decoder(source({}));
    expect(first).toMatchObject({
      query: { list: ['a'], limit: 20, no: null },
      headers: { 'x-mode': 'fast' },
      cookies: { theme: 'dark' },
    });
    if (first.ok) (first.query['list'] as string[]).push('b');
    expect(decoder(source({}))).toMatchObject({ query: { list: ['a'] } });
    expect(decoder(source({ query: 'list=z' }))).toMatchObject({ query: { list: ['z'] } });
  });

  it('are refused where required, and left out where not', () => {
    for (const location of ['query', 'header', 'cookie'] as const) {
      const result = decode([parameter(location, 'V', string, { required: true })], {});
      expect(result).toMatchObject({
        ok: false,
        issues: [{ in: location, parameter: 'V', keyword: 'required' }],
      });
      expect(decode([parameter(location, 'V', string)], {})).toEqual({
        ok: true,
        path: {},
        query: {},
        headers: {},
        cookies: {},
      });
    }
  });

  it('come in records without prototype, whatever the document calls its parameters', () => {
    const result = decode(
      [
        parameter('query', '__proto__', string),
        parameter('query', 'toString', string),
        parameter('query', 'f', object({}, string), { style: 'deepObject' }),
      ],
      { query: '__proto__=x&f[hasOwnProperty]=1' },
    );
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    for (const record of [result.path, result.query, result.headers, result.cookies, result.query['f']]) {
      expect(Object.getPrototypeOf(record)).toBeNull();
    }
    expect(Object.keys(result.query)).toEqual(['__proto__', 'f']);
    expect(result.query['toString']).toBeUndefined();
  });
});
