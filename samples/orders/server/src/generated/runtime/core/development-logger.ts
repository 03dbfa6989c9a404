// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { inspect } from 'node:util';
import type { Writable } from 'node:stream';
import type { LogFields, Logger } from './logger.js';

const MARKS = { debug: '  ', info: '  ', warn: '! ', error: 'x ' };

/**
 * A log for people: one line a message, fields behind it, errors with their stack, text of several lines indented.
 *
 * @param options.stream Default: `process.stderr`.
 */
export function developmentLogger(options: { readonly stream?: Writable } = {}): Logger {
  const stream = options.stream ?? process.stderr;
  const write = (level: keyof typeof MARKS, message: string, fields: LogFields = {}): void => {
    let text = `${MARKS[level]}${printable(message)}`;
    const blocks: string[] = [];
    for (const [name, value] of Object.entries(fields)) {
      if (value === undefined) continue;
      if (value instanceof Error) blocks.push(value.stack ?? value.message);
      else if (typeof value === 'string' && value.includes('\n')) blocks.push(value);
      else
        text += `  ${name}=${printable(typeof value === 'string' ? value : inspect(value, { breakLength: Infinity }))}`;
    }
    for (const block of blocks)
      text += `\n${block
        .split('\n')
        .map((each) => `    ${printable(each)}`)
        .join('\n')}`;
    stream.write(`${text}\n`);
  };
  return {
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  };
}

/** Text of the document's or a client's must not command the terminal. */
function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
