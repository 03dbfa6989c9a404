/** A file is not what a run decided on: somebody has saved it since. */
export class ChangedMeanwhileError extends Error {
  /** Relative to the output folder, or to the folder that is replaced. */
  readonly relative: string;

  constructor(relative: string) {
    super(`${relative} was changed meanwhile`);
    this.relative = relative;
  }
}
