// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Password hashes in PHC string format: scrypt by `node:crypto`, argon2id where `@node-rs/argon2` is installed. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { createRequire } from 'node:module';

/** The least a stored hash may cost (semantics §3): about 134 MB and 0.3 s. */
const SCRYPT = { ln: 17, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** The most memory a stored hash may make this process use. */
const MAX_SCRYPT_BYTES = 1024 * 1024 * 1024;

const ARGON2_LIBRARY = '@node-rs/argon2';

/** A stored hash that cannot or must not be used: the record's fault, never the caller's. */
export class UnusablePasswordHash extends Error {
  override readonly name = 'UnusablePasswordHash';
}

/** One stored hash, ready to be compared with. */
export interface PasswordHash {
  /** @throws UnusablePasswordHash When the library for it is missing. */
  verify(password: string): Promise<boolean>;
  /** Takes as long as `verify` and matches nothing: what an unknown user costs. */
  spend(password: string): Promise<void>;
}

/**
 * Hashes a password with scrypt, N = 2^17, r = 8, p = 1 and a random salt:
 * `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`, both base64 without padding.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await deriveScrypt(password, salt, SCRYPT, KEY_BYTES);
  return `$scrypt$ln=${SCRYPT.ln},r=${SCRYPT.r},p=${SCRYPT.p}$${unpadded(salt)}$${unpadded(key)}`;
}

/** The cost of {@link hashPassword}, for unknown users while no stored hash was seen. */
export const defaultPasswordHash: PasswordHash = scryptHash(
  SCRYPT,
  Buffer.alloc(SALT_BYTES),
  Buffer.alloc(KEY_BYTES),
);

/** @throws UnusablePasswordHash When the text is no hash of a known kind, or one that is too cheap. */
export function parsePasswordHash(text: string): PasswordHash {
  const scryptParts =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text);
  if (scryptParts !== null) {
    const [ln, r, p] = [Number(scryptParts[1]), Number(scryptParts[2]), Number(scryptParts[3])];
    const salt = Buffer.from(scryptParts[4]!, 'base64');
    const key = Buffer.from(scryptParts[5]!, 'base64');
    if (
      ln < SCRYPT.ln ||
      r < SCRYPT.r ||
      p < SCRYPT.p ||
      key.length < KEY_BYTES ||
      salt.length < SALT_BYTES
    ) {
      throw new UnusablePasswordHash('the scrypt hash is weaker than ln=17,r=8,p=1; hash the password again');
    }
    if (scryptBytes({ ln, r, p }) > MAX_SCRYPT_BYTES) {
      throw new UnusablePasswordHash('the scrypt hash needs more than 1 GiB');
    }
    return scryptHash({ ln, r, p }, salt, key);
  }
  const argonParts =
    /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text);
  if (argonParts !== null) {
    const [memory, time, lanes] = [Number(argonParts[1]), Number(argonParts[2]), Number(argonParts[3])];
    if (memory < 19 * 1024 || time < 2 || lanes < 1) {
      throw new UnusablePasswordHash(
        'the argon2id hash is weaker than m=19456,t=2,p=1; hash the password again',
      );
    }
    return argon2Hash(text);
  }
  throw new UnusablePasswordHash('the stored hash is neither $scrypt$… nor $argon2id$v=19$…');
}

/**
 * Sees to it that a hash which is known before anybody logs in can be verified.
 *
 * @throws UnusablePasswordHash As {@link parsePasswordHash} does, and where the library for it is missing.
 */
export function checkPasswordHash(text: string): void {
  parsePasswordHash(text);
  if (text.startsWith('$argon2id$') && !hasArgon2()) throw argon2Missing();
}

/**
 * Whether a password is the one that was hashed. For logins of your own: `null`, for an account that does not exist,
 * takes as long as a wrong password.
 *
 * @throws {UnusablePasswordHash} when the stored text is no hash this server verifies
 */
export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  if (hash !== null) return parsePasswordHash(hash).verify(password);
  await defaultPasswordHash.spend(password);
  return false;
}

interface ScryptCost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

function scryptHash(cost: ScryptCost, salt: Buffer, key: Buffer): PasswordHash {
  return {
    verify: async (password) => timingSafeEqual(await deriveScrypt(password, salt, cost, key.length), key),
    spend: async (password) => {
      await deriveScrypt(password, salt, cost, key.length);
    },
  };
}

function scryptBytes({ ln, r, p }: ScryptCost): number {
  return 128 * 2 ** ln * r + 128 * r * p;
}

function deriveScrypt(password: string, salt: Buffer, cost: ScryptCost, length: number): Promise<Buffer> {
  const options = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: 2 * scryptBytes(cost) };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

interface Argon2 {
  verify(hash: string, password: string): Promise<boolean>;
}

let argon2: Promise<Argon2> | null = null;

function argon2Hash(text: string): PasswordHash {
  const verify = async (password: string): Promise<boolean> =>
    (await (argon2 ??= loadArgon2())).verify(text, password);
  return {
    verify,
    spend: async (password) => {
      await verify(password);
    },
  };
}

/** Named by a variable: the library is optional, and a literal would be resolved when the project is compiled. */
async function loadArgon2(): Promise<Argon2> {
  const specifier: string = ARGON2_LIBRARY;
  try {
    return (await import(specifier)) as Argon2;
  } catch {
    argon2 = null;
    throw argon2Missing();
  }
}

/** Whether the library can be loaded, at once: installed for another platform it cannot. */
function hasArgon2(): boolean {
  try {
    createRequire(import.meta.url)(ARGON2_LIBRARY);
    return true;
  } catch {
    return false;
  }
}

function argon2Missing(): UnusablePasswordHash {
  return new UnusablePasswordHash(
    `an argon2id hash needs ${ARGON2_LIBRARY}, which cannot be loaded: npm install ${ARGON2_LIBRARY}`,
  );
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
