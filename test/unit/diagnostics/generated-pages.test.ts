import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedPages } from '../../../scripts/generated-pages.js';

describe('pages written from the source', () => {
  it.each([...generatedPages])('%s is up to date: run `npm run docs`', (file, page) => {
    const written = readFileSync(path.join(import.meta.dirname, '../../..', file), 'utf8');
    expect(written === page()).toBe(true);
  });
});
