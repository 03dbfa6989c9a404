import { defaultTypePatterns, type TypePatterns, typesOf } from '../config/type-naming.js';
import type { Api } from '../model/api.js';
import { nothingRemoved, type Manifest, type RemovedNames } from '../write/manifest.js';
import type { Disk } from './disk.js';
import { listSources } from './list-sources.js';
import { wordsOf } from './words-of.js';

/**
 * Names that an earlier document asked for, this one does not, and the user's files still hold, in whatever form. The
 * contract keeps them until the last one is deleted.
 *
 * @param patterns of the type names that operations have now
 */
export function findRemoved(
  api: Api,
  last: Manifest | null,
  disk: Disk,
  patterns: TypePatterns = defaultTypePatterns,
): RemovedNames {
  if (last === null) return nothingRemoved;
  const gone = (asked: readonly { readonly name: string }[], option: keyof Manifest['stubs']) => {
    const names = new Set(asked.map(({ name }) => name));
    return [...new Set([...last.removed[option], ...last.stubs[option]])].filter((name) => !names.has(name));
  };
  const handlers = gone(api.operations, 'handlers');
  const policies = gone(api.policies, 'policies');
  const credentials = gone(api.schemes, 'credentials');
  if (handlers.length + policies.length + credentials.length === 0) return nothingRemoved;
  const words = new Set(listSources(disk, 'src').flatMap((file) => wordsOf(disk.read(file))));
  const held = (names: readonly string[]): readonly string[] => names.filter((name) => words.has(name));
  const before = new Set([
    ...last.removed.types,
    ...handlers.flatMap((name) => typesOf(name, last.types ?? defaultTypePatterns)),
  ]);
  const now = new Set(api.operations.flatMap(({ name }) => typesOf(name, patterns)));
  return {
    handlers: held(handlers),
    policies: held(policies),
    // The names of schemes need not be words. What serves all of them goes with the last, and files may import that too.
    credentials:
      api.schemes.length === 0 && words.has('developmentCredentials')
        ? credentials
        : credentials.filter((name) => wordsOf(name).every((word) => words.has(word))),
    types: held([...before].filter((name) => !now.has(name))),
  };
}
