import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exportPlace } from '../../../../src/runtime/development/export-place.js';

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-places-'));

beforeAll(() => {
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  const handlers = path.join(folder, 'src/handlers/deeper');
  mkdirSync(handlers, { recursive: true });
  writeFileSync(
    path.join(handlers, 'pets.ts'),
    '// pets\n\nexport const getPetById = 1;\nexport const getPet = 1;\n',
  );
  writeFileSync(
    path.join(folder, 'src/handlers/a.ts'),
    '  export const $get = 1;\nexport async function $get() {}\n',
  );
  writeFileSync(path.join(folder, 'src/handlers/notes.md'), 'export const elsewhere = 1;\n');
});

afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('exportPlace', () => {
  it.each([
    ['getPet', 'src/handlers/deeper/pets.ts:4'],
    ['getPetById', 'src/handlers/deeper/pets.ts:3'],
    ['$get', 'src/handlers/a.ts:2'],
    ['elsewhere', 'src/handlers'],
  ])('finds %s at %s', (name, place) => {
    expect(exportPlace('src/handlers', name)).toBe(place);
  });

  it('answers the folder where it is not there', () => {
    expect(exportPlace('src/policies', 'getPet')).toBe('src/policies');
  });
});
