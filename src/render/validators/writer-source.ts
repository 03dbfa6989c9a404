import type { Choice, Location } from './location.js';
import type { SchemaNode } from './schema-node.js';
import type { Tag } from './tag.js';

/** What writes the functions that the code of a writer calls. */
export interface WriterSource {
  /** Whether undeclared properties are kept. */
  readonly keep: boolean;
  at(nodes: readonly SchemaNode[]): Location;
  tagOf(branches: readonly SchemaNode[]): Tag | null;
  decide(location: Location, choice: Choice, nodes: readonly SchemaNode[]): Location;
  /** Whether one walk can check and write values at the location. */
  isWritable(location: Location): boolean;
  /** The name of the function that writes values at the location. */
  locationWriter(location: Location, hint: string): string;
}
