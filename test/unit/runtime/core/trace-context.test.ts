import { describe, expect, it } from 'vitest';
import { formatTraceparent, mintTraceId, parseTraceId } from '../../../../src/runtime/core/trace-context.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const field = `00-${traceId}-00f067aa0ba902b7-01`;

describe('parseTraceId', () => {
  it('reads valid fields, later versions included', () => {
    expect(parseTraceId(field)).toBe(traceId);
    expect(parseTraceId(`01-${field.slice(3)}-more`)).toBe(traceId);
  });

  it.each([
    '',
    field.toUpperCase(),
    `ff-${field.slice(3)}`,
    `${field}-more`,
    `01-${field.slice(3)}more`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    field.slice(0, -1),
  ])('refuses %j', (text) => {
    expect(parseTraceId(text)).toBeNull();
  });
});

it('hands on the sampling flag under a new span', () => {
  const next = formatTraceparent(traceId, field);
  expect(parseTraceId(next)).toBe(traceId);
  expect(next.endsWith('-01')).toBe(true);
  expect(next).not.toContain('00f067aa0ba902b7');
  expect(formatTraceparent(mintTraceId(Date.now()), null).endsWith('-00')).toBe(true);
});
