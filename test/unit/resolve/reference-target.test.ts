import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInside, parseReference } from '../../../src/resolve/reference-target.js';

const folder = path.resolve('/specs/api');
const base = path.join(folder, 'paths', 'orders.yaml');

describe('parseReference', () => {
  it.each([
    ['#/components/schemas/A', base, '/components/schemas/A'],
    ['#', base, ''],
    ['#/a~1b/c~0d/e%20f', base, '/a~1b/c~0d/e f'],
    ['item.yaml', path.join(folder, 'paths/item.yaml'), ''],
    ['./item.yaml#/x', path.join(folder, 'paths/item.yaml'), '/x'],
    ['../schemas/a%20b.yaml#/x', path.join(folder, 'schemas/a b.yaml'), '/x'],
  ])('takes %s apart', (reference, file, pointer) => {
    expect(parseReference(reference, base, folder)).toMatchObject({ ok: true, file, fragment: { pointer } });
  });

  it.each([
    'http://example.com/a',
    'HTTPS://example.com/a',
    'file:///etc/passwd',
    'file:a.yaml',
    'data:application/json,{}',
    'c:\\a.yaml',
    '//example.com/a',
    '/etc/passwd',
    '%2fetc/passwd',
    '../../outside.yaml',
    '..%2f..%2foutside.yaml',
    '%2e%2e/%2e%2e/outside.yaml',
    '..\\..\\outside.yaml',
    '../../api-evil/a.yaml',
  ])('refuses to follow %s', (reference) => {
    expect(parseReference(reference, base, folder)).toMatchObject({ ok: false, code: 'reference-forbidden' });
  });

  it.each(['', '#a/b', '#/a~2', '#/%zz', 'a%00.yaml', 'a.yaml?x=1', '#-a'])(
    'finds %j invalid',
    (reference) => {
      expect(parseReference(reference, base, folder)).toMatchObject({ ok: false, code: 'reference-invalid' });
    },
  );

  it('never leaves the folder, whatever the reference', () => {
    const pieces = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      'a',
      ':',
      '#',
      '~',
      '//',
      '%00',
      'api-evil',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const parsed = parseReference(parts.join(''), base, folder);
        return !parsed.ok || parsed.file === base || isInside(folder, parsed.file);
      }),
      { numRuns: 5000 },
    );
  });
});
