import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { jsonDiagnostics } from '../../../src/diagnostics/json-diagnostics.js';
import { printDiagnostics, wantsColor } from '../../../src/diagnostics/print-diagnostics.js';
import { visibleText } from '../../../src/diagnostics/visible-text.js';
import { JsonPositions } from '../../../src/load/json-positions.js';

const cwd = '/work';

function collect(texts: Readonly<Record<string, string>>): Diagnostics {
  const diagnostics = new Diagnostics();
  for (const [name, text] of Object.entries(texts)) {
    const positions = new JsonPositions(text);
    diagnostics.addSource({
      path: `${cwd}/${name}`,
      text,
      range: (pointer, on) => positions.range(pointer, on),
    });
  }
  return diagnostics;
}

function at(pointer: string, on: 'key' | 'value' = 'value', name = 'a.json') {
  return { file: `${cwd}/${name}`, pointer, on } as const;
}

function print(diagnostics: Diagnostics): string {
  return printDiagnostics(diagnostics.list, diagnostics.sources, { cwd, color: false });
}

describe('printDiagnostics', () => {
  it('shows the line, the exact token, the related places and the help', () => {
    const diagnostics = collect({ 'a.json': '{\n  "one": 1,\n  "two": "x"\n}\n' });
    diagnostics.report('duplicate-key', at('/two'), 'Wrong.', {
      help: 'Do better.',
      related: [{ message: 'Compare', at: at('/one', 'key') }],
    });
    expect(print(diagnostics)).toBe(`error duplicate-key: Wrong.
  at a.json:3:10
 3 |   "two": "x"
   |          ^^^
  = Compare at a.json:2:3
 2 |   "one": 1,
   |   ^^^^^
  = help: Do better.

1 error
`);
  });

  it('sorts by file, line and column, and puts errors last', () => {
    const diagnostics = collect({ 'a.json': '{"a":1,\n"b":2}', 'b.json': '{"a":1}' });
    diagnostics.report('duplicate-key', at('/a', 'key', 'b.json'), 'fourth');
    diagnostics.report('duplicate-key', at('/b', 'key'), 'third');
    diagnostics.report('number-precision', at('/b'), 'first');
    diagnostics.report('duplicate-key', at('/a', 'key'), 'second');
    const order = print(diagnostics).match(/first|second|third|fourth/gu);
    expect(order).toEqual(['first', 'second', 'third', 'fourth']);
    expect(print(diagnostics)).toMatch(/3 errors, 1 finding \(1 low\)\n$/u);
  });

  it('points around what is missing', () => {
    const diagnostics = collect({ 'a.json': '{"paths":{"/a":{"get":{}}}}' });
    diagnostics.report('access-undecided', at('/paths/~1a/get/x-security/access'), 'Missing.');
    expect(print(diagnostics)).toContain('a.json:1:17');
  });

  it('cuts long lines around the caret', () => {
    const members = Array.from({ length: 5000 }, (_, index) => `"k${index}":${index}`).join(',');
    const diagnostics = collect({ 'a.json': `{${members}}` });
    diagnostics.report('duplicate-key', at('/k2500', 'key'), 'Here.');
    const [, , line, caret] = print(diagnostics).split('\n');
    expect(line!.length).toBeLessThan(120);
    expect(line!.slice(caret!.indexOf('^'), caret!.lastIndexOf('^') + 1)).toBe('"k2500"');
  });

  it('cuts no character in two', () => {
    for (const before of ['', 'x']) {
      const diagnostics = collect({ 'a.json': `{"${before}a":1,"b":"${'\u{1f600}'.repeat(200)}"}` });
      diagnostics.report('duplicate-key', at(`/${before}a`, 'key'), 'Here.');
      expect(print(diagnostics)).not.toContain('<U+');
    }
  });

  it('keeps the caret in place behind tabs, wide and hidden characters', () => {
    const diagnostics = collect({ 'a.json': '{\t"\u202e": 1, "日本": 2, "x": 3}' });
    diagnostics.report('duplicate-key', at('/x', 'key'), 'Here.');
    const [, , line, caret] = print(diagnostics).split('\n');
    expect(line).toBe(' 1 | {  "<U+202E>": 1, "日本": 2, "x": 3}');
    // Two columns for each of the two ideographs.
    expect(caret!.indexOf('^')).toBe(line!.indexOf('"x"') + 2);
  });

  it('lets no document drive the terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const diagnostics = collect({
          'a.json': JSON.stringify({ key: text }).replaceAll('\\u00', '\u001b'),
        });
        diagnostics.report('duplicate-key', { ...at(''), offset: 0 }, text, {
          help: text,
          related: [{ message: text, at: at('', 'value', text) }],
        });
        return !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(
          print(diagnostics),
        );
      }),
    );
    expect(visibleText('\u001b[2J\r\n\u200b')).toBe('<U+001B>[2J<U+000D><U+000A><U+200B>');
  });

  it('counts what repeats', () => {
    const list = Array.from({ length: 500 }, () => '1');
    const diagnostics = collect({ 'a.json': `{"a":[${list.join(',')}]}` });
    for (let index = 0; index < 500; index++)
      diagnostics.report('number-precision', at(`/a/${index}`), 'Same.');
    for (let index = 0; index < 60; index++) diagnostics.report('duplicate-key', at('/a'), `Other ${index}.`);
    const text = print(diagnostics);
    expect(text.match(/Same\./gu)).toHaveLength(2);
    expect(text).toContain('low number-precision: and 498 more');
    expect(text).toContain('error duplicate-key: and 10 more');
    expect(text).toMatch(/60 errors, 500 findings \(500 low\)\n$/u);
  });

  it('says nothing twice of one place', () => {
    const diagnostics = collect({ 'a.json': '{"a":1,"b":2}' });
    for (const pointer of ['/a', '/a', '/b']) diagnostics.report('number-precision', at(pointer), 'Same.');
    diagnostics.report('number-precision', at('/a'), 'Same.', { severity: 'error' });
    expect(print(diagnostics)).toMatch(/1 error, 2 findings \(2 low\)\n$/u);
  });

  it('names files it could not read', () => {
    const diagnostics = new Diagnostics();
    diagnostics.report('file-not-found', at('', 'value', 'gone.yaml'), 'The file does not exist');
    expect(print(diagnostics)).toContain('at gone.yaml\n');
  });

  it('says nothing where there is nothing to say', () => {
    expect(print(new Diagnostics())).toBe('');
  });

  it('colors only when asked', () => {
    const diagnostics = collect({ 'a.json': '{"a":1}' });
    diagnostics.report('duplicate-key', at('/a'), 'x');
    const colored = printDiagnostics(diagnostics.list, diagnostics.sources, { cwd, color: true });
    expect(colored).toContain('\u001b[31m');
    expect(print(diagnostics)).not.toContain('\u001b');
  });
});

