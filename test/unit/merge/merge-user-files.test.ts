import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { mergeUserFiles } from '../../../src/merge/merge-user-files.js';
import type { ProjectPlan, UserFile } from '../../../src/plan/project-plan.js';
import type { RenderedUserFile } from '../../../src/render/rendered-project.js';
import { nothingRemoved, type Manifest } from '../../../src/write/manifest.js';
import { memoryDisk } from './memory-disk.js';

const stub = (name: string) =>
  ({
    kind: 'stub',
    name,
    text: `/** ${name} */\nexport const ${name}: Handlers['${name}'] = () => notImplemented();\n`,
    imports: [
      { module: '../generated/index.js', name: 'Handlers', typeOnly: true },
      { module: '../generated/index.js', name: 'notImplemented', typeOnly: false },
    ],
  }) as const;

const tagFile = (tag: string, names: readonly string[]): RenderedUserFile => ({
  path: `src/handlers/${tag}.ts`,
  text: `// ${tag}\nimport { notImplemented, type Handlers } from '../generated/index.js';\n\n${names.map((name) => stub(name).text).join('\n')}`,
  additions: names.map(stub),
});

/** A project of two tags, `pets` and `orders`, with the handlers named. */
function project(pets: readonly string[], orders: readonly string[]) {
  const modules = [...(pets.length > 0 ? ['pets'] : []), ...(orders.length > 0 ? ['orders'] : [])];
  const rendered: RenderedUserFile[] = [
    {
      path: 'src/handlers/index.ts',
      text: modules.map((module) => `export * from './${module}.js';\n`).join(''),
      additions: modules.map((module) => ({ kind: 're-export', module: `./${module}.js` })),
    },
    ...(pets.length > 0 ? [tagFile('pets', pets)] : []),
    ...(orders.length > 0 ? [tagFile('orders', orders)] : []),
    { path: 'src/server.ts', text: server, additions: [] },
  ];
  const user = rendered.map(({ path }): UserFile => ({
    path,
    content:
      path === 'src/server.ts'
        ? { kind: 'once', template: 'server.ts' }
        : path.endsWith('index.ts')
          ? { kind: 're-exports', folder: 'handlers', modules }
          : { kind: 'handlers', tag: path, operations: [] },
  }));
  return { plan: { user } as unknown as ProjectPlan, rendered };
}

const server = `import { createApi } from './generated/index.js';
import * as handlers from './handlers/index.js';

export const api = createApi({ handlers });
`;

const manifest = (handlers: readonly string[], created: readonly string[] = []): Manifest => ({
  version: '0.0.0',
  document: 'openapi.yaml',
  operations: [],
  stubs: { handlers, policies: [], credentials: [] },
  removed: nothingRemoved,
  kept: [],
  created,
  generated: new Map(),
});

async function merge(
  wanted: { readonly pets: readonly string[]; readonly orders?: readonly string[] },
  last: Manifest | null,
  files: Readonly<Record<string, string>>,
) {
  const { plan, rendered } = project(wanted.pets, wanted.orders ?? []);
  const diagnostics = new Diagnostics();
  const merged = await mergeUserFiles(plan, rendered, last, memoryDisk(files), diagnostics);
  if (merged === null) throw new Error('unreachable: nothing is renamed');
  return {
    ...merged,
    texts: new Map(merged.changes.map(({ path, text }) => [path, text])),
    codes: diagnostics.list.map(({ code }) => code),
    diagnostics: diagnostics.list,
  };
}

const index = `export * from './pets.js';\n`;

describe('a file that is saved while it is looked at', () => {
  it('is changed as it was first read, which is what the change says', async () => {
    const { plan, rendered } = project(['listPets', 'getPet'], []);
    const saves = new Map<string, number>();
    const disk = memoryDisk({
      'src/server.ts': server,
      'src/handlers/index.ts': index,
      'src/handlers/pets.ts': 'export const listPets = () => 1;\n',
    });
    const saved = {
      ...disk,
      read: (path: string): string | null => {
        const text = disk.read(path);
        if (text === null) return null;
        saves.set(path, (saves.get(path) ?? 0) + 1);
        return `${text}// save ${String(saves.get(path))}\n`;
      },
    };
    for (const asked of [[], [{ from: 'listPets', to: 'getPets' }]]) {
      saves.clear();
      const last = manifest(['listPets']);
      const merged = await mergeUserFiles(plan, rendered, last, saved, new Diagnostics(), asked);
      const change = merged!.changes.find(({ path }) => path === 'src/handlers/pets.ts')!;
      expect(change.previous).toContain('// save 1\n');
      expect(change.text).toContain('// save 1\n');
    }
  });
});

