import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandlerRequest, PolicyRequest } from '../../../src/runtime/core/handler.js';
import { GoldenProject, type GoldenServer } from '../golden-project.js';

describe('security', () => {
  let project: GoldenProject;
  let server: GoldenServer;
  let token: (scope: string, roles: readonly string[]) => Promise<string>;
  beforeAll(async () => {
    project = await GoldenProject.create(import.meta.dirname);
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'golden', alg: 'ES256', use: 'sig' };
    token = (scope, roles) =>
      new SignJWT({ client_id: 'golden', scope, roles })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'golden' })
        .setIssuer('https://issuer.example.com')
        .setAudience('https://api.example.com')
        .setSubject('ann')
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey);
    const { allow, deny, hashPassword } = (await project.module('generated/index.js')) as {
      readonly allow: (object: unknown) => unknown;
      readonly deny: () => unknown;
      readonly hashPassword: (password: string) => Promise<string>;
    };
    const passwordHash = await hashPassword('correct horse');
    const names = ['inherited', 'either', 'both', 'optional', 'open', 'getThing', 'deleteThing'];
    server = await project.serve({
      handlers: Object.fromEntries(names.map((name) => [name, handlerOf(name)])),
      policies: {
        owner: ({ id, principal }: PolicyRequest) => (id === principal?.id ? allow({ id }) : deny()),
      },
      credentials: {
        token: { kind: 'jwt', keys: [jwk] },
        key: {
          kind: 'apiKey',
          lookup: ({ hash }: { readonly hash: string }) =>
            keys.find((record) => record.hash === hash) ?? null,
        },
        login: {
          kind: 'basic',
          lookup: (id: string) => (id === 'bob' ? { id, roles: [], passwordHash } : null),
        },
      },
    });
  }, 120_000);

  afterAll(async () => {
    await server.close();
    project.remove();
  });

  it('is generated as expected, and compiles', () => {
    expect(project.written).toEqual(project.expected);
    expect(project.faults).toEqual(['', '']);
  });

  it.each([
    // What is said at the root holds everywhere: a token with `read`, and the role `user`.
    ['GET /v1/inherited', {}, 401, 'credentials-required'],
    ['GET /v1/inherited', { token: ['', ['user']] }, 403, 'insufficient-scope'],
    ['GET /v1/inherited', { token: ['read', []] }, 403, 'insufficient-role'],
    ['GET /v1/inherited', { token: ['read', ['user']] }, 204, 'inherited ann'],
    ['GET /v1/inherited', { token: ['read', ['admin']] }, 204, 'inherited ann'],
    ['GET /v1/inherited', { key: 'admin-key' }, 401, 'credentials-required'],
    // OR: one is enough, and its own scopes and roles count.
    ['GET /v1/either', { token: ['read', ['user']] }, 403, 'insufficient-scope'],
    ['GET /v1/either', { token: ['write', ['user']] }, 204, 'either ann'],
    ['GET /v1/either', { key: 'user-key' }, 403, 'insufficient-role'],
    ['GET /v1/either', { key: 'admin-key' }, 204, 'either robot'],
    ['GET /v1/either', { key: 'unknown' }, 401, 'invalid-credentials'],
    // AND: neither alone.
    ['GET /v1/both', { token: ['', ['user']] }, 401, 'credentials-required'],
    ['GET /v1/both', { key: 'user-key' }, 401, 'credentials-required'],
    ['GET /v1/both', { token: ['', ['user']], key: 'user-key' }, 204, 'both ann'],
    // `{}`: nobody is welcome, a wrong password is not.
    ['GET /v1/optional', {}, 204, 'optional nobody'],
    ['GET /v1/optional', { password: 'correct horse' }, 204, 'optional bob'],
    ['GET /v1/optional', { password: 'wrong' }, 401, 'invalid-credentials'],
    // `security: []`: credentials are not even read.
    ['GET /v1/open', {}, 204, 'open nobody'],
    ['GET /v1/open', { token: 'forged' }, 204, 'open nobody'],
    // Objects: the policy has the last word.
    ['GET /v1/things/ann', { token: ['read', ['user']] }, 204, 'getThing ann ann'],
    ['GET /v1/things/bob', { token: ['read', ['user']] }, 404, 'not-found'],
    ['DELETE /v1/things/ann', { token: ['read', ['user']] }, 403, 'insufficient-role'],
    ['DELETE /v1/things/ann', { token: ['read', ['admin']] }, 204, 'deleteThing ann ann'],
    ['DELETE /v1/things/bob', { token: ['read', ['admin']] }, 403, 'object-denied'],
  ] as const)('answers %s with %j by %i %s', async (line, credentials, status, outcome) => {
    ran.length = 0;
    const reply = await server.send(line, await headersOf(credentials));
    expect(reply.status).toBe(status);
    expect(reply.code === null ? ran.join() : reply.code).toBe(outcome);
    expect(ran).toHaveLength(status === 204 ? 1 : 0);
    if (status === 401) expect(reply.headers['www-authenticate']).toBeDefined();
  });

  interface Sent {
    readonly token?: readonly [scope: string, roles: readonly string[]] | 'forged';
    readonly key?: string;
    readonly password?: string;
  }

  async function headersOf({ token: claims, key, password }: Sent): Promise<Record<string, string>> {
    const headers: Record<string, string> = {};
    if (claims === 'forged') headers['Authorization'] = 'Bearer forged';
    else if (claims !== undefined) headers['Authorization'] = `Bearer ${await token(...claims)}`;
    if (password !== undefined) {
      headers['Authorization'] = `Basic ${Buffer.from(`bob:${password}`).toString('base64')}`;
    }
    if (key !== undefined) headers['X-API-Key'] = key;
    return headers;
  }
});

/** What ran since the last request, for whom, with which object. */
const ran: string[] = [];

function handlerOf(name: string) {
  return (request: HandlerRequest) => {
    ran.push(`${name} ${request.principal?.id ?? 'nobody'} ${request.grant?.id ?? ''}`.trim());
    return { status: 204 };
  };
}

const keys = [
  { id: 'robot', hash: sha256('admin-key'), roles: ['admin'] },
  { id: 'reader', hash: sha256('user-key'), roles: ['user'] },
];

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
