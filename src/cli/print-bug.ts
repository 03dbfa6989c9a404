import { packageVersion } from '../package-version.js';
import { exitCodes, type ExitCode } from './exit-codes.js';

/** Says that it is oasgard's fault, and keeps the stack. */
export function printBug(error: unknown): ExitCode {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(
    [
      'oasgard: this is a bug in oasgard, whatever the document says.',
      '',
      stack,
      '',
      `oasgard ${packageVersion()}, node ${process.version}, ${process.platform} ${process.arch}`,
      'Please report it with these lines and, if you can, the part of the document that causes it',
      '(CONTRIBUTING.md says where; SECURITY.md if it weakens a generated server).',
    ].join('\n'),
  );
  return exitCodes.bug;
}
