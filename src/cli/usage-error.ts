/** The command line asks for something that does not exist. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Command whose help explains it, `null` for the whole program. */
  readonly command: string | null;

  constructor(message: string, command: string | null = null) {
    super(message);
    this.command = command;
  }
}
