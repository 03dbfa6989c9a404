/** What `--rename` refuses, and that a refusal changes nothing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { generate } from '../../src/pipeline.js';
import { filesOf } from '../support/generated-project.js';

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-rename-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let projects = 0;

const documentOf = (first: string): string => `
openapi: 3.1.0
info: { title: Shop, version: '1' }
x-security: { version: 1, access: public, because: a test }
security: []
paths:
  /orders:
    get: { operationId: ${first}, tags: [orders], responses: { '204': { description: done } } }
  /payments:
    get: { operationId: listPayments, tags: [orders], responses: { '204': { description: done } } }
`;

/** A project of `listOrders` and `listPayments`, whose document says `showOrders` by now. */
async function project() {
  const out = path.join(folder, String(projects++));
  const document = `${out}.yaml`;
  writeFileSync(document, documentOf('listOrders'));
  const first = await generate({ document, out });
  if (!first.ok) throw new Error(JSON.stringify(first.diagnostics));
  writeFileSync(document, documentOf('showOrders'));
  const handlers = path.join(out, 'src/handlers/orders.ts');
  const rename = async (from: string, to: string) => {
    const before = filesOf(out);
    const { ok, diagnostics } = await generate({ document, out, renames: [{ from, to }] });
    const said = diagnostics.filter(({ code }) => code === 'rename-impossible');
    if (!ok) expect(filesOf(out)).toEqual(before);
    return { ok, said: said.map(({ message, help }) => `${message} ${help ?? ''}`).join('\n') };
  };
  return { handlers, rename };
}

describe('--rename', () => {
  it('changes the name once, and has nothing to do the second time', async () => {
    const { handlers, rename } = await project();
    const before = readFileSync(handlers, 'utf8');
    expect(await rename('listOrders', 'showOrders')).toEqual({ ok: true, said: '' });
    const after = readFileSync(handlers, 'utf8');
    expect(after).toBe(before.replaceAll('listOrders', 'showOrders'));
    expect(await rename('listOrders', 'showOrders')).toEqual({ ok: true, said: '' });
    expect(readFileSync(handlers, 'utf8')).toBe(after);
  });

  it.each([
    [
      'a name nothing has',
      'listOrder',
      'showOrders',
      /Nothing is called "listOrder".*--rename listOrders=showOrders/,
    ],
    [
      'a name that means something on every object',
      'listOrders',
      'toString',
      /"toString" cannot be the name/,
    ],
    ['no name', 'listOrders', 'show-orders', /"show-orders" cannot be the name/],
    ['a name that another has', 'listOrders', 'listPayments', /"listPayments" cannot be told apart/],
  ])('refuses %s', async (_, from, to, why) => {
    const { rename } = await project();
    const { ok, said } = await rename(from, to);
    expect(ok).toBe(false);
    expect(said).toMatch(why);
  });

  it.each([
    [
      'that uses the new name already',
      (text: string) => `${text}const showOrders = 1;\n`,
      /holds the name "showOrders" already/,
    ],
    ['that does not parse', (text: string) => `${text}}{\n`, /orders\.ts would change, but does not parse/],
  ])('refuses a file %s', async (_, edit, why) => {
    const { handlers, rename } = await project();
    writeFileSync(handlers, edit(readFileSync(handlers, 'utf8')));
    const { ok, said } = await rename('listOrders', 'showOrders');
    expect(ok).toBe(false);
    expect(said).toMatch(why);
  });

  it('makes nothing weaker: the policy is the same by another name', async () => {
    const out = path.join(folder, String(projects++));
    const document = `${out}.yaml`;
    const id = '{ name: id, in: path, required: true, schema: { type: string, maxLength: 9 } }';
    const text = documentOf('getOrder')
      .replace('access: public, because: a test', 'access: authenticated')
      .replace('security: []', 'security: [{ key: [] }]')
      .replace('/orders:', `/orders/{id}:\n    parameters: [${id}]`);
    const schemes = 'components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }\n';
    writeFileSync(document, text + schemes);
    expect((await generate({ document, out })).ok).toBe(true);
    writeFileSync(document, text.replace('getOrder', 'showOrder') + schemes);
    const renames = [{ from: 'getOrder', to: 'showOrder' }];
    const result = await generate({ document, out, renames, failOnWeaker: true });
    expect(result).toMatchObject({ ok: true, security: { unchanged: 1 } });
    expect(JSON.stringify(result.ok && result.security)).not.toContain('"weaker"');
  });

  it('refuses a removed operation that no other takes the place of', async () => {
    const { rename, handlers } = await project();
    const document = `${path.dirname(path.dirname(path.dirname(handlers)))}.yaml`;
    const without = documentOf('x').replace(/ {2}\/orders:[^]*?(?= {2}\/payments)/, '');
    writeFileSync(document, without);
    const { ok, said } = await rename('listOrders', 'showOrders');
    expect(ok).toBe(false);
    expect(said).toMatch(/no operation or policy that "listOrders" could be/);
  });
});
