/** What `npm run fuzz` once found, made small. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkInput } from './check-input.js';
import { minimizeInput } from './minimize-input.js';

const regressions = path.join(import.meta.dirname, 'regressions');
const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-regressions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('documents that once were taken wrongly', () => {
  it.each(readdirSync(regressions))('%s', async (name) => {
    const text = readFileSync(path.join(regressions, name), 'utf8');
    expect(await checkInput({ name: `openapi${path.extname(name)}`, text }, folder)).toBeNull();
  });
});

describe('minimizeInput', () => {
  it('leaves what the fault needs', async () => {
    const text = JSON.stringify({ a: [1, { bad: true, other: 2 }], b: { c: 'x' }, d: [] });
    const small = await minimizeInput({ name: 'a.json', text }, async (input) => input.text.includes('bad'));
    expect(JSON.parse(small.text)).toEqual({ a: [{ bad: true }] });
    const lines = { name: 'a.yaml', text: 'a\nb\nbad\nc\nd\n' };
    expect((await minimizeInput(lines, async (input) => input.text.includes('bad'))).text).toBe('bad');
  });
});
