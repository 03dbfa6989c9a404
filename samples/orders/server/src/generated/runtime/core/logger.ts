// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Application log. One method per level; fields never hold credentials or bodies. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;
