// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Exchange } from './exchange.js';
import type { LogFields, Logger } from './logger.js';
import { sensitiveText } from './sensitive-values.js';

/** The log of one request whose operation has sensitive values: no line holds any, whoever writes it. */
export class RedactingLogger implements Logger {
  readonly #logger: Logger;
  readonly #exchange: Exchange;

  constructor(logger: Logger, exchange: Exchange) {
    this.#logger = logger;
    this.#exchange = exchange;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  #write(level: keyof Logger, message: string, fields: LogFields = {}): void {
    const sensitive = sensitiveText(this.#exchange);
    if (sensitive.isEmpty) this.#logger[level](message, fields);
    else this.#logger[level](sensitive.redact(message), sensitive.redactFields(fields));
  }
}
