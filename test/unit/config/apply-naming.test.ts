import { describe, expect, it } from 'vitest';
import { checkNaming } from '../../../src/config/apply-naming.js';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { TimeLimit, TimeLimitError } from '../../../src/load/time-limit.js';
import { apiOf } from '../render/generated-project.js';

const api = apiOf({
  openapi: '3.1.0',
  info: { title: 'Names', version: '1' },
  paths: { '/orders': { get: { operationId: 'listOrders', responses: { 204: { description: 'none' } } } } },
});
const at = { file: '/oasgard.config.yaml', pointer: '', on: 'value' } as const;

describe('names that a configuration asks for', () => {
  it('are compared with the operations for as long as the run may take', () => {
    let now = 0;
    const time = new TimeLimit(10, () => (now += 1000));
    const naming = Array.from({ length: 20 }, () => ({ operation: 'GET /other', name: 'other', at }));
    expect(() => checkNaming(naming, api, new Diagnostics(), time)).toThrow(TimeLimitError);
    expect(now).toBeLessThan(12_000);
  });
});
