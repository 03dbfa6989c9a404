/** Something wrong with a template: a fault of whoever wrote it, not a bug. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  /** Absolute path of the template. */
  readonly file: string;
  /** 1-based; 0 where the whole file is meant. */
  readonly line: number;
  readonly reason: string;

  constructor(file: string, line: number, reason: string, options?: ErrorOptions) {
    super(`${file}${line === 0 ? '' : `:${String(line)}`}: ${reason}`, options);
    this.file = file;
    this.line = line;
    this.reason = reason;
  }
}
