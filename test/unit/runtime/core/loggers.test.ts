import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BoundLogger } from '../../../../src/runtime/core/bound-logger.js';
import { developmentLogger } from '../../../../src/runtime/core/development-logger.js';
import { jsonLogger } from '../../../../src/runtime/core/json-logger.js';
import type { Logger } from '../../../../src/runtime/core/logger.js';

function logged(create: (options: { stream: PassThrough }) => Logger, run: (log: Logger) => void): string {
  const stream = new PassThrough();
  run(create({ stream }));
  return String(stream.read() ?? '');
}

describe('jsonLogger', () => {
  it('writes one object a line, errors with their stack', () => {
    const text = logged(jsonLogger, (log) => {
      log.debug('hidden');
      log.info('a', { count: 1n });
      log.error('b\n', { error: new TypeError('why', { cause: 'that' }) });
    });
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { level: 'info', message: 'a', count: '1' },
      { level: 'error', message: 'b\n', error: { name: 'TypeError', message: 'why', cause: 'that' } },
    ]);
  });

  it('survives fields that are no JSON, and escapes what commands terminals', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const text = logged(jsonLogger, (log) => log.warn('\u009b31m\u2028', { cyclic }));
    expect(text).not.toMatch(/[\u0080-\u009f\u2028]/);
    expect(JSON.parse(text)).toMatchObject({ message: '\u009b31m\u2028', fields: 'unprintable' });
  });
});

describe('developmentLogger', () => {
  it('puts fields on the line and long texts below it, without control characters', () => {
    const text = logged(developmentLogger, (log) =>
      log.warn('look\u001b[31m', { operation: 'getOrder', advice: 'one:\n  two', gone: undefined }),
    );
    expect(text).toBe('! look\\u001b[31m  operation=getOrder\n    one:\n      two\n');
  });
});

describe('BoundLogger', () => {
  it('adds its fields to every line, and they win', () => {
    const text = logged(jsonLogger, (log) =>
      new BoundLogger(log, { requestId: 'r' }).info('m', { a: 1, requestId: 'x' }),
    );
    expect(JSON.parse(text)).toMatchObject({ message: 'm', a: 1, requestId: 'r' });
  });
});
