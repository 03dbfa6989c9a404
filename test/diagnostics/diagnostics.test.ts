/**
 * One folder per code: `openapi.yaml` (or what `case.json` names) and `expected.json`, a list of what must be reported:
 * code, severity, and as much of pointer, line, file and lines of related places as the case is about. Everything with
 * the folder's code must be expected, and so must every error.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codes } from '../../src/diagnostics/codes.js';
import type { JsonDiagnostic } from '../../src/diagnostics/json-diagnostics.js';
import { runCase } from './run-case.js';

interface Expected {
  readonly code: string;
  readonly severity: string;
  readonly pointer?: string;
  readonly line?: number;
  readonly file?: string;
  readonly related?: readonly number[];
}

const root = import.meta.dirname;
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('diagnostics', () => {
  it.each(folders)('%s', async (code) => {
    const folder = path.join(root, code);
    const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as readonly Expected[];
    expect(expected.map((entry) => entry.code)).toContain(code);
    const reported = await runCase(folder, code);
    const unmatched = [...reported];
    for (const entry of expected) {
      const index = unmatched.findIndex((diagnostic) => matches(diagnostic, entry));
      expect(index, `${JSON.stringify(entry)} in ${JSON.stringify(reported, null, 1)}`).toBeGreaterThan(-1);
      unmatched.splice(index, 1);
    }
    expect(unmatched.filter((diagnostic) => diagnostic.code === code || diagnostic.severity === 'error')).toEqual([]);
  });

  it('has a folder for every code', () => {
    const missing = Object.keys(codes).filter((code) => !existsSync(path.join(root, code, 'expected.json')));
    expect(missing).toEqual([]);
  });

  it('has no folder for anything else', () => {
    expect(folders.filter((folder) => !(folder in codes))).toEqual([]);
  });
});

function matches(diagnostic: JsonDiagnostic, expected: Expected): boolean {
  return (
    diagnostic.code === expected.code &&
    diagnostic.severity === expected.severity &&
    (expected.pointer === undefined || diagnostic.pointer === expected.pointer) &&
    (expected.line === undefined || diagnostic.line === expected.line) &&
    (expected.file === undefined || diagnostic.file === expected.file) &&
    (expected.related === undefined ||
      JSON.stringify(diagnostic.related.map((place) => place.line)) === JSON.stringify(expected.related))
  );
}
