/** Stub templates of the user's, and layouts that change, meet files that exist. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { expect, it } from 'vitest';
import { generate } from '../../../src/index.js';
import { linkPackages, typeCheck } from '../../support/generated-project.js';
import { workFolder } from '../cli/run-cli.js';

function documentOf(names: readonly string[]): string {
  return stringify({
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    'x-security': { version: 1, access: 'authenticated' },
    security: [{ token: [] }],
    paths: Object.fromEntries(
      names.map((operationId) => [
        `/${operationId}`,
        { get: { operationId, tags: ['shop'], responses: { 204: { description: 'done' } } } },
      ]),
    ),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          'x-security': { issuer: 'https://id.example', audience: 'shop' },
        },
      },
    },
  });
}

const stub = `import { type Problem, problem, type {{code request}}, type {{code reply}} } from {{generated}};
import { now } from './clock.js';

/** {{comment method}} {{comment path}} */
export async function {{ident name}}(request: {{code request}}): Promise<{{code reply}} | Problem> {
  request.log.info(now());
  return problem(501, 'not-implemented');
}
`;

it(
  'adds stubs of other templates to files that exist, wherever a layout puts them',
  { timeout: 120_000 },
  async () => {
    const { folder, remove } = workFolder({ 'mine/project/handler.ts.hbs': stub });
    const out = path.join(folder, 'server');
    const file = (name: string): string => path.join(out, name);
    const run = async (names: readonly string[], dir: string | null) => {
      const document = path.join(folder, 'openapi.yaml');
      writeFileSync(document, documentOf(names));
      const result = await generate({ document, out, templates: { dir, helpers: null } });
      if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
      return result;
    };
    const mine = path.join(folder, 'mine');

    await run(['first'], null);
    linkPackages(out);
    const edited = `import { type Handlers, problem as refuse } from '../generated/index.js';

// The name of the template's import is taken here.
const problem = 'none';
export const now = problem;
export const first: Handlers['first'] = () => refuse(501, 'not-implemented'); // mine`;
    writeFileSync(file('src/handlers/shop.ts'), edited);
    writeFileSync(file('src/handlers/clock.ts'), "export const now = (): string => 'now';\n");

    await run(['first', 'second'], mine);
    const added = readFileSync(file('src/handlers/shop.ts'), 'utf8');
    expect(added).toContain(edited.slice(edited.indexOf('\n')));
    expect(added).toContain("import { now as now2 } from './clock.js';");
    expect(added).toContain(`
/** GET /second */
export async function second(request: SecondRequest): Promise<SecondReply | Problem> {
  request.log.info(now2());
  return refuse(501, 'not-implemented');
}
`);

    mkdirSync(path.join(mine, 'partials'), { recursive: true });
    writeFileSync(
      path.join(mine, 'project/handlers.ts.hbs'),
      `---\neach: operation\npath: src/routes/{tag}/{operation.pascal}.ts\n---\n{{#each imports}}\n{{code this}}\n{{/each}}\n{{#each stubs}}\n\n{{code this}}\n{{/each}}\n`,
    );
    rmSync(path.join(mine, 'project/handler.ts.hbs'));
    await run(['first', 'second', 'third'], mine);
    expect(readFileSync(file('src/handlers/shop.ts'), 'utf8')).toBe(added);
    expect(readFileSync(file('src/routes/shop/Third.ts'), 'utf8'))
      .toBe(`import { type Handlers, problem, type ReplyOf } from '../../generated/index.js';

/** GET /third */
export const third: Handlers['third'] = async (): Promise<ReplyOf<'third'>> => {
  return problem(501, 'not-implemented');
};
`);
    expect(readFileSync(file('src/handlers/index.ts'), 'utf8')).toBe(
      "export * from './shop.js';\nexport * from '../routes/shop/Third.js';\n",
    );
    expect(await typeCheck(out, 'typescript7')).toBe('');

    const again = await run(['first', 'second', 'third'], mine);
    expect([again.files.created, again.files.updated, again.files.removed]).toEqual([[], [], []]);
    remove();
  },
);

it('leaves a file alone that stood where a layout wants one', async () => {
  const { folder, remove } = workFolder({
    'mine/project/handlers.ts.hbs':
      '---\neach: operation\npath: src/routes/{operation}.ts\n---\n{{#each stubs}}\n{{code this}}\n{{/each}}\n',
    'server/src/routes/first.ts': '// Mine, of before.\n',
    'openapi.yaml': documentOf(['first']),
  });
  const out = path.join(folder, 'server');
  const result = await generate({
    document: path.join(folder, 'openapi.yaml'),
    out,
    adopt: true,
    templates: { dir: path.join(folder, 'mine'), helpers: null },
  });
  expect(result.ok).toBe(true);
  const text = readFileSync(path.join(out, 'src/routes/first.ts'), 'utf8');
  expect(text.startsWith('// Mine, of before.\n')).toBe(true);
  expect(text).toContain("export const first: Handlers['first']");
  remove();
});