describe('a first run', () => {
  it('creates every file whole', async () => {
    const { texts, created, stubs } = await merge({ pets: ['listPets'], orders: ['order'] }, null, {});
    expect([...texts.keys()]).toEqual([
      'src/server.ts',
      'src/handlers/index.ts',
      'src/handlers/pets.ts',
      'src/handlers/orders.ts',
    ]);
    expect(texts.get('src/handlers/pets.ts')).toMatch(/^\/\/ pets\n/);
    expect(created).toHaveLength(4);
    expect(stubs.handlers).toEqual(['listPets', 'order']);
  });

  it('keeps the files of a package it is adopted into', async () => {
    const { texts, kept } = await merge({ pets: ['listPets'] }, null, { 'src/server.ts': 'mine();\n' });
    expect(kept).toEqual(['src/server.ts']);
    expect(texts.has('src/server.ts')).toBe(false);
    expect(texts.has('src/handlers/pets.ts')).toBe(true);
  });
});

describe('a later run', () => {
  it('changes nothing when nothing is new', async () => {
    const { changes, codes, stubs } = await merge({ pets: ['listPets'] }, manifest(['listPets']), {
      'src/server.ts': server,
      'src/handlers/index.ts': index,
      'src/handlers/pets.ts': `export const listPets = () => 1;\n`,
    });
    expect({ changes, codes }).toEqual({ changes: [], codes: [] });
    expect(stubs.handlers).toEqual(['listPets']);
  });

  it('does not bring back a file the user deleted', async () => {
    const { changes } = await merge({ pets: ['listPets'] }, manifest(['listPets'], ['src/server.ts']), {
      'src/handlers/index.ts': index,
      'src/handlers/pets.ts': `export const listPets = () => 1;\n`,
    });
    expect(changes).toEqual([]);
  });

  it('appends the stub of a new operation and keeps every byte that was there', async () => {
    const before =
      "#!/usr/bin/env node\r\n// mine\r\nimport type { Handlers } from '../generated/index'; // types\r\n\r\n  export   const listPets = () => 1  ;;\r\n// the end";
    const { texts, codes } = await merge({ pets: ['listPets', 'addPet'] }, manifest(['listPets']), {
      'src/server.ts': server,
      'src/handlers/index.ts': index,
      'src/handlers/pets.ts': before,
    });
    expect(codes).toEqual([]);
    expect([...texts.keys()]).toEqual(['src/handlers/pets.ts']);
    expect(texts.get('src/handlers/pets.ts')).toBe(
      "#!/usr/bin/env node\r\n// mine\r\nimport type { Handlers } from '../generated/index'; // types\r\nimport { notImplemented } from '../generated/index.js';\r\n\r\n  export   const listPets = () => 1  ;;\r\n// the end\r\n\r\n/** addPet */\r\nexport const addPet: Handlers['addPet'] = () => notImplemented();\r\n",
    );
  });

  it('creates the file of a new tag and adds one line to the index', async () => {
    const { texts } = await merge({ pets: ['listPets'], orders: ['order'] }, manifest(['listPets']), {
      'src/server.ts': server,
      'src/handlers/index.ts': `// my index\nexport * from './pets.js';`,
      'src/handlers/pets.ts': `export const listPets = () => 1;\n`,
    });
    expect(texts.get('src/handlers/index.ts')).toBe(
      `// my index\nexport * from './pets.js';\nexport * from './orders.js';\n`,
    );
    expect(texts.get('src/handlers/orders.ts')).toMatch(/^\/\/ orders\n/);
  });

  it('warns of a removed operation, with file and line, and leaves its code', async () => {
    const { changes, diagnostics, stubs } = await merge(
      { pets: ['listPets'] },
      manifest(['listPets', 'oldPet']),
      {
        'src/server.ts': server,
        'src/handlers/index.ts': index,
        'src/handlers/pets.ts': `export const listPets = () => 1;\n\nexport const oldPet = () => 2;\n`,
      },
    );
    expect(changes).toEqual([]);
    expect(diagnostics).toMatchObject([
      {
        code: 'operation-removed',
        severity: 'info',
        message: expect.stringContaining('src/handlers/pets.ts:3') as string,
        at: { file: '/project/src/handlers/pets.ts' },
      },
    ]);
    expect(stubs.handlers).toEqual(['listPets']);
  });
});

