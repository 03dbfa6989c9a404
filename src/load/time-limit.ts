/** How long a run may take. Nothing is interrupted: who works asks between two files, two passes, two operations. */
export class TimeLimit {
  readonly seconds: number;
  readonly #end: number;
  readonly #now: () => number;

  /**
   * Starts now.
   *
   * @param now milliseconds of a clock that never goes back
   */
  constructor(seconds: number, now: () => number = () => performance.now()) {
    this.seconds = seconds;
    this.#now = now;
    this.#end = now() + seconds * 1000;
  }

  get isOver(): boolean {
    return this.#now() >= this.#end;
  }

  /** @throws {TimeLimitError} when it is over: for work too deep inside to be given up otherwise */
  check(): void {
    if (this.isOver) throw new TimeLimitError(this.message);
  }

  get message(): string {
    return `The run takes longer than ${this.seconds} s`;
  }
}

export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}
