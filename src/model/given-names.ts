/**
 * Names that a run chose where others could have been: kept in the manifest, so that whatever is added to a document
 * takes none of them. Each map leaves out what is named so in any case.
 */
export interface GivenNames {
  /** File of each tag that is no file name itself. */
  readonly tags: ReadonlyMap<string, string>;
  /** File of each operation, by its name, that another had to make way for. */
  readonly operations: ReadonlyMap<string, string>;
  /** Component of each schema that stands elsewhere, by file (relative to the document) and pointer. */
  readonly schemas: ReadonlyMap<string, string>;
  /** Type for replies, and that for requests where it is another, of each component; left out where the type is the component's name. */
  readonly types: ReadonlyMap<string, readonly string[]>;
}

export const nothingGiven: GivenNames = {
  tags: new Map(),
  operations: new Map(),
  schemas: new Map(),
  types: new Map(),
};