describe('a rearranged project: an operation that reaches createApi gets no stub', () => {
  const known: readonly [string, Readonly<Record<string, string>>][] = [
    [
      'renamed and moved files',
      {
        'src/handlers/index.ts': `export * from '../animals/all.js';\n`,
        'src/animals/all.ts': `export function listPets() {}\nexport { add as addPet } from './add';\n`,
        'src/animals/add/index.ts': `export const add = () => 1;\n`,
      },
    ],
    [
      'destructured exports of a class',
      {
        'src/handlers/index.ts': `class Pets { listPets = () => 1; addPet = () => 2; }\nexport const { listPets, addPet } = new Pets();\n`,
      },
    ],
    [
      'an annotated record with spreads, handed over by server.ts',
      {
        'src/server.ts': `import { createApi, type Handlers } from './generated/index.js';
import * as pets from './pets.js';
const more = { addPet: () => 1 };
const handlers: Handlers = { ...pets, ...more };
createApi({ handlers });\n`,
        'src/pets.ts': `export const listPets = () => 1;\n`,
      },
    ],
    [
      'an instance and a composition root of another name',
      {
        'src/main.ts': `import { createApi } from './generated/index.js';
import { Pets } from './pets.js';
createApi({ handlers: new Pets(1) satisfies unknown });\n`,
        'src/pets.ts': `class Base { addPet() {} }\nexport class Pets extends Base { constructor(private n: number) { super(); } listPets() {} }\n`,
        'src/server.test.ts': `createApi({ handlers: {} });\n`,
      },
    ],
    [
      'a factory',
      {
        'src/server.ts': `import { createApi } from './generated/index.js';
import { makeHandlers } from './make.js';
createApi({ handlers: makeHandlers() });\n`,
        'src/make.ts': `export function makeHandlers() { return { listPets: () => 1, addPet: () => 2 }; }\n`,
      },
    ],
  ];
  it.each(known)('%s', async (_, files) => {
    // Not offered yet, so that nothing but the analysis can know them.
    const { changes, codes } = await merge(
      { pets: ['listPets', 'addPet'] },
      manifest(['gone'], ['src/server.ts']),
      files,
    );
    expect({ changes, codes }).toEqual({ changes: [], codes: [] });
  });
});

describe('where it cannot be known what to add', () => {
  it('shows the stub when the root module is not what createApi is given', async () => {
    const { changes, diagnostics, stubs } = await merge(
      { pets: ['listPets', 'addPet'] },
      manifest(['listPets'], ['src/server.ts']),
      {
        'src/server.ts': `import { make } from 'elsewhere';\ncreateApi({ handlers: make() });\n`,
        'src/handlers/index.ts': index,
        'src/handlers/pets.ts': `export const listPets = () => 1;\n`,
      },
    );
    expect(changes).toEqual([]);
    expect(diagnostics).toMatchObject([
      { code: 'stub-not-added', help: expect.stringMatching(/import[^]*export const addPet/) as string },
    ]);
    expect(stubs.handlers).toEqual(['listPets']);
  });

  it('leaves a file that does not parse alone and shows the stub', async () => {
    const { changes, codes, diagnostics } = await merge(
      { pets: ['listPets', 'addPet'] },
      manifest(['listPets']),
      {
        'src/server.ts': server,
        'src/handlers/index.ts': index,
        'src/handlers/pets.ts': `export const listPets = () => {\n`,
      },
    );
    expect(changes).toEqual([]);
    expect(codes).toEqual(['user-file-unparsable']);
    expect(diagnostics[0]?.help).toContain('export const addPet');
  });

  it('leaves a file that is not UTF-8 alone', async () => {
    const { changes, codes } = await merge({ pets: ['listPets', 'addPet'] }, manifest(['listPets']), {
      'src/server.ts': server,
      'src/handlers/index.ts': index,
      'src/handlers/pets.ts': `export const listPets = () => '\uFFFD';\n`,
    });
    expect(changes).toEqual([]);
    expect(codes).toEqual(['user-file-unparsable']);
  });

  it('does not bring back a handler that was deleted or moved out of sight', async () => {
    const { changes, codes } = await merge({ pets: ['listPets'] }, manifest(['listPets']), {
      'src/server.ts': server,
      'src/handlers/index.ts': index,
      'src/handlers/pets.ts': `export {};\n`,
    });
    expect(changes).toEqual([]);
    expect(codes).toEqual(['stub-not-added']);
  });

  it('does not export a name the file uses for something else', async () => {
    const { changes, codes } = await merge({ pets: ['listPets', 'addPet'] }, manifest(['listPets']), {
      'src/server.ts': server,
      'src/handlers/index.ts': index,
      'src/handlers/pets.ts': `import { addPet } from '../db.js';\nexport const listPets = () => addPet;\n`,
    });
    expect(changes).toEqual([]);
    expect(codes).toEqual(['stub-not-added']);
  });
});

describe('an index of the user’s own', () => {
  it('passes on a new stub by name where it picks names itself', async () => {
    const { texts } = await merge({ pets: ['listPets', 'addPet'] }, manifest(['listPets']), {
      'src/server.ts': server,
      'src/handlers/index.ts': `export { listPets } from './pets.js';\n`,
      'src/handlers/pets.ts': `export const listPets = () => 1;\n`,
    });
    expect(texts.get('src/handlers/index.ts')).toBe(
      `export { listPets } from './pets.js';\nexport { addPet } from './pets.js';\n`,
    );
    expect(texts.get('src/handlers/pets.ts')).toContain('export const addPet');
  });
});
