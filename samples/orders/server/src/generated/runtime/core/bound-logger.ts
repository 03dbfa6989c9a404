// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { LogFields, Logger } from './logger.js';

/** A logger whose every line carries the same fields; they win over fields of the call. */
export class BoundLogger implements Logger {
  readonly #logger: Logger;
  readonly #bound: LogFields;

  constructor(logger: Logger, bound: LogFields) {
    this.#logger = logger;
    this.#bound = bound;
  }

  debug(message: string, fields?: LogFields): void {
    this.#logger.debug(message, { ...fields, ...this.#bound });
  }

  info(message: string, fields?: LogFields): void {
    this.#logger.info(message, { ...fields, ...this.#bound });
  }

  warn(message: string, fields?: LogFields): void {
    this.#logger.warn(message, { ...fields, ...this.#bound });
  }

  error(message: string, fields?: LogFields): void {
    this.#logger.error(message, { ...fields, ...this.#bound });
  }
}
