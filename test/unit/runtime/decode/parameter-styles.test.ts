import { describe, expect, it } from 'vitest';
import type { ParameterDefinition, WireShape } from '../../../../src/runtime/core/definition.js';
import {
  array,
  cookie,
  header,
  integer,
  object,
  parameter,
  path,
  query,
  string,
} from './parameter-fixture.js';

describe('scalars', () => {
  const good: [WireShape['kind'], string, unknown][] = [
    ['string', 'a b', 'a b'],
    ['string', '', ''],
    ['string', '123', '123'],
    ['any', 'true', 'true'],
    ['integer', '0', 0],
    ['integer', '-0', 0],
    ['integer', '-12', -12],
    ['integer', '9007199254740991', Number.MAX_SAFE_INTEGER],
    ['integer', '-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['number', '0', 0],
    ['number', '-0.5', -0.5],
    ['number', '1e3', 1000],
    ['number', '1.25E-2', 0.0125],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['null', 'null', null],
  ];
  it.each(good)('%s: %j', (kind, text, value) => {
    const definition = parameter('query', 'v', { kind } as WireShape);
    expect(query(definition, `v=${encodeURIComponent(text)}`)).toEqual({ v: value });
    expect(path(parameter('path', 'v', { kind } as WireShape), encodeURIComponent(text))).toEqual(value);
  });

  const bad: [WireShape['kind'], string[]][] = [
    [
      'integer',
      ['', '-', '+1', '01', '-01', '00', '1.0', '1e3', '0x10', ' 1', '1 ', '1_000', '١', 'NaN', '--1', '1n'],
    ],
    ['integer', ['9007199254740992', '-9007199254740992', '1'.repeat(400)]],
    ['number', ['', '.5', '1.', '+1', '01', '1e', '1e+', 'Infinity', 'NaN', '0x1', '1,5', ' 1', '1\n']],
    ['number', ['1e400', '-1e400', '1e-400', '9007199254740993']],
    ['boolean', ['', 'TRUE', 'True', '1', '0', 'yes', ' true', 'true\n']],
    ['null', ['', 'NULL', 'nil']],
  ];
  it.each(bad)('%s is none of %j', (kind, texts) => {
    for (const text of texts) {
      expect(query(parameter('query', 'v', { kind } as WireShape), `v=${encodeURIComponent(text)}`)).toEqual([
        'type',
      ]);
    }
  });

  it('takes the first option whose grammar fits', () => {
    const definition = parameter('query', 'v', {
      kind: 'oneOf',
      options: [integer, { kind: 'boolean' }, { kind: 'null' }, string],
    });
    expect(query(definition, 'v=7')).toEqual({ v: 7 });
    expect(query(definition, 'v=true')).toEqual({ v: true });
    expect(query(definition, 'v=null')).toEqual({ v: null });
    expect(query(definition, 'v=07')).toEqual({ v: '07' });
    expect(query(definition, 'v=1&v=2')).toEqual(['repeated']);
  });
});

describe('percent-encoding', () => {
  const v = parameter('query', 'v', string);
  it('is decoded exactly once', () => {
    expect(query(v, 'v=%2541')).toEqual({ v: '%41' });
    expect(query(v, 'v=%25252F')).toEqual({ v: '%252F' });
    expect(path(parameter('path', 'v', string), '%2541')).toBe('%41');
    expect(cookie(parameter('cookie', 'v', string), 'v=%2541')).toEqual({ v: '%41' });
    expect(query(v, '%76=1')).toEqual({ v: '1' });
    expect(query(v, '%2576=1')).toEqual(['additionalProperties']);
  });

  it.each(['%', '%4', '%zz', '%ff', '%c0%af', '%ed%a0%80', '%f4%90%80%80', '%e2%82', 'a%'])(
    'refuses %s',
    (text) => {
      expect(query(v, `v=${text}`)).toEqual(['encoding']);
      expect(query(v, `${text}=1`)).toEqual(['encoding']);
      expect(path(parameter('path', 'v', string), text)).toEqual(['encoding']);
      expect(cookie(parameter('cookie', 'v', string), `v=${text}`)).toEqual(['encoding']);
    },
  );

  it('reads + as a space in queries only', () => {
    expect(query(v, 'v=a+b%2Bc')).toEqual({ v: 'a b+c' });
    expect(path(parameter('path', 'v', string), 'a+b')).toBe('a+b');
    expect(cookie(parameter('cookie', 'v', string), 'v=a+b')).toEqual({ v: 'a+b' });
    expect(header(parameter('header', 'V', string), 'a+b%41')).toBe('a+b%41');
  });

  it('leaves encoded delimiters to the value', () => {
    expect(query(parameter('query', 'v', array(string), { explode: false }), 'v=a%2Cb,c')).toEqual({
      v: ['a,b', 'c'],
    });
    expect(query(v, 'v=a%26w%3D1')).toEqual({ v: 'a&w=1' });
    expect(path(parameter('path', 'v', array(string)), 'a%2Cb,c')).toEqual(['a,b', 'c']);
    expect(path(parameter('path', 'v', object({ 'a=b': string }), { explode: true }), 'a%3Db=c%3Dd')).toEqual(
      {
        'a=b': 'c=d',
      },
    );
  });
});

describe('the examples of OAS 3.1.1 §4.8.12.6', () => {
  const color = object({ R: integer, G: integer, B: integer });
  const RGB = { R: 100, G: 200, B: 150 };
  const LIST = ['blue', 'black', 'brown'];
  const paths: [ParameterDefinition['style'], boolean, string, string, string, string][] = [
    ['matrix', false, ';color', ';color=blue', ';color=blue,black,brown', ';color=R,100,G,200,B,150'],
    ['matrix', true, ';color', ';color=blue', ';color=blue;color=black;color=brown', ';R=100;G=200;B=150'],
    ['label', false, '.', '.blue', '.blue,black,brown', '.R,100,G,200,B,150'],
    ['label', true, '.', '.blue', '.blue.black.brown', '.R=100.G=200.B=150'],
    ['simple', false, '', 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
    ['simple', true, '', 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ];
  it.each(paths)('%s, explode %s', (style, explode, empty, scalar, list, record) => {
    expect(path(parameter('path', 'color', string, { style, explode }), empty)).toBe('');
    expect(path(parameter('path', 'color', string, { style, explode }), scalar)).toBe('blue');
    expect(path(parameter('path', 'color', array(string), { style, explode }), list)).toEqual(LIST);
    expect(path(parameter('path', 'color', color, { style, explode }), record)).toEqual(RGB);
  });

  const queries: [ParameterDefinition['style'], boolean, string, string][] = [
    ['form', false, 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
    ['form', true, 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
    ['spaceDelimited', false, 'color=blue%20black%20brown', 'color=R%20100%20G%20200%20B%20150'],
    ['spaceDelimited', false, 'color=blue+black+brown', 'color=R+100+G+200+B+150'],
    ['spaceDelimited', true, 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
    ['pipeDelimited', false, 'color=blue%7Cblack%7cbrown', 'color=R%7C100%7CG%7C200%7CB%7C150'],
    ['pipeDelimited', false, 'color=blue|black|brown', 'color=R|100|G|200|B|150'],
    ['pipeDelimited', true, 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
    [
      'deepObject',
      true,
      'color[0]=blue&color[1]=black&color[2]=brown',
      'color%5BR%5D=100&color%5BG%5D=200&color[B]=150',
    ],
    [
      'deepObject',
      false,
      'color[]=blue&color[]=black&color[]=brown',
      'color[R]=100&color[G]=200&color[B]=150',
    ],
  ];
  it.each(queries)('%s, explode %s', (style, explode, list, record) => {
    expect(query(parameter('query', 'color', array(string), { style, explode }), list)).toEqual({
      color: LIST,
    });
    expect(query(parameter('query', 'color', color, { style, explode }), record)).toEqual({ color: RGB });
    expect(query(parameter('query', 'color', string, { style, explode }), 'color=blue')).toEqual({
      color: 'blue',
    });
  });

  it('header, simple', () => {
    for (const explode of [false, true]) {
      expect(header(parameter('header', 'X-Color', string, { explode }), 'blue')).toBe('blue');
      expect(header(parameter('header', 'X-Color', array(string), { explode }), 'blue,black,brown')).toEqual(
        LIST,
      );
    }
    expect(header(parameter('header', 'X-Color', color), 'R,100,G,200,B,150')).toEqual(RGB);
    expect(header(parameter('header', 'X-Color', color, { explode: true }), 'R=100,G=200,B=150')).toEqual(
      RGB,
    );
  });

  it('cookie, form', () => {
    expect(cookie(parameter('cookie', 'color', string, { explode: true }), 'color=blue')).toEqual({
      color: 'blue',
    });
    expect(
      cookie(parameter('cookie', 'color', array(string), { explode: false }), 'color=blue,black,brown'),
    ).toEqual({ color: LIST });
    expect(
      cookie(
        parameter('cookie', 'color', array(string), { explode: true }),
        'color=blue&color=black&color=brown',
      ),
    ).toEqual({ color: LIST });
    expect(
      cookie(parameter('cookie', 'color', color, { explode: false }), 'color=R,100,G,200,B,150'),
    ).toEqual({ color: RGB });
    expect(cookie(parameter('cookie', 'color', color, { explode: true }), 'R=100&G=200&B=150')).toEqual({
      color: RGB,
    });
    expect(cookie(parameter('cookie', 'color', color, { explode: true }), 'R=100; G=200; B=150')).toEqual({
      color: RGB,
    });
  });
});

describe('what each style refuses', () => {
  const rgb = object({ R: integer, G: integer });
  const cases: [string, ParameterDefinition, string, string][] = [
    ['a label without its dot', parameter('path', 'v', string, { style: 'label' }), 'a', 'type'],
    ['a matrix without its semicolon', parameter('path', 'v', string, { style: 'matrix' }), 'v=a', 'type'],
    ['a matrix of another name', parameter('path', 'v', string, { style: 'matrix' }), ';w=a', 'type'],
    ['a matrix of two names', parameter('path', 'v', string, { style: 'matrix' }), ';v=a;w=b', 'type'],
    ['a repeated matrix scalar', parameter('path', 'v', string, { style: 'matrix' }), ';v=a;v=b', 'repeated'],
    ['a repeated list', parameter('path', 'v', array(string), { style: 'matrix' }), ';v=a,b;v=c', 'repeated'],
    ['an odd object', parameter('path', 'v', rgb), 'R,1,G', 'type'],
    ['a repeated property', parameter('path', 'v', rgb), 'R,1,R,2', 'repeated'],
    ['an undeclared property', parameter('path', 'v', rgb), 'R,1,X,2', 'additionalProperties'],
    ['no assignment', parameter('path', 'v', rgb, { explode: true }), 'R', 'type'],
    ['an item of another type', parameter('path', 'v', array(integer)), '1,x', 'type'],
    ['a nested array', parameter('path', 'v', array(array(string))), 'a,b', 'type'],
    ['a nested object', parameter('path', 'v', object({ R: rgb })), 'R,1', 'type'],
  ];
  it.each(cases)('%s', (_name, definition, text, keyword) => {
    expect(path(definition, text)).toEqual([keyword]);
  });

  it('names that reach prototypes', () => {
    const open = object({}, string);
    for (const key of ['__proto__', 'constructor', 'prototype', '%5F_proto__', '%63onstructor']) {
      expect(path(parameter('path', 'v', open), `${key},1`)).toEqual(['propertyNames']);
      expect(path(parameter('path', 'v', open, { explode: true }), `${key}=1`)).toEqual(['propertyNames']);
      expect(query(parameter('query', 'v', open), `${key}=1`)).toEqual(['propertyNames']);
      expect(query(parameter('query', 'v', open, { style: 'deepObject' }), `v[${key}]=1`)).toEqual([
        'propertyNames',
      ]);
      expect(header(parameter('header', 'v', open), `${decodeURIComponent(key)},1`)).toEqual([
        'propertyNames',
      ]);
      expect(query([], `${key}=1`, 'ignore')).toEqual(['propertyNames']);
      expect(query([], `${key}=1`)).toEqual(['additionalProperties']);
    }
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  it('deepObject beyond one level, and brackets that are none', () => {
    const at = parameter('query', 'v', object({ a: string }, string), { style: 'deepObject' });
    expect(query(at, 'v[a]=1&v[b]=2')).toEqual({ v: { a: '1', b: '2' } });
    expect(query(at, 'v[a][b]=1')).toEqual(['type']);
    expect(query(at, 'v[a')).toEqual(['encoding']);
    expect(query(at, 'v[a]b=1')).toEqual(['encoding']);
    expect(query(at, 'v[[a]]=1')).toEqual(['encoding']);
    expect(query(at, 'v[a]=1&v[a]=2')).toEqual(['repeated']);
    expect(query(at, 'v=1')).toEqual(['additionalProperties']);
    expect(query(at, '[a]=1')).toEqual(['additionalProperties']);
  });

  it('deepObject arrays with gaps, mixtures or strange indices', () => {
    const at = parameter('query', 'v', array(string), { style: 'deepObject' });
    expect(query(at, 'v[1]=b&v[0]=a')).toEqual({ v: ['a', 'b'] });
    for (const text of [
      'v[1]=b',
      'v[0]=a&v[2]=c',
      'v[]=a&v[0]=b',
      'v[00]=a',
      'v[-1]=a',
      'v[a]=a',
      'v[1e0]=a',
    ]) {
      expect(query(at, text)).toEqual(['type']);
    }
    expect(query(at, 'v[0]=a&v[0]=b')).toEqual(['repeated']);
    expect(query(at, 'v[999999999]=a')).toEqual(['type']);
  });

  it('deepObject of Stripe: a range or a number', () => {
    const at = parameter(
      'query',
      'created',
      { kind: 'oneOf', options: [object({ gt: integer, lt: integer }), integer] },
      { style: 'deepObject' },
    );
    expect(query(at, 'created[gt]=1&created[lt]=2')).toEqual({ created: { gt: 1, lt: 2 } });
    expect(query(at, 'created=5')).toEqual({ created: 5 });
    expect(query(at, 'created=5&created[gt]=1')).toEqual(['type']);
  });
});
