import { describe, expect, it } from 'vitest';
import { parseJournal } from '../../../src/write/journal.js';

const journal = (path: string, folder = 'src/generated'): string =>
  JSON.stringify({ folder, entries: [{ path, previous: 'x', next: null }] });

describe('a journal', () => {
  it('is read where it speaks of a project', () => {
    expect(parseJournal(journal('src/handlers/orders.ts'))?.entries).toHaveLength(1);
  });

  it.each(['.git/hooks/post-checkout', 'packages/a/.GIT/config', 'node_modules/a/index.js'])(
    'that leads to %s is none: whoever commits could have left it',
    (path) => {
      expect(parseJournal(journal(path))).toBeNull();
      expect(parseJournal(journal('src/a.ts', path))).toBeNull();
    },
  );
});
