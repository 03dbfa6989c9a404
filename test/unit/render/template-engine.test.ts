import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { Code } from '../../../src/render/code.js';
import { TemplateEngine } from '../../../src/render/template-engine.js';
import type { TemplateSource } from '../../../src/render/template-source.js';
import { Templates } from '../../../src/render/templates.js';

type Texts = Readonly<Record<string, string>>;

/** A user's templates by name. */
function libraryOf(texts: Texts): Templates {
  const sources = Object.entries(texts).map(([name, text]): [string, TemplateSource] => [
    name,
    { name, file: `/templates/${name}.hbs`, text, body: 0, frontMatter: null, custom: true },
  ]);
  return new Templates(new Map(sources));
}

function render(source: string, context: object, partials: Texts = {}): string {
  return new TemplateEngine(libraryOf({ ...partials, main: source })).render('main', context);
}

describe('bare values', () => {
  it.each([
    ['plain', "'plain'"],
    ["it's", '"it\'s"'],
    ['both \' and "', "'both \\' and \"'"],
    ['back\\slash', "'back\\\\slash'"],
    ['`${x}`', "'`${x}`'"],
    ['line\nfeed\u2028', "'line\\nfeed\\u2028'"],
    ['\u202eright to left', "'\\u202eright to left'"],
    ['\ud800', "'\\ud800'"],
    ['äöü 漢字', "'äöü 漢字'"],
    [3, '3'],
    [-0, '-0'],
    [false, 'false'],
  ])('print %j as a literal', (value, expected) => {
    expect(render('const x = {{value}};', { value })).toBe(`const x = ${expected};`);
  });

  it.each([[null], [{}], [[]], [Number.NaN], [new Code('x')]])('refuse %j', (value) => {
    expect(() => render('{{value}}', { value })).toThrow(/main\.hbs:1:\d+: \{\{x\}\} prints a string/);
  });

  it('evaluate to the string they stand for, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = render('{{value}}', { value });
        const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ESNext);
        const [statement] = file.statements;
        expect(file.statements).toHaveLength(1);
        expect(ts.isExpressionStatement(statement!) && ts.isStringLiteral(statement.expression)).toBe(true);
        expect(runInNewContext(text)).toBe(value);
      }),
    );
  });
});

describe('helpers', () => {
  it('print identifiers and nothing else as one', () => {
    expect(render('{{ident a}}', { a: 'getOrder' })).toBe('getOrder');
    for (const bad of ['class', 'a b', 'a;b', '', 'a\u200db', '1a', '__proto__.x', 'await']) {
      expect(() => render('{{ident a}}', { a: bad })).toThrow(/identifier/);
    }
  });

  it('print property keys, quoted where needed and never a prototype', () => {
    expect(render('{{key a}}', { a: 'ok' })).toBe('ok');
    expect(render('{{key a}}', { a: 'x-y' })).toBe("'x-y'");
    expect(render('{{key a}}', { a: 'class' })).toBe('class');
    expect(Object.keys(runInNewContext(`({${render('{{key a}}', { a: '__proto__' })}: 1})`))).toEqual([
      '__proto__',
    ]);
  });

  it('print code only when a renderer made it', () => {
    expect(render('{{code a}}', { a: new Code('x + 1') })).toBe('x + 1');
    expect(() => render('\n{{code a}}', { a: 'x + 1' })).toThrow(
      /main\.hbs:2:\d+: \{\{code x\}\} prints code made by/,
    );
  });

  it('indent the later lines of code like the line it stands on', () => {
    expect(render('f(\n  x: {{code a}},\n)', { a: new Code('{\n  y\n\n}') })).toBe(
      'f(\n  x: {\n    y\n\n  },\n)',
    );
  });

  it('keep text inside its comment', () => {
    const a = 'end */ globalThis.PWNED = 1 /*\n@ts-nocheck\r\nlast\u2028line';
    expect(render('/** {{comment a}} */', { a })).toBe(
      '/** end *\\/ globalThis.PWNED = 1 /\\* \\@ ts-nocheck last line */',
    );
    expect(render('/**\n * {{comment a}}\n */', { a })).toBe(
      '/**\n * end *\\/ globalThis.PWNED = 1 /\\*\n * \\@ ts-nocheck\n * last\n * line\n */',
    );
    expect(render('  // {{comment a}}\n', { a })).toBe(
      '  // end *\\/ globalThis.PWNED = 1 /\\*\n  // \\@ ts-nocheck\n  // last\n  // line\n',
    );
  });
});

