import { describe, expect, it } from 'vitest';

import { reported, resolved, type Resolved } from './literal-document.js';

function document(root: string, operation = ''): Resolved {
  return resolved(`
openapi: 3.1.0
info: { title: Orders, version: '1' }
security: [{ token: [] }]
paths:
  /a: { get: { operationId: a, responses: {}${operation} } }
components:
  securitySchemes: { token: { type: http, scheme: bearer, x-security: { claims: { plan: /plan } } } }
x-security:
  version: 1
${root}`);
}

const example = `
  limiters:
    ip: { key: ip, rate: 300/1m }
    user: { key: principal, rate: 60/1m, burst: 20 }
    monthly: { key: tenant, rate: 10000/30d, algorithm: fixed, unit: cost }
  plans: { default: free, free: {}, pro: { user: 600/1m, monthly: 1000000/30d } }
  rateLimit: [ip, user, monthly]`;

const only = ({ policy }: Resolved) => [...policy.operations.values()][0]!;

describe('plans', () => {
  it('read as the example of the semantics', () => {
    const { policy, diagnostics } = document(example, ', x-security: { cost: 5 }');
    expect(reported(diagnostics)).toEqual([]);
    expect(policy.plans).toEqual({
      default: 'free',
      plans: [
        { name: 'free', rates: [] },
        {
          name: 'pro',
          rates: [
            { limiter: 'user', count: 600, windowSeconds: 60, burst: 20 },
            { limiter: 'monthly', count: 1_000_000, windowSeconds: 2_592_000, burst: 1_000_000 },
          ],
        },
      ],
    });
    expect(policy.limiters.map(({ name, algorithm, unit, burst }) => [name, algorithm, unit, burst])).toEqual(
      [
        ['ip', 'gcra', 'requests', 300],
        ['user', 'gcra', 'requests', 20],
        ['monthly', 'fixed', 'cost', 10_000],
      ],
    );
  });

  it('are none where the document has none', () => {
    expect(document('  realm: x').policy.plans).toBeNull();
  });

  it('leave out rates of limiters nobody is charged by', () => {
    const { policy, diagnostics } = document(`
  limiters: { spare: { key: principal, rate: 1/1s } }
  plans: { default: free, free: { spare: 2/1s, principal: 5/1s } }`);
    expect(reported(diagnostics)).toEqual([]);
    expect(policy.plans!.plans[0]!.rates.map(({ limiter }) => limiter)).toEqual(['principal']);
  });

  it('must name what there is', () => {
    const { diagnostics } = document(`
  plans: { default: fre, free: { princpal: 5/1s, toString: 1/1s }, pro: {} }`);
    expect(reported(diagnostics)).toEqual([
      'undefined-plan /x-security/plans/default',
      'undefined-limiter /x-security/plans/free/princpal',
      'undefined-limiter /x-security/plans/free/toString',
    ]);
    expect(diagnostics.list.map(({ help }) => help).slice(0, 2)).toEqual([
      'Did you mean "free"?',
      'Did you mean "principal"?',
    ]);
  });

  it.each(['constructor', '__proto__', 'toString'])('have no plan %s but a declared one', (name) => {
    const { diagnostics } = document(`
  plans: { default: ${name}, free: {} }`);
    expect(reported(diagnostics)).toHaveLength(1);
  });

  it('cannot set limiters that do not know the caller', () => {
    const { diagnostics } = document(`
  plans: { default: free, free: { ip: 5/1s } }`);
    expect(reported(diagnostics)).toEqual(['plan-limiter-misfit /x-security/plans/free/ip']);
  });

  it('can set an address limiter that counts cost, after the caller is known', () => {
    const { policy, diagnostics } = document(`
  limiters: { paid: { key: ip, rate: 5/1d, unit: cost } }
  rateLimit: [ip, paid]
  plans: { default: free, free: { paid: 50/1d } }`);
    expect(reported(diagnostics)).toEqual([]);
    expect([policy.ipRateLimit, only({ policy } as Resolved).rateLimit]).toEqual([['ip'], ['paid']]);
  });

  it('are said to change nothing where no token scheme names them', () => {
    const { diagnostics } = resolved(`
openapi: 3.1.0
info: { title: Orders, version: '1' }
security: [{ token: [] }]
paths: { /a: { get: { operationId: a, responses: {} } } }
components: { securitySchemes: { token: { type: http, scheme: bearer } } }
x-security: { version: 1, plans: { default: free, free: {} } }`);
    expect(reported(diagnostics, 'plan-never-set')).toEqual(['plan-never-set /x-security/plans']);
  });
});

describe('cost', () => {
  it('is one unless declared', () => {
    expect(only(document(example)).cost).toBe(1);
    expect(only(document(example, ', x-security: { cost: 7 }')).cost).toBe(7);
    expect(only(document(example, ', x-security: { cost: 0 }')).cost).toBe(0);
  });

  it('is found where nothing counts it', () => {
    const { diagnostics } = document('  realm: x', ', x-security: { cost: 7 }');
    expect(reported(diagnostics, 'cost-uncounted')).toEqual([
      'cost-uncounted /paths/~1a/get/x-security/cost',
    ]);
  });

  it.each([
    ['more than the burst', 'rate: 100/1d, burst: 4', '{}'],
    ['more than the window', 'rate: 4/1d, algorithm: fixed', '{}'],
    ['more than the default plan', 'rate: 100/1d', '{ paid: 4/1d }'],
  ])('cannot be %s', (_, limiter, plan) => {
    const { diagnostics } = document(
      `
  limiters: { paid: { key: tenant, ${limiter}, unit: cost } }
  rateLimit: [ip, paid]
  plans: { default: free, free: ${plan}, pro: { paid: 900/1d } }`,
      ', x-security: { cost: 5 }',
    );
    expect(reported(diagnostics)).toEqual(['cost-unaffordable /paths/~1a/get/x-security/cost']);
  });
});

describe('limiters', () => {
  it('of the calendar have no burst', () => {
    const { diagnostics } = document(`
  limiters: { day: { key: principal, rate: 5/1d, algorithm: fixed, burst: 2 } }
  rateLimit: [ip, day]`);
    expect(reported(diagnostics)).toEqual(['burst-misfit /x-security/limiters/day/burst']);
  });

  it.each(['sliding', 'bytes', 'concurrency'])('%s are errors', (value) => {
    const member = value === 'sliding' ? 'algorithm' : 'unit';
    const { diagnostics } = document(`
  limiters: { some: { key: principal, rate: 5/1d, ${member}: ${value} } }
  rateLimit: [ip, some]`);
    expect(reported(diagnostics)).toEqual([`member-not-enforced /x-security/limiters/some/${member}`]);
  });
});

describe('login', () => {
  it('has the defaults of the vocabulary', () => {
    const { policy } = document('  realm: x', ", x-security: { login: { account: '$request.query.user' } }");
    expect(only({ policy } as Resolved).login).toMatchObject({
      account: {
        expression: '$request.query.user',
        at: { pointer: '/paths/~1a/get/x-security/login/account' },
      },
      perAccount: { count: 10, windowSeconds: 900 },
      perIp: { count: 50, windowSeconds: 3600 },
    });
    expect(only(document('  realm: x')).login).toBeNull();
  });

  it('limits accounts only where they are named', () => {
    const { diagnostics } = document('  realm: x', ', x-security: { login: { perAccount: 5/1m } }');
    expect(reported(diagnostics)).toEqual([
      'login-account-missing /paths/~1a/get/x-security/login/perAccount',
    ]);
  });
});
