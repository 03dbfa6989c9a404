import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { generate } from '../../../../src/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-inexact-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** Generates a document with a body of each schema, and says which of them `number-inexact` is reported of. */
async function refused(
  openapi: string,
  schemas: readonly string[],
  int64 = 'bigint',
): Promise<{ readonly schemas: readonly string[]; readonly out: string }> {
  const name = String(count++);
  const document = path.join(folder, `${name}.yaml`);
  const paths = schemas.map(
    (schema, index) => `
  /s${index}:
    post:
      requestBody: { content: { application/json: { schema: { ${schema} } } } }
      responses: { '204': { description: done } }`,
  );
  const text = `openapi: ${openapi}
info: { title: Numbers, version: '1' }
servers: [{ url: 'https://api.example.com' }]
security: []
x-security: { version: 1, access: public, rateLimit: false, because: a test, validation: { int64: ${int64} } }
paths:${paths.join('')}
`;
  writeFileSync(document, text);
  const out = path.join(folder, `${name}-server`);
  const { diagnostics } = await generate({ document, out });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect([...new Set(errors.map(({ code }) => code))]).toEqual(errors.length === 0 ? [] : ['number-inexact']);
  const indices = new Set(errors.map(({ at }) => Number(/~1s(\d+)/u.exec(at?.pointer ?? '')?.[1])));
  return { schemas: schemas.filter((_, index) => indices.has(index)), out };
}

const exact = [
  'type: integer, format: int64, minimum: -9223372036854775808, maximum: 9223372036854775807',
  'type: integer, format: int64, maximum: 9223372036854775808, minimum: -1e30',
  'type: integer, format: int64, maximum: 18446744073709551615',
  'type: integer, format: int64, exclusiveMaximum: 9007199254740994',
  'type: integer, format: int64, maximum: 9.007199254740994e15, minimum: 9007199254740992.0',
  'type: integer, format: int64, maximum: 0x20000000000000',
  'type: integer, format: int64, enum: [1152921504606846976, 9007199254740992]',
  'type: integer, format: int64, multipleOf: 1152921504606846976',
  'type: number, default: 1e300, enum: [1e300, 5]',
  'type: number, format: double, maximum: 9007199254740993',
];

const inexact = [
  'type: integer, format: int64, maximum: 9007199254740993',
  'type: integer, format: int64, minimum: 9007199254740995.0',
  'type: integer, format: int64, maximum: 9.007199254740993e15',
  'type: integer, format: int64, maximum: 0x20000000000001',
  'type: integer, format: int64, maximum: 9007199254740993.5',
  'type: integer, format: int64, exclusiveMaximum: 9223372036854775807',
  'type: integer, format: int64, maximum: 9223372036854774784.5',
  'type: integer, format: int64, multipleOf: 9007199254740993',
  'type: integer, format: int64, enum: [5, 9007199254740993]',
  'type: integer, format: int64, const: 1152921504606847000',
  'type: integer, format: int64, default: 9007199254740993',
  'type: object, const: { deep: [9007199254740993] }',
  'properties: { id: { allOf: [{ type: integer, format: int64 }, { maximum: 9007199254740993 }] } }',
];

describe('numbers that decide about integers of 64 bits', () => {
  it('are refused where they were read as others that let other integers through', async () => {
    expect((await refused('3.1.0', [...exact, ...inexact])).schemas).toEqual(inexact);
  });

  it('are looked up where OpenAPI 3.0 writes bounds', async () => {
    const schemas = [
      'type: integer, format: int64, maximum: 9223372036854775808, exclusiveMaximum: true',
      'type: integer, format: int64, maximum: 9223372036854775807, exclusiveMaximum: true',
      'type: integer, format: int64, minimum: 9007199254740993, exclusiveMinimum: true, nullable: true',
    ];
    expect((await refused('3.0.3', schemas)).schemas).toEqual(schemas.slice(1));
  });

  it('are what they were read as where integers of 64 bits are numbers', async () => {
    expect((await refused('3.1.0', inexact, 'number')).schemas).toEqual([]);
  });

  it('are in the effective document to the last digit', async () => {
    const { out } = await refused('3.1.0', exact);
    const document = path.join(out, 'openapi.effective.yaml');
    expect(readFileSync(document, 'utf8')).toContain('- 1152921504606846976');
    const { diagnostics } = await generate({ document, out: path.join(folder, 'again') });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
