import { describe, expect, it } from 'vitest';
import { fieldLines, fieldList } from '../../../../src/runtime/core/field-lines.js';

describe('field lines', () => {
  it('end with CRLF each, and are read back as they were', () => {
    const list = ['Vary', 'Origin', 'RateLimit', '"ip";r=1;t=2, "user: x";r=3;t=4', 'Empty', ''];
    expect(fieldLines(list.slice(0, 2))).toBe('Vary: Origin\r\n');
    expect(fieldList(fieldLines(list))).toEqual(list);
    expect(fieldList('')).toEqual([]);
  });

  it.each(['a\r\nb', 'a\nb', 'a\u0000', 'a\u007f', 'é\u0100'])('are not made of %j', (value) => {
    expect(() => fieldLines(['Vary', value])).toThrow(TypeError);
  });
});
