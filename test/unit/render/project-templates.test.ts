import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { jsonDiagnostics } from '../../../src/diagnostics/json-diagnostics.js';
import { ProjectTemplates } from '../../../src/render/project-templates.js';
import type { TemplateSource } from '../../../src/render/template-source.js';
import { Templates } from '../../../src/render/templates.js';

const context = {
  source: 'a.yaml',
  names: ['first', 'second', 'third'],
  bad: 'x y',
  nested: { names: ['a'] },
};

/** Where the faults of a rendering are shown: `file:line:column message`. */
function faults(texts: Readonly<Record<string, string>>, file: string): readonly string[] {
  const sources = Object.entries(texts).map(([name, text]): [string, TemplateSource] => [
    name,
    {
      name,
      file: `/t/${name}.hbs`,
      text,
      body: text.startsWith('---') ? text.indexOf('---\n', 3) + 4 : 0,
      frontMatter: null,
      custom: true,
    },
  ]);
  const diagnostics = new Diagnostics();
  new ProjectTemplates(new Templates(new Map(sources)), diagnostics).render('main', context, file);
  return jsonDiagnostics(diagnostics.list, diagnostics.sources, '/t').map(
    ({ code, file, line, column }) => `${code} ${file ?? ''}:${String(line)}:${String(column)}`,
  );
}

describe('output that does not parse', () => {
  it.each([
    ['const a = ;\n', '1:11'],
    ['// one\n// two\nconst a = (;\n', '3:12'],
    ['{{#each names}}\nf({{this}});\n{{/each}}\n}\n', '4:1'],
    ['{{#each names}}\n  f({{this}};\n{{/each}}\n', '2:13'],
    [
      '{{#if names}}\n{{#with nested}}\n{{#each names}}\n  const a = {{this}} {{this}};\n{{/each}}\n{{/with}}\n{{/if}}\n',
      '4:22',
    ],
    ['---\neach: api\n---\nconst a = ;\n', '4:11'],
    ['{{> part}}\nconst a = ;\n', '2:11'],
    ['const ok = {{bad}};\r\nconst a = ;\r\n', '2:11'],
  ])('of %j is shown at %s of the template', (text, place) => {
    expect(faults({ main: text, part: '// fine\n\n// too\n' }, 'a.ts')).toEqual([
      `template-output main.hbs:${place}`,
    ]);
  });

  it('is shown in the partial it comes from', () => {
    const texts = { main: '{{#each names}}\n  {{> part}}\n{{/each}}\n', part: '// {{comment this}}\nf(\n' };
    expect(faults(texts, 'a.ts')).toEqual(['template-output part.hbs:3:1']);
    expect(faults({ main: '{\n  "a": [\n    {{> part}}\n  ]\n}\n', part: '1,\n2\n3\n' }, 'a.json')).toEqual([
      'template-output part.hbs:3:1',
    ]);
  });

  it.each([
    ['a.json', '{\n  "a": 1,\n}\n', '3:1'],
    ['a.json', '{\n  "a": 1\n', '3:1'],
    ['tsconfig.json', '{\n  // fine\n  "a" 1\n}\n', '3:7'],
    ['a.yaml', 'a: 1\nb: [1\n', '3:1'],
    ['a.yml', 'a: 1\n---\na: {{names.[0]}}\n  b: 1\n', '4:1'],
    ['a.tsx', 'export const a = <b>;\n', '1:19'],
    ['a.mjs', 'const a = 1;\nimport x y;\n', '2:1'],
  ])('of %s is found', (file, text, place) => {
    expect(faults({ main: text }, file)).toEqual([`template-output main.hbs:${place}`]);
  });

  it.each([
    ['a.md', 'const a = ;\n'],
    ['Dockerfile', 'FROM {{json source}}\n'],
    ['tsconfig.json', '{ /* fine */ "a": 1, }\n'],
    ['a.d.ts', 'declare const a: number;\nexport default a;\n'],
    ['a.yaml', 'a: 1\n---\nb: 2\n'],
  ])('of %s is not complained of', (file, text) => {
    expect(faults({ main: text }, file)).toEqual([]);
  });
});

it('says once what is wrong with a template that is rendered often', () => {
  const text = 'const a = ;\n{{ident bad}}\n';
  const source = { name: 'main', file: '/t/main.hbs', text, body: 0, frontMatter: null, custom: true };
  const diagnostics = new Diagnostics();
  const templates = new ProjectTemplates(new Templates(new Map([['main', source]])), diagnostics);
  for (let count = 0; count < 3; count += 1) templates.render('main', context, 'a.ts');
  expect(diagnostics.list.map(({ code }) => code)).toEqual(['template-invalid']);
});

it('lets mistakes of oasgard be bugs', () => {
  expect(() =>
    new ProjectTemplates(new Templates(), new Diagnostics()).render('project/README.md', {}),
  ).toThrow(/README\.md\.hbs:1:\d+: Unknown name "title"/);
});
