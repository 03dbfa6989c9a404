import { describe, expect, it } from 'vitest';
import { normalizeDocument } from '../../../src/normalize/normalize-document.js';
import { document30, document31, documentFolder } from '../load/document-folder.js';

interface Normalized {
  readonly schemas: Readonly<Record<string, unknown>>;
  readonly reported: readonly string[];
}

function normalize(text: string, others: Readonly<Record<string, string>> = {}): Normalized {
  const folder = documentFolder({ 'openapi.yaml': document31(text), ...others });
  const loaded = folder.load();
  const document = loaded === null ? null : normalizeDocument(loaded, folder.diagnostics);
  return {
    schemas: JSON.parse(JSON.stringify(Object.fromEntries(document?.schemas ?? []))) as Normalized['schemas'],
    reported: folder.reported().map(({ code, pointer }) => `${code} ${pointer}`),
  };
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const template = (id: string): string => `
paths: {}
components:
  schemas:
    User: { properties: { id: { type: string } } }
    Group: { properties: { name: { type: string } } }
    Template:
      ${id}
      $defs: { itemType: { $dynamicAnchor: itemType, not: {} } }
      properties: { items: { type: array, items: { $dynamicRef: '#itemType' } } }`;
const special = (item: string): string =>
  `{ itemType: { $dynamicAnchor: itemType, $ref: '#/components/schemas/${item}' } }`;
const generic = (item: string) => ({
  properties: { items: { type: 'array', items: { allOf: [reference(item)] } } },
});

describe('dynamic references', () => {
  it('are what the outermost resource with their anchor says (OAS 3.1.1, Generic Data Structure Model)', () => {
    const { schemas, reported } = normalize(`
paths: {}
components:
  schemas:
    genericArrayComponent:
      $id: fully_generic_array
      type: array
      items: { $dynamicRef: '#generic-array' }
      $defs: { allowAll: { $dynamicAnchor: generic-array } }
    numberArray:
      $id: array_of_numbers
      $ref: fully_generic_array
      $defs: { numbersOnly: { $dynamicAnchor: generic-array, type: number } }
    stringArray:
      $id: array_of_strings
      $ref: fully_generic_array
      $defs: { stringsOnly: { $dynamicAnchor: generic-array, type: string } }
    objWithTypedArray:
      $id: obj_with_typed_array
      properties: { numbers: { $ref: array_of_numbers }, strings: { $ref: array_of_strings }, any: { $ref: fully_generic_array } }
`);
    expect(reported).toEqual([]);
    expect(schemas).toEqual({
      genericArrayComponent: {
        type: 'array',
        items: { allOf: [reference('genericArrayComponent_allowAll')] },
      },
      numberArray: reference('genericArrayComponent_numberArray'),
      stringArray: reference('genericArrayComponent_stringArray'),
      objWithTypedArray: {
        properties: {
          numbers: reference('numberArray'),
          strings: reference('stringArray'),
          any: reference('genericArrayComponent'),
        },
      },
      genericArrayComponent_allowAll: {},
      genericArrayComponent_numberArray: {
        type: 'array',
        items: { allOf: [reference('numberArray_numbersOnly')] },
      },
      genericArrayComponent_stringArray: {
        type: 'array',
        items: { allOf: [reference('stringArray_stringsOnly')] },
      },
      numberArray_numbersOnly: { type: 'number' },
      stringArray_stringsOnly: { type: 'string' },
    });
  });

  it('take each schema that stands in no other for a resource, as documents without $id mean it', () => {
    const { schemas, reported } = normalize(`${template("description: ''")}
    Users:
      $defs: ${special('User')}
      $ref: '#/components/schemas/Template'
    Groups:
      $defs: ${special('Group')}
      $ref: '#/components/schemas/Template'
`);
    expect(reported).toEqual([
      'dynamic-anchor-repeated /components/schemas/Users/$defs/itemType/$dynamicAnchor',
      'dynamic-anchor-repeated /components/schemas/Groups/$defs/itemType/$dynamicAnchor',
    ]);
    expect(schemas['Users']).toEqual(reference('Template_Users'));
    expect(schemas['Template_Users']).toEqual({ description: '', ...generic('User') });
    expect(schemas['Template_Groups']).toEqual({ description: '', ...generic('Group') });
    expect(schemas['Template']).toEqual({ description: '', ...generic('Template_itemType') });
  });

  it('follow pointers that lead out of a schema with $id', () => {
    const { schemas, reported } = normalize(`${template('$id: https://example.com/template')}
    Users:
      $id: https://example.com/users
      $defs: ${special('User')}
      $ref: '#/components/schemas/Template'
    Groups:
      $id: https://example.com/groups
      $defs: ${special('Group')}
      $ref: template
`);
    expect(reported).toEqual([
      'reference-nonstandard /components/schemas/Users/$defs/itemType/$ref',
      'reference-nonstandard /components/schemas/Users/$ref',
      'reference-nonstandard /components/schemas/Groups/$defs/itemType/$ref',
    ]);
    expect(schemas['Template_Users']).toEqual(generic('User'));
    expect(schemas['Template_Groups']).toEqual(generic('Group'));
  });

  it('are plain where they name a schema by an $id alone, whatever its text', () => {
    const { schemas } = normalize(`
paths: {}
components:
  schemas:
    Holder: { properties: { x: { $dynamicRef: 'urn:a%zz' } } }
    Named: { $id: 'urn:a%zz', $dynamicAnchor: 'urn:a%zz', type: string }
`);
    expect(schemas['Holder']).toEqual({ properties: { x: { allOf: [reference('Named')] } } });
  });

  it('stay recursive, and one schema for each scope', () => {
    const { schemas, reported } = normalize(`
paths: {}
components:
  schemas:
    Tree:
      $id: https://example.com/tree
      $dynamicAnchor: node
      properties: { data: true, children: { type: array, items: { $dynamicRef: '#node' } } }
    StrictTree:
      $id: https://example.com/strict-tree
      $dynamicAnchor: node
      $ref: tree
      unevaluatedProperties: false
    Use: { properties: { loose: { $ref: '#/components/schemas/Tree' }, strict: { $ref: 'https://example.com/strict-tree' } } }
`);
    expect(reported).toEqual([]);
    expect(schemas).toEqual({
      Tree: {
        properties: { data: true, children: { type: 'array', items: { allOf: [reference('Tree')] } } },
      },
      StrictTree: { unevaluatedProperties: false, allOf: [reference('Tree_StrictTree')] },
      Use: { properties: { loose: reference('Tree'), strict: reference('StrictTree') } },
      Tree_StrictTree: {
        properties: { data: true, children: { type: 'array', items: { allOf: [reference('StrictTree')] } } },
      },
    });
  });

  it('keep what an outer resource says from inner ones', () => {
    const { schemas, reported } = normalize(`${template('$id: https://example.com/template')}
    Users:
      $id: https://example.com/users
      $defs: { itemType: { $dynamicAnchor: itemType, type: string } }
      properties: { page: { $ref: template } }
    Outer:
      $id: https://example.com/outer
      $defs: { itemType: { $dynamicAnchor: itemType, type: number } }
      properties: { users: { $ref: users } }
`);
    expect(reported).toEqual([]);
    expect(schemas['Users']).toEqual({ properties: { page: reference('Template_Users') } });
    expect(schemas['Outer']).toEqual({ properties: { users: reference('Users_Outer') } });
    expect(schemas['Users_Outer']).toEqual({ properties: { page: reference('Template_Outer') } });
    expect(schemas['Template_Outer']).toEqual(generic('Outer_itemType'));
  });

  it('follow discriminators to what is meant in the scope', () => {
    const { schemas, reported } = normalize(`
paths: {}
components:
  schemas:
    Event:
      $id: https://example.com/event
      $defs:
        payload: { $dynamicAnchor: payload }
        Made: { properties: { kind: { type: string }, is: { $dynamicRef: '#payload' } } }
        Gone: { properties: { kind: { type: string } } }
      oneOf: [{ $ref: '#/$defs/Made' }, { $ref: '#/$defs/Gone' }]
      discriminator: { propertyName: kind, mapping: { made: '#/$defs/Made', gone: '#/$defs/Gone' } }
    Numbers:
      $id: https://example.com/numbers
      $defs: { payload: { $dynamicAnchor: payload, type: number } }
      $ref: event
`);
    expect(reported).toEqual([]);
    const specialized = schemas['Event_Numbers'] as {
      discriminator: { mapping: Record<string, string> };
      oneOf: { allOf: { $ref: string }[] }[];
    };
    expect(specialized.discriminator.mapping['made']).toBe(specialized.oneOf[0]!.allOf[0]!.$ref);
    expect(specialized.discriminator.mapping['gone']).toBe(specialized.oneOf[1]!.allOf[0]!.$ref);
    expect(schemas[specialized.discriminator.mapping['made']!.split('/').at(-1)!]).toEqual({
      properties: { kind: { type: 'string' }, is: { allOf: [reference('Numbers_payload')] } },
    });
  });

  it('are refused where one resource has their anchor twice', () => {
    const { reported } = normalize(`
paths: {}
components:
  schemas:
    Template: { $id: 'https://example.com/t', $defs: { t: { $dynamicAnchor: t } }, items: { $dynamicRef: '#t' } }
    Users:
      $ref: https://example.com/t
      $defs: { one: { $dynamicAnchor: t, type: string }, two: { $dynamicAnchor: t, type: number } }
`);
    expect(reported).toEqual(['schema-resource /components/schemas/Users/$defs/two/$dynamicAnchor']);
  });

  it('are refused where too many anchors have several meanings', () => {
    const names = Array.from({ length: 65 }, (_, index) => `n${index}`);
    const all = (kind: string): string =>
      `{ $id: ${kind}, $defs: { ${names.map((name) => `${name}: { $dynamicAnchor: ${name} }`).join(', ')} }, allOf: [${names.map((name) => `{ $dynamicRef: '#${name}' }`).join(', ')}] }`;
    const { reported } = normalize(`
paths: {}
components:
  schemas:
    A: ${all('a')}
    B: ${all('b')}
`);
    expect(reported).toEqual(['too-many-specializations /components/schemas/B/allOf/64']);
  });

  it('are refused where scopes would multiply the schemas', () => {
    const count = 18;
    const names = Array.from({ length: count }, (_, index) => `n${index}`);
    const schemas = names.flatMap((name, index) => {
      const next =
        index + 1 < count
          ? `properties: { a: { $ref: a${index + 1} }, b: { $ref: b${index + 1} } }`
          : 'properties: { end: { $ref: end } }';
      return ['a', 'b'].map(
        (kind) =>
          `    ${kind}${index}: { $id: ${kind}${index}, $defs: { t: { $dynamicAnchor: ${name}, title: ${kind} } }, ${next} }`,
      );
    });
    const end = names.map((name) => `${name}: { $dynamicRef: '#${name}' }`).join(', ');
    const defs = names.map((name) => `${name}: { $dynamicAnchor: ${name} }`).join(', ');
    const { reported } = normalize(`
paths: {}
components:
  schemas:
${schemas.join('\n')}
    end: { $id: end, $defs: { ${defs} }, properties: { ${end} } }
`);
    expect(reported.map((line) => line.split(' ')[0])).toEqual(['too-many-specializations']);
  });
});

describe('references by $id', () => {
  it('lead to files beside it that say the same of themselves, and to none other', () => {
    const { reported, schemas } = normalize(
      `
paths: {}
components:
  schemas:
    A: { $ref: schemas/a.json }
`,
      {
        'schemas/a.json': JSON.stringify({
          $id: 'https://example.com/schemas/a.json',
          properties: { b: { $ref: 'b.json' }, c: { $ref: 'c.json' }, d: { $ref: 'd.json' } },
        }),
        'schemas/b.json': JSON.stringify({ $id: 'https://example.com/schemas/b.json', type: 'string' }),
        'schemas/c.json': JSON.stringify({ $id: 'https://example.com/other.json' }),
      },
    );
    expect(schemas['A']).toEqual({ properties: { b: reference('b'), c: {}, d: {} } });
    expect(reported).toEqual(['schema-resource /properties/c/$ref', 'schema-resource /properties/d/$ref']);
  });

  it('find what a file read later says', () => {
    const { reported, schemas } = normalize(
      `
paths: {}
components:
  schemas:
    A: { properties: { b: { $ref: 'https://example.com/b' } } }
    B: { $ref: b.json }
`,
      { 'b.json': JSON.stringify({ $id: 'https://example.com/b', type: 'string' }) },
    );
    expect(reported).toEqual([]);
    expect(schemas).toEqual({ A: { properties: { b: reference('B') } }, B: { type: 'string' } });
  });

  it('refuse an $id that two schemas have, and do not open what an $id names', () => {
    const { reported } = normalize(`
paths: {}
components:
  schemas:
    A: { $id: a, type: string }
    B: { $id: a, type: number }
    C: { $ref: a }
    D: { $id: 'file:///etc/', properties: { passwd: { $ref: passwd } } }
    E: { $id: 'http://127.0.0.1:9/', properties: { x: { $ref: x } } }
`);
    expect(reported).toEqual([
      'reference-invalid /components/schemas/C/$ref',
      'reference-forbidden /components/schemas/D/properties/passwd/$ref',
      'schema-resource /components/schemas/E/properties/x/$ref',
    ]);
  });

  it('stay where nothing follows them, so that nobody takes them for checked', () => {
    const { schemas } = normalize(`
paths: {}
components: { schemas: { A: { $dynamicRef: 5 } } }
`);
    expect(schemas['A']).toEqual({ $dynamicRef: 5 });
    const folder = documentFolder({
      'openapi.yaml': document30(`paths: {}\ncomponents: { schemas: { A: { $dynamicRef: '#a' } } }\n`),
    });
    const { schemas: of30 } = normalizeDocument(folder.load()!, folder.diagnostics);
    expect(of30.get('A')).toEqual({ $dynamicRef: '#a' });
  });
});
