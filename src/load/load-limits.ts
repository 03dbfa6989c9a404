/** Bounds on what is read, so that a hostile document costs a diagnostic and not the machine. */
export interface LoadLimits {
  /** Bytes of one file. */
  readonly bytes: number;
  /** Objects and arrays inside one another; the root counts 1. */
  readonly depth: number;
  /** Uses of YAML anchors in one file. */
  readonly aliases: number;
  /** Values of one file, each use of a YAML anchor counted with everything below it. */
  readonly nodes: number;
  /** Files a document may consist of, overlays included. */
  readonly files: number;
  /** Seconds that a run may take; looked at between files, passes and operations. */
  readonly seconds: number;
}

export const defaultLoadLimits: LoadLimits = {
  bytes: 64 * 1024 * 1024,
  depth: 128,
  aliases: 10_000,
  nodes: 10_000_000,
  files: 5_000,
  seconds: 600,
};

/** The greatest `depth` there may be: passes call themselves once a level, and ajv several times. */
export const DEEPEST_LIMIT = 200;
