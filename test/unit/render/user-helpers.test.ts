import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { ProjectTemplates } from '../../../src/render/project-templates.js';
import { Templates } from '../../../src/render/templates.js';
import { loadHelpers } from '../../../src/render/user-helpers.js';
import { code, comment, identifier, propertyKey, trustedCode } from '../../../src/templates.js';
import { workFolder } from '../cli/run-cli.js';

const work = workFolder({
  'helpers.mjs': `
const brand = (text) => Object.defineProperty({ text }, Symbol.for('oasgard.code'), { value: true });
export const constant = 3;
export const upper = (text) => text.toUpperCase();
export const year = () => 2026;
export const join = (...texts) => texts.join('-');
export const isLong = (text) => text.length > 3;
export const reversed = (list) => list.toReversed();
export const made = (text) => brand('f(' + JSON.stringify(text) + ')');
export const tree = () => ({ leaf: 'green' });
export const missing = (record) => record.missing === undefined;
export const broken = () => { throw new Error('out of order'); };
export const nothing = () => undefined;
export const later = async () => 'x';
export const mutate = (list) => list.push('x');
export const sort = (record) => { record.words.sort(); return 'x'; };
export const self = (value) => value;
`,
  'default.mjs': 'export default {};\n',
  'taken.mjs': 'export const lookup = () => 1;\n',
  'ident.mjs': 'export const ident = () => 1;\n',
  'empty.mjs': 'export const a = 1;\n',
  'throws.mjs': "throw new Error('no database');\n",
  'syntax.mjs': 'export const = 1;\n',
});
afterAll(work.remove);

const context = { source: 'a.yaml', name: 'milk', words: ['b', 'a'], items: [{ id: 'x' }] };

/** What a template prints, or the messages of its faults. */
async function render(text: string): Promise<string | readonly string[]> {
  const diagnostics = new Diagnostics();
  const helpers = await loadHelpers(`${work.folder}/helpers.mjs`, diagnostics);
  const source = { name: 'main', file: '/t/main.hbs', text, body: 0, frontMatter: null, custom: true };
  const library = new Templates(new Map([['main', source]]));
  const printed = new ProjectTemplates(library, diagnostics, { helpers: helpers! }).render('main', context);
  const messages = diagnostics.list.map(({ message }) => message);
  return messages.length === 0 ? printed : messages;
}

describe('helpers of a module', () => {
  it.each([
    ['{{upper name}}', "'MILK'"],
    ['{{markdown (upper name)}}', 'MILK'],
    ['{{json (year)}}', '2026'],
    ['{{join name "and" name}}', "'milk-and-milk'"],
    ['{{#if (isLong name)}}long{{/if}}', 'long'],
    ['{{#each (reversed words)}}{{this}}{{/each}}', "'a''b'"],
    ['{{#each (reversed items)}}{{id}}{{/each}}', "'x'"],
    ['{{made name}}', 'f("milk")'],
    ['{{code (made (upper name))}}', 'f("MILK")'],
    ['{{#with (tree)}}{{leaf}}{{/with}}', "'green'"],
    ['{{#if (missing this)}}plain data{{/if}}', 'plain data'],
    ['{{self "it\'s"}}', '"it\'s"'],
  ])('%s prints %s', async (text, printed) => {
    expect(await render(text)).toBe(printed);
  });

  it.each([
    ['{{broken name}}', 'The helper broken throws: out of order.'],
    ['{{nothing name}}', 'The helper nothing returns nothing.'],
    ['{{later name}}', 'The helper later returns a promise: templates wait for nothing.'],
    ['{{mutate words}}', 'The helper mutate throws: A context cannot be changed.'],
    ['{{sort this}}', 'The helper sort throws: A context cannot be changed.'],
    ['{{self items}}', '{{x}} prints a string, number or boolean, not a list.'],
    ['{{code (upper name)}}', '{{code x}} prints code made by a renderer, not a string.'],
    ['{{#with (tree)}}{{laef}}{{/with}}', 'Unknown name "laef". Did you mean "leaf"?'],
    ['{{markdown (uper name)}}', 'Unknown helper (uper …). Did you mean "upper"?'],
    ['{{upper name x=1}}', 'A helper takes values, not name=value pairs.'],
    ['{{constant name}}', 'Unknown helper {{constant …}}.'],
  ])('%s is an error', async (text, message) => {
    expect(await render(text)).toEqual([message]);
  });

  it.each([
    ['default.mjs', /default export/],
    ['taken.mjs', /cannot be named "lookup"/],
    ['ident.mjs', /cannot be named "ident"/],
    ['empty.mjs', /exports no function/],
    ['throws.mjs', /throws when it is loaded: no database/],
    ['syntax.mjs', /throws when it is loaded/],
    ['absent.mjs', /no such module/],
  ])('are refused in %s', async (file, message) => {
    const diagnostics = new Diagnostics();
    expect(await loadHelpers(`${work.folder}/${file}`, diagnostics)).toBeNull();
    expect(diagnostics.list.map((diagnostic) => diagnostic.code)).toEqual(['helper-module']);
    expect(diagnostics.list[0]!.message).toMatch(message);
  });
});

describe('code`…`', () => {
  it('escapes what is put in, and keeps what is code', () => {
    const hostile = "'); process.exit(); ('\u2028";
    expect(code`f(${hostile}, ${1}, ${true})`.text).toBe(`f("'); process.exit(); ('\\u2028", 1, true)`);
    expect(code`${identifier('a')}.${[code`b`, code`(${'c'})`]}`.text).toBe("a.b('c')");
    expect(code`{ ${propertyKey('x-y')}: 1 } // ${comment('a */ b\nc')}`.text).toBe(
      "{ 'x-y': 1 } // a *\\/ b c",
    );
    expect(trustedCode('x').text).toBe('x');
  });

  it('refuses what it cannot escape', () => {
    expect(() => identifier('a b')).toThrow(/no identifier/);
    expect(() => code`${Number.NaN}`).toThrow(TypeError);
    expect(() => code`${{} as never}`).toThrow(TypeError);
    expect(() => String(code`x`)).toThrow(TypeError);
  });
});
