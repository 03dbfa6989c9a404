import { parseDuration } from '../policy/quantities.js';
import { createApiKey } from '../runtime/authenticate/api-key-format.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { UsageError } from './usage-error.js';

export interface KeysCreateArguments {
  readonly prefix: string;
  readonly owner: string | null;
  readonly roles: readonly string[];
  /** A duration of the vocabulary. */
  readonly expires: string;
  readonly format: 'text' | 'json';
}

const DURATION = /^[1-9][0-9]{0,5}(ms|s|m|h|d)$/;

/** `oasgard keys create`. */
export function runKeysCreate({ prefix, owner, roles, expires, format }: KeysCreateArguments): ExitCode {
  if (!DURATION.test(expires)) {
    throw new UsageError('--expires is a whole number with its unit, such as 12h or 90d.', 'keys create');
  }
  const created = make(prefix);
  const { key, id, hash, createdAt } = created;
  const record = {
    id: owner ?? id,
    hash,
    keyId: id,
    ...(roles.length > 0 && { roles }),
    createdAt,
    expiresAt: createdAt + Math.ceil(parseDuration(expires)),
  };
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ key, record }, null, 2)}\n`
      : `Key     ${key}\nRecord  ${JSON.stringify(record)}\n`,
  );
  if (format === 'text') {
    process.stderr.write(
      '\nGive the key to its owner: it is shown this once. Store the record, in your database or in the\nenvironment variable that src/credentials.ts reads.\n',
    );
  }
  return exitCodes.ok;
}

function make(prefix: string): ReturnType<typeof createApiKey> {
  try {
    return createApiKey(prefix);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${error.message}.`, 'keys create');
    throw error;
  }
}
