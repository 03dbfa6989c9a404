import type { Schema } from '../normalize/normalized-document.js';
import { typedChildrenOf } from './schema-children.js';
import { refOf } from './schema-variants.js';

/** Names of the components that hold integers of 64 bits, themselves or through others. */
export function reachesInt64(schemas: ReadonlyMap<string, Schema>): ReadonlySet<string> {
  const referrers = new Map<string, string[]>();
  const found = new Set<string>();
  for (const [name, root] of schemas) {
    const visit = (schema: Schema): void => {
      if (typeof schema === 'boolean') return;
      if (schema['format'] === 'int64') found.add(name);
      const ref = refOf(schema);
      if (ref !== null) referrers.set(ref, [...(referrers.get(ref) ?? []), name]);
      typedChildrenOf(schema).forEach(visit);
    };
    visit(root);
  }
  // A Set iterates over what is added meanwhile.
  for (const name of found) for (const referrer of referrers.get(name) ?? []) found.add(referrer);
  return found;
}
