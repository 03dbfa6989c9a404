import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DigestMemo } from '../../../../src/runtime/authenticate/digest-memo.js';

describe('the memo of token digests', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('knows a token by its whole text', () => {
    const memo = new DigestMemo();
    memo.set('header.claims.signature', 'digest');
    expect(memo.get('header.claims.signature')).toBe('digest');
    expect(memo.get('header.forged.signature')).toBeNull();
    expect(memo.get('header.claims.signature ')).toBeNull();
    expect(memo.get('a')).toBeNull();
  });

  it('never answers with the digest of another token, however many come', () => {
    const memo = new DigestMemo();
    const tokens = Array.from({ length: 2000 }, (_, n) => `header.claims${n}.${(n * 7919).toString(36)}AAAA`);
    for (const token of tokens) {
      memo.set(token, `digest of ${token}`);
      expect(memo.get(token)).toBe(`digest of ${token}`);
    }
    for (const token of tokens) expect([null, `digest of ${token}`]).toContain(memo.get(token));
  });

  it('keeps no token longer than a second', () => {
    const memo = new DigestMemo();
    memo.set('header.claims.signature', 'digest');
    vi.advanceTimersByTime(999);
    expect(memo.get('header.claims.signature')).toBe('digest');
    vi.advanceTimersByTime(1);
    expect(memo.get('header.claims.signature')).toBeNull();
    memo.set('header.claims.signature', 'digest');
    expect(memo.get('header.claims.signature')).toBe('digest');
    memo.clear();
    expect(memo.get('header.claims.signature')).toBeNull();
  });
});
