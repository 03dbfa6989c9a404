/**
 * Every document of the corpus that is OpenAPI 3.0 or 3.1 passes, and every hostile one is answered with diagnostics:
 * what `INDEX.json` wants refused for what these passes see is refused, what it wants generated is not.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { printDiagnostics } from '../../../src/diagnostics/print-diagnostics.js';
import { loadDocument } from '../../../src/load/load-document.js';
import { normalizeDocument } from '../../../src/normalize/normalize-document.js';
import { checkDocument } from '../../../src/resolve/check-document.js';

const shared = path.join(import.meta.dirname, '../../../../shared');
const isThere = existsSync(shared);
if (!isThere) console.warn(`SKIPPED: the corpus is not at ${shared}`);

interface Entry {
  readonly id: string;
  readonly file: string;
  readonly openapi: string;
  readonly operations: number;
}

/** True faults, by document: the codes of their errors. */
const refused = new Map([['tyk-gateway-remote-ref', ['reference-forbidden']]]);

/** Expected of later passes: undefined schemes, paths that conflict. */
const laterErrors = new Set(['32-undefined-security-scheme.yaml', '37-conflicting-templates.yaml']);
/** A dangling reference, which is an error everywhere else. */
const trueFaults = new Set(['05-component-names.json']);

function read(file: string) {
  const diagnostics = new Diagnostics();
  const loaded = loadDocument(file, {}, diagnostics);
  if (loaded !== null) checkDocument(loaded, diagnostics);
  const document = loaded === null ? null : normalizeDocument(loaded, diagnostics);
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  return { document, errors, diagnostics };
}

describe.skipIf(!isThere)('corpus', () => {
  const manifest = isThere
    ? (JSON.parse(readFileSync(path.join(shared, 'corpus/MANIFEST.json'), 'utf8')) as { documents: Entry[] })
    : { documents: [] };
  const entries = manifest.documents.filter(
    ({ openapi, file }) => /^3\.[01]\./u.test(openapi) && existsSync(path.join(shared, 'corpus', file)),
  );

  it.each(entries)('$id', ({ id, file, operations }) => {
    const { document, errors, diagnostics } = read(path.join(shared, 'corpus', file));
    expect([...new Set(errors.map(({ code }) => code))]).toEqual(refused.get(id) ?? []);
    for (const { at } of diagnostics.list) expect(at).not.toBeNull();
    if (refused.has(id)) return;
    const found = document!.pathItems.reduce((count, item) => count + item.operations.length, 0);
    expect(found).toBe(operations);
    for (const name of document!.schemas.keys()) expect(name).toMatch(/^[A-Za-z0-9._-]+$/u);
    expect(unsettled(document!.root)).toEqual([]);
  });
});

describe.skipIf(!isThere)('hostile corpus', () => {
  const index = isThere
    ? (JSON.parse(readFileSync(path.join(shared, 'corpus-hostile/INDEX.json'), 'utf8')) as {
        readonly file: string;
        readonly expect: 'generate' | 'error' | 'either';
      }[])
    : [];

  it.each(index)('$file', ({ file, expect: expected }) => {
    const start = performance.now();
    const { document, errors, diagnostics } = read(path.join(shared, 'corpus-hostile', file));
    expect(performance.now() - start).toBeLessThan(5000);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const printed = printDiagnostics(diagnostics.list, diagnostics.sources, { cwd: shared, color: false });
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|root:x:|Maximum call stack/u);
    expect(document === null && errors.length === 0).toBe(false);
    if (laterErrors.has(file)) return;
    if (expected === 'error' || trueFaults.has(file)) expect(errors.length).toBeGreaterThan(0);
    if (expected === 'generate' && !trueFaults.has(file)) expect(errors).toEqual([]);
  });
});

/** References that a reader of the result could not follow within it. */
function unsettled(root: object): readonly string[] {
  const found: string[] = [];
  const seen = new Set<object>();
  const pending: { readonly node: object; readonly pointer: string }[] = [{ node: root, pointer: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next.node)) continue;
    seen.add(next.node);
    for (const [key, value] of Object.entries(next.node) as [string, unknown][]) {
      if (/^(?:x-.*|examples?|default|enum|const|value)$/u.test(key)) continue;
      const pointer = `${next.pointer}/${key}`;
      if (typeof value === 'object' && value !== null) pending.push({ node: value, pointer });
      const isReference = key === '$ref' && typeof value === 'string' && !next.pointer.startsWith('/tags');
      if (isReference && !/^#\/components\/(?:schemas|examples|links|callbacks|pathItems)\//u.test(value)) {
        found.push(`${pointer}: ${value}`);
      }
    }
  }
  return found;
}
