// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Writable } from 'node:stream';
import type { LogFields, Logger } from './logger.js';

type Level = 'debug' | 'info' | 'warn' | 'error';

/**
 * One JSON object a line, on standard error: standard output belongs to audit records. `debug` is left out unless asked
 * for.
 *
 * @param options.stream Default: `process.stderr`.
 */
export function jsonLogger(options: { readonly stream?: Writable; readonly debug?: boolean } = {}): Logger {
  const stream = options.stream ?? process.stderr;
  const write = (level: Level, message: string, fields?: LogFields): void => {
    stream.write(`${line({ time: new Date().toISOString(), level, message, ...fields })}\n`);
  };
  return {
    debug: (message, fields) => {
      if (options.debug === true) write('debug', message, fields);
    },
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  };
}

/** Control characters beyond JSON's are escaped too: a log is read on terminals. */
function line(record: LogFields): string {
  return stringify(record).replaceAll(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function stringify(record: LogFields): string {
  try {
    return JSON.stringify(record, (_key, value: unknown) => describe(value));
  } catch {
    return JSON.stringify({
      time: record['time'],
      level: record['level'],
      message: record['message'],
      fields: 'unprintable',
    });
  }
}

function describe(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
}
