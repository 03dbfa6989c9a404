import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { FileNames } from '../../../src/model/file-names.js';
import { camelCase, isIdentifier, isReserved, upperFirst } from '../../../src/model/identifier.js';
import { Tags } from '../../../src/model/tags.js';
import { nameOperations, operationKey, type OperationToName } from '../../../src/model/operation-names.js';

const at = { file: '/x', pointer: '', on: 'key' } as const;

function named(
  operations: readonly (readonly [method: string, path: string, operationId: string | null])[],
  remembered: ReadonlyMap<string, string> = new Map(),
): readonly string[] {
  return nameOperations(
    operations.map(([method, path, operationId]) => ({ method, path, operationId, at })),
    remembered,
    new Diagnostics(),
  );
}

describe('camelCase', () => {
  it.each([
    ['getUser', 'getUser'],
    ['GetUser', 'getUser'],
    ['get-user', 'getUser'],
    ['repos/list-for-org', 'reposListForOrg'],
    ['GET_USERS', 'getUsers'],
    ['URLList', 'urlList'],
    ['ID', 'id'],
    ['listAPIKeys', 'listAPIKeys'],
    ['Pets_GetAll', 'petsGetAll'],
    ['  spaced   out ', 'spacedOut'],
    ['créer-café', 'créerCafé'],
    ['创建用户', '创建用户'],
    ['"; evil() //', 'evil'],
    ['‮$(rm)', 'rm'],
    ['', ''],
  ])('makes %j into %s', (text, name) => {
    expect(camelCase(text)).toBe(name);
  });

  it('cuts what is long, and still tells it apart', () => {
    const [a, b] = [camelCase('a'.repeat(5000) + 'x'), camelCase('a'.repeat(5000) + 'y')];
    expect(a).toHaveLength(80);
    expect(a).not.toBe(b);
  });
});

