import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { checkedFormats, uncheckedFormats } from '../../../../src/render/validators/formats.js';

const suite = resolve(
  import.meta.dirname,
  '../../../../../shared/suites/json-schema-test-suite/tests/draft2020-12/optional/format',
);
const hasSuite = existsSync(suite);
if (!hasSuite)
  console.warn('SKIPPED: ../shared/suites is not there, so the format tests of the suite were not run');

function check(format: string, value: string | number): boolean {
  const checked = checkedFormats.get(format);
  if (checked?.type === 'string') return typeof value !== 'string' || checked.check(value);
  return checked === undefined || typeof value !== 'number' || checked.check(value);
}

describe('formats', () => {
  it.each([
    ['date-time', '2026-01-31T23:59:60Z', true],
    ['date-time', '2026-01-31 10:00:00Z', false],
    ['date-time', '2026-01-31T10:00:00', false],
    ['date', '2025-02-29', false],
    ['time', '10:00:00+02', false],
    ['email', '"a b"@example.com', true],
    ['email', 'a..b@example.com', false],
    ['idn-email', 'δοκιμή@παράδειγμα.δοκιμή', true],
    ['idn-email', 'a b@example.com', false],
    ['hostname', 'xn--X', false],
    ['idn-hostname', 'בית.example', true],
    ['idn-hostname', '۰בית.example', false],
    ['ipv4', '010.0.0.1', false],
    ['ipv6', 'fe80::1%eth0', false],
    ['uri', 'javascript:alert(1)', true],
    ['uri', '//example.com/', false],
    ['uuid', 'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6', false],
    ['byte', 'AAAA\n', false],
    ['byte', 'QQ==', true],
    ['byte', 'QQ=', false],
    ['int32', 2_147_483_648, false],
    ['int64', 2 ** 53, false],
    ['int64', '9223372036854775807', true],
    ['float', 1e39, false],
  ] as const)('%s: %s is %s', (format, value, valid) => {
    expect(check(format, value)).toBe(valid);
  });

  it('are all named in docs/bodies.md', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/bodies.md'), 'utf8');
    const names = [...checkedFormats.keys(), ...uncheckedFormats];
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('answers at once for long hostile text', () => {
    const texts = ['a'.repeat(200_000), '0'.repeat(200_000), '%'.repeat(200_000), `${'a.'.repeat(100_000)}@`];
    const started = performance.now();
    for (const [format] of checkedFormats) {
      // A regular expression of 200,000 characters is compiled, not matched.
      if (format !== 'regex') for (const text of texts) check(format, text);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

interface SuiteFile {
  readonly description: string;
  readonly schema: { readonly format?: string };
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

describe.skipIf(!hasSuite)('format tests of the JSON-Schema-Test-Suite', () => {
  const names = [...checkedFormats.keys()].filter((name) => existsSync(resolve(suite, `${name}.json`)));

  it.each(names)('%s', (name) => {
    const groups = JSON.parse(readFileSync(resolve(suite, `${name}.json`), 'utf8')) as readonly SuiteFile[];
    const failures = groups.flatMap(({ schema, tests }) =>
      tests.filter(
        ({ data, valid }) => typeof data === 'string' && check(schema.format ?? name, data) !== valid,
      ),
    );
    expect(failures.map(({ description }) => description)).toEqual([]);
  });
});