describe('wantsColor', () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: false }, {}, false],
    [{}, {}, false],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{}, { FORCE_COLOR: '1' }, true],
    [{ isTTY: true }, { FORCE_COLOR: '0' }, false],
    [{}, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
  ])('%j %j', (stream, env, expected) => {
    expect(wantsColor(stream, env)).toBe(expected);
  });
});

describe('jsonDiagnostics', () => {
  it('gives every place in lines and columns', () => {
    const diagnostics = collect({ 'a.json': '{\n  "a": [1,\n 2]\n}' });
    diagnostics.report('duplicate-key', at('/a'), 'm', {
      related: [{ message: 'r', at: at('/a/1') }],
      help: null,
    });
    diagnostics.report('file-not-found', null, 'n', { help: 'h' });
    expect(jsonDiagnostics(diagnostics.list, diagnostics.sources, cwd)).toEqual([
      {
        code: 'file-not-found',
        severity: 'error',
        message: 'n',
        file: null,
        pointer: null,
        line: null,
        column: null,
        endLine: null,
        endColumn: null,
        related: [],
        help: 'h',
      },
      {
        code: 'duplicate-key',
        severity: 'error',
        message: 'm',
        file: 'a.json',
        pointer: '/a',
        line: 2,
        column: 8,
        endLine: 3,
        endColumn: 4,
        related: [
          { message: 'r', file: 'a.json', pointer: '/a/1', line: 3, column: 2, endLine: 3, endColumn: 3 },
        ],
        help: null,
      },
    ]);
  });
});
