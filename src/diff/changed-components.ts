import type { Schema } from '../normalize/normalized-document.js';
import { comparableText, referencesIn } from './comparable-schema.js';

type Schemas = ReadonlyMap<string, Schema>;

/** Tells schemas that may differ from those that enforce the same, so that only the first are walked. */
export class ChangedComponents {
  readonly #changed: ReadonlySet<string>;

  constructor(old: Schemas, next: Schemas) {
    this.#changed = changedNames(old, next);
  }

  /** Whether both say the same, and so does everything they refer to. */
  areSame(old: Schema, next: Schema): boolean {
    const text = comparableText(next);
    if (comparableText(old) !== text) return false;
    if (this.#changed.size === 0) return true;
    for (const name of referencesIn(text)) if (this.#changed.has(name)) return false;
    return true;
  }
}

/** Components that differ, are in one document only, or reach one of these. */
function changedNames(old: Schemas, next: Schemas): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  const changed = new Set<string>();
  for (const name of new Set([...old.keys(), ...next.keys()])) {
    const [was, is] = [old.get(name), next.get(name)].map((schema) =>
      schema === undefined ? '' : comparableText(schema),
    ) as [string, string];
    if (was !== is) changed.add(name);
    for (const used of new Set([...referencesIn(was), ...referencesIn(is)])) {
      const known = users.get(used);
      if (known === undefined) users.set(used, [name]);
      else known.push(name);
    }
  }
  // A Set iterates over what is added meanwhile.
  for (const name of changed) for (const user of users.get(name) ?? []) changed.add(user);
  return changed;
}
