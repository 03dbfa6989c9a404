import type { FunctionScope } from './generated-function.js';
import type { Choice, Location } from './location.js';
import type { SchemaNode } from './schema-node.js';
import type { Tag } from './tag.js';

/** What writes the functions that the code of a writer calls. */
export interface WriterSource {
  /** Whether undeclared properties are kept. */
  readonly keep: boolean;
  /** Whether integers of 64 bits may be bigints. */
  readonly exact: boolean;
  at(nodes: readonly SchemaNode[]): Location;
  tagOf(branches: readonly SchemaNode[]): Tag | null;
  decide(location: Location, choice: Choice, nodes: readonly SchemaNode[]): Location;
  /** Whether one walk can check and write values at the location. */
  isWritable(location: Location): boolean;
  /** Whether it depends on the caller what is written of values at the location. */
  isRestricted(location: Location): boolean;
  /** The expression of the text of `variable`, written by the function for the location. */
  writerCall(scope: FunctionScope, location: Location, hint: string, variable: string): string;
}