describe('operation names', () => {
  it('are operationIds where they can be', () => {
    expect(
      named([
        ['GET', '/a', 'listPets'],
        ['POST', '/a', 'create pet'],
      ]),
    ).toEqual(['listPets', 'createPet']);
  });

  it('are made of method and path where there is no operationId', () => {
    expect(
      named([
        ['GET', '/', null],
        ['GET', '/pets/{petId}/photos.{ext}', null],
        ['PUT', '/a#b', null],
      ]),
    ).toEqual(['getRoot', 'getPetsByPetIdPhotosByExt', 'putAB']);
  });

  it('get method and path as a suffix where they clash', () => {
    expect(
      named([
        ['GET', '/a', 'same'],
        ['POST', '/a', 'same'],
        ['GET', '/b', 'Same'],
      ]),
    ).toEqual(['same', 'samePostA', 'sameGetB']);
  });

  it('get a digest where even that clashes', () => {
    const names = named([
      ['GET', '/a', 'same'],
      ['GET', '/b-c', 'same'],
      ['GET', '/b_c', 'same'],
    ]);
    expect(names.slice(0, 2)).toEqual(['same', 'sameGetBC']);
    expect(names[2]).toMatch(/^same[0-9a-f]{6}$/);
  });

  it.each([
    'delete',
    'default',
    'then',
    'constructor',
    'toString',
    '__proto__',
    'prototype',
    'class',
    'await',
    'problem',
    'arguments',
  ])('are never %s', (operationId) => {
    const [name] = named([['GET', '/a', operationId]]);
    expect(isReserved(name!)).toBe(false);
    expect(name).not.toBe(operationId);
  });

  it('begin with a letter', () => {
    expect(
      named([
        ['GET', '/a', '2fa'],
        ['GET', '/b', '123'],
      ]),
    ).toEqual(['get2fa', 'get123']);
  });

  it('are what they were, as long as that is possible', () => {
    const remembered = new Map([
      ['GET /a', 'oldName'],
      ['GET /b', 'delete'],
      ['GET /c', 'no identifier'],
      ['GET /d', 'oldName'],
    ]);
    expect(
      named(
        [
          ['GET', '/d', 'd'],
          ['GET', '/c', 'c'],
          ['GET', '/b', 'b'],
          ['GET', '/a', 'a'],
        ],
        remembered,
      ),
    ).toEqual(['oldName', 'c', 'b', 'a']);
  });

  it('prefer explicit ids to made-up names', () => {
    expect(
      named([
        ['GET', '/users', null],
        ['POST', '/x', 'getUsers'],
      ]),
    ).toEqual(['getUsersGetUsers', 'getUsers']);
  });

  it('report the second use of an operationId', () => {
    const diagnostics = new Diagnostics();
    const operation = { method: 'GET', path: '/a', operationId: 'x', at };
    nameOperations(
      [operation, { ...operation, path: '/b' }, { ...operation, path: '/c', operationId: 'X' }],
      new Map(),
      diagnostics,
    );
    expect(diagnostics.list.map(({ code }) => code)).toEqual(['duplicate-operation-id']);
  });

  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      'constructor',
      '__proto__',
      'then',
      'default',
      'getA',
      'GetA',
      'get-a',
      'GET_A',
      '"; //',
      '\u2028',
      '1',
      '$',
      '_',
      'ﬀ',
      'İ',
    ),
  );
  const operations = fc.uniqueArray(
    fc.record({
      method: fc.constantFrom('GET', 'POST'),
      path: hostile.map((text) => `/${text}`),
      operationId: fc.option(hostile),
      at: fc.constant(at),
    }),
    { selector: ({ method, path }) => operationKey(method, path), maxLength: 12 },
  );

  it('are unique identifiers whatever the document says', () => {
    fc.assert(
      fc.property(operations, (list: readonly OperationToName[]) => {
        const names = nameOperations(list, new Map(), new Diagnostics());
        expect(new Set(names.map(upperFirst)).size).toBe(list.length);
        for (const name of names) {
          expect(isIdentifier(name)).toBe(true);
          expect(isReserved(name)).toBe(false);
          expect(name.length).toBeLessThanOrEqual(200);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('stay the same when operations are added or removed anywhere', () => {
    fc.assert(
      fc.property(operations, fc.infiniteStream(fc.boolean()), (list: readonly OperationToName[], coins) => {
        const before = list.filter(() => coins.next().value === true);
        const first = nameOperations(before, new Map(), new Diagnostics());
        const remembered = new Map(
          before.map(({ method, path }, index) => [operationKey(method, path), first[index]!]),
        );
        const second = nameOperations(list, remembered, new Diagnostics());
        for (const [index, operation] of list.entries()) {
          const known = remembered.get(operationKey(operation.method, operation.path));
          if (known !== undefined) expect(second[index]).toBe(known);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function filesOf(tags: readonly string[]): ReadonlyMap<string, string> {
  const { all } = new Tags(
    {},
    tags.map((tag) => ({ tags: [tag] })),
  );
  return new Map(all.map(({ name, fileName }) => [name, fileName]));
}

describe('tags', () => {
  it('have files of their own, also where case does not count', () => {
    const files = filesOf(['Users', 'users', 'USERS', 'index', '', '..', 'ñ', 'package.json']);
    expect(new Set(files.values()).size).toBe(files.size);
    expect(files.get('users')).toBe('users');
  });

  it('keep a file that is named as they are, whatever is added before them', () => {
    const plain = fc.stringMatching(/^[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,3})?$/);
    const any = fc.oneof(
      plain.map((name) => name.toUpperCase()),
      plain.map((name) => ` ${name}!`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.uniqueArray(plain, { maxLength: 5 }), fc.array(any, { maxLength: 5 }), (kept, added) => {
        const before = filesOf(kept);
        const after = filesOf([...added, ...kept]);
        for (const [name, file] of before) expect(after.get(name)).toBe(file);
      }),
    );
  });
});

describe('file names', () => {
  it.each([
    ['listPets', 'list-pets'],
    ['listPetsByURL', 'list-pets-by-url'],
    ['HTTPServer2', 'http-server2'],
    ['Store: orders & more', 'store-orders-more'],
    ['../../etc/passwd', 'etc-passwd'],
    ['index', 'index-tag'],
    ['CON', 'con-tag'],
    ['nul', 'nul-tag'],
    ['com1', 'com1-tag'],
    ['.git', 'git'],
    ['package.json', 'package-json'],
    ['...', 'tag'],
  ])('makes %j into %s', (text, name) => {
    expect(new FileNames('tag').give(text)).toBe(name);
  });

  it('tell apart what only capitals, accents or symbols tell apart', () => {
    const files = new FileNames('tag', ['index']);
    const names = ['Users', 'users', 'USERS!', 'usérs', '用户', '產品', '', '-'].map((text) =>
      files.give(text),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toBe(true);
  });

  it('are short, unique and harmless for any text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'A', 'index', 'con', 'x'.repeat(300))),
          { maxLength: 20 },
        ),
        (texts) => {
          const files = new FileNames('operation', ['index']);
          const names = texts.map((text) => files.give(text));
          expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(texts.length);
          for (const name of names) {
            expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
            expect(name.length).toBeLessThanOrEqual(100);
            expect(['index', 'con', 'nul', 'aux', 'prn']).not.toContain(name);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
