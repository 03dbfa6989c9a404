import { text } from 'node:stream/consumers';
import { hashApiKey } from '../runtime/authenticate/api-key-format.js';
import { hashPassword } from '../runtime/authenticate/password-hash.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { readSecret } from './read-secret.js';
import { UsageError } from './usage-error.js';

/** Longest password that servers accept, in bytes (semantics §3). */
const MAX_PASSWORD_BYTES = 256;

/** `oasgard keys hash`. */
export async function runKeysHash(type: 'password' | 'api-key'): Promise<ExitCode> {
  const secret = process.stdin.isTTY
    ? await readSecret(type === 'password' ? 'Password: ' : 'API key: ')
    : (await text(process.stdin)).replace(/\r?\n$/, '');
  if (secret === '') throw new UsageError('Nothing was read from standard input.', 'keys hash');
  if (/[\u0000-\u001f\u007f]/.test(secret)) {
    throw new UsageError('The secret holds a line break or another control character.', 'keys hash');
  }
  if (type === 'password' && Buffer.byteLength(secret) > MAX_PASSWORD_BYTES) {
    throw new UsageError(`Passwords have at most ${MAX_PASSWORD_BYTES} bytes.`, 'keys hash');
  }
  process.stdout.write(`${type === 'password' ? await hashPassword(secret) : hashApiKey(secret)}\n`);
  return exitCodes.ok;
}
