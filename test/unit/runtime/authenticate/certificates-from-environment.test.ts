import { afterEach, describe, expect, it, vi } from 'vitest';
import { certificatesFromEnvironment } from '../../../../src/runtime/authenticate/from-environment.js';

const good = 'AB'.repeat(32);

function read(entries: readonly object[]) {
  vi.stubEnv('CERTIFICATES', JSON.stringify(entries));
  return certificatesFromEnvironment('CERTIFICATES');
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('certificates listed in the environment', () => {
  it('are found by their fingerprint, however it is written', () => {
    for (const fingerprint of [good, good.toLowerCase(), good.match(/../g)!.join(':')]) {
      const credentials = read([{ id: 'shop', fingerprint }]);
      if (credentials.kind !== 'mutualTLS') throw new Error(credentials.message);
      expect(credentials.lookup({ fingerprint: good.toLowerCase() } as never)).toMatchObject({ id: 'shop' });
      expect(credentials.lookup({ fingerprint: 'cd'.repeat(32) } as never)).toBeNull();
    }
  });

  it.each([
    ['a SHA-1', ['ab'.repeat(20)]],
    ['what openssl prints in front', [`sha256 Fingerprint=${good}`]],
    ['one fingerprint twice', [good, good.toLowerCase()]],
  ])('stop the start with %s', (_name, fingerprints) => {
    expect(read(fingerprints.map((fingerprint) => ({ id: 'shop', fingerprint })))).toMatchObject({
      kind: 'missing',
      message: 'A fingerprint in CERTIFICATES is not the SHA-256 of a certificate, or stands there twice.',
    });
  });

  it('stop the start with nothing in the place of a fingerprint', () => {
    expect(read([{ id: 'shop', fingerprint: '' }])).toMatchObject({
      kind: 'missing',
      message: 'CERTIFICATES: fingerprint is empty.',
    });
  });
});
