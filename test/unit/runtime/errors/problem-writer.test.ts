import { describe, expect, it } from 'vitest';
import { catalogue, type ErrorCode } from '../../../../src/runtime/errors/catalogue.js';
import { ProblemWriter } from '../../../../src/runtime/errors/problem-writer.js';

const codes = Object.keys(catalogue) as ErrorCode[];

describe('ProblemWriter', () => {
  it.each(codes)('writes %s as the catalogue has it', (code) => {
    const body = JSON.parse(new ProblemWriter(null).write({ code }, 'id-1')) as Record<string, unknown>;
    const { status, title, detail } = catalogue[code];
    expect(body).toEqual({
      type: 'about:blank',
      title,
      status,
      code,
      requestId: 'id-1',
      ...(detail === null ? {} : { detail }),
    });
  });

  it('prefixes types, and stays ASCII whatever the prefix', () => {
    const text = new ProblemWriter('https://é.example/errors/').write({ code: 'not-found' }, 'id');
    expect(JSON.parse(text)).toMatchObject({ type: 'https://é.example/errors/not-found' });
    expect(text).toMatch(/^[\x20-\x7e]*$/);
  });

  it('overrides the status without disturbing later bodies', () => {
    const writer = new ProblemWriter(null);
    expect(JSON.parse(writer.write({ code: 'invalid-request', status: 422 }, 'id'))).toMatchObject({
      status: 422,
    });
    expect(JSON.parse(writer.write({ code: 'invalid-request' }, 'id'))).toMatchObject({ status: 400 });
  });

  it('lists at most twenty issues and says when there were more', () => {
    const issue = { in: 'body', pointer: '#/a', keyword: 'type', detail: 'x' } as const;
    const write = (count: number) =>
      JSON.parse(
        new ProblemWriter(null).write(
          { code: 'invalid-request', issues: Array.from({ length: count }, () => issue) },
          'id',
        ),
      ) as { errors: unknown[]; truncated?: boolean };
    expect(write(20)).not.toHaveProperty('truncated');
    expect(write(21)).toMatchObject({ truncated: true });
    expect(write(21).errors).toHaveLength(20);
  });

  it('names the policies that were violated', () => {
    const text = new ProblemWriter(null).write(
      { code: 'rate-limited', violatedPolicies: ['ip', 'Nutzer ä'] },
      'id',
    );
    expect(JSON.parse(text)).toMatchObject({ 'violated-policies': ['ip', 'Nutzer ä'] });
  });
});
