import { describe, expect, it } from 'vitest';
import { checkNames } from '../../../src/render/check-names.js';
import { contextShapes } from '../../../src/render/context-shapes.js';
import { templateCatalogue } from '../../../src/render/template-catalogue.js';
import type { TemplateSource } from '../../../src/render/template-source.js';
import { Templates } from '../../../src/render/templates.js';

function templateOf(name: string, text: string): TemplateSource {
  return { name, file: `/templates/${name}.hbs`, text, body: 0, frontMatter: null, custom: true };
}

/** Faults of a template rendered over an operation, as `line:column: message`. */
function check(text: string, partials: Readonly<Record<string, string>> = {}): readonly string[] {
  const sources = Object.entries(partials).map(([name, part]) => [name, templateOf(name, part)] as const);
  const library = new Templates(new Map(sources));
  return checkNames(templateOf('main', text), contextShapes.OperationContext, library).map(({ message }) =>
    message.replace('/templates/main.hbs:', ''),
  );
}

describe('the names of a template', () => {
  it.each([
    '{{name}}{{comment api.title}}{{code request}}',
    '{{#if access.policy}}{{access.policy.type}}{{/if}}',
    '{{#if body}}{{#each body.content}}{{mediaType}}{{../name}}{{#if @first}}{{@root.path}}{{/if}}{{/each}}{{/if}}',
    '{{#each parameters as |parameter index|}}{{parameter.name}}{{index}}{{name}}{{@key}}{{/each}}',
    '{{#each access.roles}}{{this}}{{comment .}}{{../path}}{{/each}}',
    '{{#each parameters}}{{#if required}}{{name}}{{../method}}{{/if}}{{/each}}',
    '{{#with tag}}{{fileName}}{{else}}{{name}}{{/with}}',
    '{{#each replies}}{{#each headers}}{{name}}{{../status}}{{../../path}}{{/each}}{{/each}}',
    '{{parameters.length}}{{replies.[0].status}}{{name.length}}',
    '{{#each (mine this)}}{{anything.at.all}}{{/each}}{{mine parameters}}',
    '{{#each parameters}}{{mine schema}}{{schema.type}}{{/each}}',
    '{{#each limiters}}x{{else}}{{name}}{{/each}}',
  ])('are known in %j', (text) => {
    expect(check(text)).toEqual([]);
  });

  it.each([
    ['{{nmae}}', '1:3: Unknown name "nmae". Did you mean "name"?'],
    ['\n{{#if access.pubilc}}{{/if}}', '2:7: Unknown name "pubilc". Did you mean "public"?'],
    [
      '{{#if deprecated}}\n  {{comment sumary}}{{/if}}',
      '2:13: Unknown name "sumary". Did you mean "summary"?',
    ],
    [
      '{{#each body.content}}{{mediaTyp}}{{/each}}',
      '1:25: Unknown name "mediaTyp". Did you mean "mediaType"?',
    ],
    ['{{#each body.contnet}}{{/each}}', '1:9: Unknown name "contnet". Did you mean "content"?'],
    ['{{#each parameters as |p|}}{{p.nam}}{{/each}}', '1:30: Unknown name "nam". Did you mean "name"?'],
    ['{{#each parameters}}{{../pth}}{{/each}}', '1:23: Unknown name "pth". Did you mean "path"?'],
    ['{{#if access.policy}}{{access.policy.kind}}{{/if}}', '1:24: Unknown name "kind"'],
    ['{{#each limiters}}{{name}}{{/each}}', '1:21: Unknown name "name"'],
    ['{{mine (mine access.rols)}}', '1:14: Unknown name "rols". Did you mean "roles"?'],
    [
      '{{#unless body}}{{else}}{{bdoy.required}}{{/unless}}',
      '1:27: Unknown name "bdoy". Did you mean "body"?',
    ],
    ['{{@root.pathh}}', '1:3: Unknown name "pathh". Did you mean "path"?'],
    ['{{name.first}}', '1:3: Unknown name "first"'],
    ['{{constructor}}', '1:3: Unknown name "constructor"'],
  ])('are refused in %j, also where no document leads', (text, fault) => {
    expect(check(text)).toEqual([fault]);
  });

  it('are checked in partials over what those are given', () => {
    const partials = { 'partials/a': '{{mediaType}}{{> partials/b}}', 'partials/b': '{{> partials/a}}' };
    expect(check('{{#each body.content}}{{> partials/a}}{{/each}}', partials)).toEqual([]);
    expect(check('{{> partials/a}}', partials)).toEqual([
      '/templates/partials/a.hbs:1:3: Unknown name "mediaType"',
    ]);
  });

  it.each(templateCatalogue.map(({ name, context }) => [name, context] as const))(
    'are all known in %s, over a %s',
    (name, context) => {
      const library = new Templates();
      expect(checkNames(library.find(name)!, contextShapes[context], library)).toEqual([]);
    },
  );
});
