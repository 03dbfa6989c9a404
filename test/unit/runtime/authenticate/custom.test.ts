import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CustomCredentials } from '../../../../src/runtime/authenticate/credentials.js';
import { principalOf, refusal, refusalOf, source, world, type World } from './harness.js';

afterEach(() => vi.useRealTimers());

function digest(verify: CustomCredentials['verify']): World {
  return world({
    schemes: [{ kind: 'custom', name: 'signed', httpScheme: 'digest' }],
    credentials: { signed: { kind: 'custom', verify } },
  });
}

const sent = (value: string) => source({ headers: [['Authorization', value]] });

describe('an http scheme of the application', () => {
  it('is judged by its verifier, commas included', async () => {
    const seen: string[] = [];
    const { check } = digest((text) => {
      seen.push(text);
      return { id: 'ada', attributes: { level: 2 } };
    });
    const principal = principalOf(await check(sent('Digest username="ada", realm="x"')));
    expect(principal).toMatchObject({ id: 'ada', scheme: 'signed', claims: { level: 2 } });
    expect(seen).toEqual(['username="ada", realm="x"']);
  });

  it('is refused when the verifier says so, or there is nothing to verify', async () => {
    const { check } = digest(() => null);
    expect(await refusal(check(sent('digest x')))).toBe('invalid-credentials signed: verifier-refused');
    expect(await refusal(check(sent('digest')))).toBe('invalid-credentials signed: credential-empty');
    expect(refusalOf(await check(sent('Bearer x')))).toMatchObject({
      code: 'credentials-required',
      headers: ['WWW-Authenticate', 'digest realm="orders"'],
    });
  });

  it('is 503 when the verifier does not answer in five seconds', async () => {
    vi.useFakeTimers();
    const { check, log } = digest(() => new Promise(() => undefined));
    const waiting = check(sent('digest x'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(refusalOf(await waiting).code).toBe('authentication-unavailable');
    expect(log.lines).toHaveLength(1);
  });

  it('may answer with a promise of another realm', async () => {
    const foreign = runInNewContext('Promise.resolve({ id: "ada" })') as Promise<{ id: string }>;
    expect(foreign).not.toBeInstanceOf(Promise);
    const { check } = digest(() => foreign);
    expect(principalOf(await check(sent('digest x'))).id).toBe('ada');
  });

  it('is 503 when the verifier answers true', async () => {
    const { check } = digest(() => true as unknown as null);
    expect(refusalOf(await check(sent('digest x'))).code).toBe('authentication-unavailable');
  });
});
