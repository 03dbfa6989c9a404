/** Project Wycheproof's JWS vectors against what reads, chooses and verifies. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keyFit } from '../../../../src/runtime/authenticate/algorithms.js';
import { isRecord, parseCompactJws } from '../../../../src/runtime/authenticate/compact-jws.js';
import { VerificationKeys, verifySignature } from '../../../../src/runtime/authenticate/verification-keys.js';
import { jwtDefinition, problemsOf } from './harness.js';

const FOLDER = new URL('../../../../../shared/suites/wycheproof/testvectors_v1/', import.meta.url);
const FILES = ['json_web_signature_test.json', 'json_web_crypto_test.json', 'json_web_key_test.json'];

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly jws?: unknown;
  readonly result: 'valid' | 'invalid' | 'acceptable';
  readonly flags: readonly string[];
}

interface Group {
  readonly comment: string;
  readonly public?: unknown;
  readonly private?: unknown;
  readonly tests: readonly Vector[];
}

const present = existsSync(FOLDER);
if (!present) process.stderr.write(`Skipped: ${FOLDER.pathname} is not there\n`);

/** The group's keys, public where it has both. */
function keysOf(group: Group): readonly Record<string, unknown>[] {
  const given = group.public ?? group.private;
  if (!isRecord(given)) return [];
  const keys: unknown = given['keys'] ?? [given];
  return (keys as readonly unknown[]).filter(isRecord);
}

function isSecret(key: Record<string, unknown>): boolean {
  return key['kty'] === 'oct';
}

/** What a scheme for these keys would accept: the algorithms their `alg` names, else those of their type. */
function algorithmsOf(keys: readonly Record<string, unknown>[]): readonly string[] {
  const named = keys
    .map((key) => key['alg'])
    .filter((alg) => typeof alg === 'string' && keyFit(alg) !== undefined);
  return named.length > 0 ? (named as string[]) : ['ES256', 'PS256', 'RS256', 'Ed25519', 'EdDSA'];
}

async function accepts(token: string, keys: readonly Record<string, unknown>[]): Promise<boolean> {
  // Secrets beside public keys never start: the scheme is refused before any token comes.
  if (keys.some(isSecret) && !keys.every(isSecret)) return false;
  const jws = parseCompactJws(token);
  if (typeof jws === 'string') return false;
  const algorithms = algorithmsOf(keys);
  if (!algorithms.includes(jws.alg)) return false;
  const choice = new VerificationKeys(keys, algorithms).choose(jws.alg, jws.kid);
  return choice.kind === 'key' && verifySignature(token, jws, choice.key);
}

/** Where the suite is not followed, by file and vector. */
const REVIEWED: ReadonlyMap<string, ReadonlyMap<number, string>> = new Map([
  [
    'json_web_signature_test.json',
    new Map([
      [346, 'stricter: the token says PS384, the alg of the key PS256'],
      [347, 'stricter: the alg of the key is ES521, which does not exist'],
      [350, 'stricter: as 346'],
      [351, 'stricter: as 347'],
      [367, 'the padding it means to add is not in the vector: it is byte for byte the valid token'],
      [370, 'as 367'],
      [372, 'stricter: a character outside the alphabet of base64url'],
      [373, 'stricter: as 372'],
    ]),
  ],
]);

describe.skipIf(!present).each(FILES)('%s', (file) => {
  const { testGroups } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as {
    readonly testGroups: readonly Group[];
  };
  const cases = testGroups.flatMap((group) =>
    group.tests.filter((vector) => typeof vector.jws === 'string').map((vector) => [group, vector] as const),
  );

  it('has vectors', () => expect(cases.length).toBeGreaterThan(20));

  it('is answered as it should be', async () => {
    const wrong: string[] = [];
    for (const [group, vector] of cases) {
      const accepted = await accepts(vector.jws as string, keysOf(group));
      const followed = accepted === (vector.result === 'valid');
      const reviewed = REVIEWED.get(file)?.has(vector.tcId) === true;
      if (followed === reviewed) {
        wrong.push(
          `${vector.tcId} ${group.comment}: ${vector.comment} is ${vector.result} [${vector.flags.join()}], accepted: ${accepted}`,
        );
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('key sets', () => {
  it('that mix secrets and public keys do not start', () => {
    const oct = { kty: 'oct', k: Buffer.alloc(32).toString('base64url') };
    const ec = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
    for (const algorithms of [['HS256'], ['ES256']]) {
      expect(
        problemsOf({
          schemes: [jwtDefinition({ algorithms })],
          credentials: { oauth: { kind: 'jwt', keys: [oct, ec] } },
        }),
      ).toMatch(/symmetric/);
    }
  });
});
