import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInside } from '../../../src/load/is-inside.js';
import { parseReference } from '../../../src/resolve/reference-target.js';

const folder = path.resolve('/specs/api');
const bounds = { folder, remoteOrigins: new Set(['https://specs.example.com', 'http://127.0.0.1:8080']) };
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
    expect(parseReference(reference, base, bounds)).toMatchObject({ ok: true, file, fragment: { pointer } });
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
    expect(parseReference(reference, base, bounds)).toMatchObject({ ok: false, code: 'reference-forbidden' });
  });

  it.each(['', '#a/b', '#/a~2', '#/%zz', 'a%00.yaml', 'a.yaml?x=1', '#-a'])(
    'finds %j invalid',
    (reference) => {
      expect(parseReference(reference, base, bounds)).toMatchObject({ ok: false, code: 'reference-invalid' });
    },
  );

  it.each([
    ['https://specs.example.com/a/b.yaml#/x', base, 'https://specs.example.com/a/b.yaml'],
    ['HTTPS://SPECS.example.com:443/b.yaml?v=1#/x', base, 'https://specs.example.com/b.yaml?v=1'],
    ['http://127.0.0.1:8080/b#/x', base, 'http://127.0.0.1:8080/b'],
    ['../c.yaml#/x', 'https://specs.example.com/a/b.yaml', 'https://specs.example.com/c.yaml'],
    ['../../../c.yaml#/x', 'https://specs.example.com/a/b.yaml', 'https://specs.example.com/c.yaml'],
    ['#/x', 'https://specs.example.com/a/b.yaml', 'https://specs.example.com/a/b.yaml'],
    ['//specs.example.com/c#/x', 'https://specs.example.com/a', 'https://specs.example.com/c'],
  ])('follows %s from %s', (reference, from, file) => {
    expect(parseReference(reference, from, bounds)).toMatchObject({
      ok: true,
      file,
      fragment: { pointer: '/x' },
    });
  });

  it.each([
    ['http://specs.example.com/a', base],
    ['https://specs.example.com:8443/a', base],
    ['https://specs.example.com.evil.example/a', base],
    ['https://specs.example.com@evil.example/a', base],
    ['https://user@specs.example.com/a', base],
    ['http://127.0.0.1/a', base],
    ['//evil.example/a', 'https://specs.example.com/a'],
    ['http://specs.example.com/a', 'https://specs.example.com/a'],
    ['file:///etc/passwd', 'https://specs.example.com/a'],
    ['data:text/plain,x', 'https://specs.example.com/a'],
    ['\\\\evil.example\\a', 'https://specs.example.com/a'],
  ])('refuses to follow %s from %s', (reference, from) => {
    expect(parseReference(reference, from, bounds)).toMatchObject({ ok: false, code: 'reference-forbidden' });
  });

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
        const parsed = parseReference(parts.join(''), base, bounds);
        return !parsed.ok || parsed.file === base || isInside(folder, parsed.file);
      }),
      { numRuns: 5000 },
    );
  });
});