describe('mistakes in a template', () => {
  it.each([
    ['{{nmae}}', /main\.hbs:1:\d+: Unknown name "nmae"\. Did you mean "name"\?/],
    ['\n\n{{#if nmae}}x{{/if}}', /main\.hbs:3:\d+: Unknown name "nmae"/],
    [
      '{{#if name}}\n{{#each itmes}}{{/each}}{{/if}}',
      /main\.hbs:2:\d+: Unknown name "itmes"\. Did you mean "items"/,
    ],
    ['{{#unless x}}{{/unless}}', /Unknown name "x"/],
    [
      '{{#each items}}\n{{id}} {{ident idd}}{{/each}}',
      /main\.hbs:2:\d+: Unknown name "idd"\. Did you mean "id"/,
    ],
    ['{{#each items as |item|}}\n{{#if item.idd}}{{/if}}{{/each}}', /main\.hbs:2:\d+: Unknown name "idd"/],
    ['{{#each items}}\n{{#if ../nam}}{{/if}}{{/each}}', /main\.hbs:2:\d+: Unknown name "nam"/],
    ['{{#each words}}{{#if x}}{{/if}}{{/each}}', /There is no such name here/],
    ['{{#if constructor}}{{/if}}', /Unknown name "constructor"/],
    ['{{#if __proto__}}{{/if}}', /Unknown name "__proto__"/],
    ['{{#if @indx}}{{/if}}', /There is no such name here/],
    ['{{{name}}}', /main\.hbs:1:\d+: Unescaped output/],
    ['{{&name}}', /Unescaped output/],
    ['{{idnet name}}', /main\.hbs:1:\d+: Unknown helper \{\{idnet …\}\}\. Did you mean "ident"\?/],
    ['{{#eahc items}}{{/eahc}}', /Unknown block \{\{#eahc\}\}\. Did you mean "each"\?/],
    ['{{code (ident name)}}', /cannot be nested/],
    ['{{ident}}', /needs a value/],
    ['{{#*inline "x"}}{{/inline}}', /Decorators/],
    ['{{> part x=1}}', /takes one context/],
    ['{{> missing}}', /main\.hbs:1:1: There is no template "missing"/],
    ['a\n{{#if name}}', /main\.hbs:2:\d+: /],
  ])('%j is an error', (source, message) => {
    const context = { name: 'n', items: [{ id: 'a' }], words: ['w'] };
    expect(() => render(source, context)).toThrow(message);
  });
});

describe('templates', () => {
  it('include partials, which are as strict', () => {
    const partials = { part: '<{{id}}>', bad: '\n{{#if oops}}{{/if}}' };
    expect(
      render('{{#each items}}{{> part}}{{/each}}', { items: [{ id: 'a' }, { id: 'b' }] }, partials),
    ).toBe("<'a'><'b'>");
    expect(() =>
      render('{{#each items}}{{> bad this}}{{/each}}', { items: [{ id: 'a' }] }, partials),
    ).toThrow(/bad\.hbs:2:7: Unknown name "oops"/);
  });

  it('stand in front of those of oasgard, which stay reachable', () => {
    const library = libraryOf({
      'partials/generated.ts': '// Mine.\n{{> oasgard/partials/generated.ts}}\n',
      main: '{{> partials/generated.ts}}',
    });
    expect(new TemplateEngine(library).render('main', { source: 'a.yaml' })).toBe(
      '// Mine.\n// Generated by oasgard from a.yaml. Do not edit: the next run replaces this file.\n',
    );
  });
});
