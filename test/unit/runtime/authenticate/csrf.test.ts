import { describe, expect, it } from 'vitest';
import { checkCsrf } from '../../../../src/runtime/authenticate/csrf.js';
import { source } from './harness.js';

const HOSTS = new Set([
  'api.example.com',
  'api.example.com:8443',
  'localhost:3000',
  '127.0.0.1:3000',
  '[::1]:3000',
]);
const ORIGINS = new Set(['https://app.example.com']);

const passes = (headers: readonly (readonly [string, string])[]): boolean =>
  checkCsrf(source({ headers }), HOSTS, ORIGINS) === null;

describe('a cookie credential on an unsafe method', () => {
  it.each<[string, readonly (readonly [string, string])[]]>([
    ['same-origin', [['Sec-Fetch-Site', 'same-origin']]],
    ['typed by the user', [['Sec-Fetch-Site', 'none']]],
    ['own origin', [['Origin', 'https://api.example.com']]],
    ['own origin with its port', [['Origin', 'https://api.example.com:8443']]],
    ['listed origin', [['Origin', 'https://app.example.com']]],
    [
      'listed origin from the same site',
      [
        ['Sec-Fetch-Site', 'same-site'],
        ['Origin', 'https://app.example.com'],
      ],
    ],
    ['loopback in the clear', [['Origin', 'http://localhost:3000']]],
    ['loopback by address', [['Origin', 'http://[::1]:3000']]],
  ])('passes: %s', (_name, headers) => expect(passes(headers)).toBe(true));

  it.each<[string, readonly (readonly [string, string])[]]>([
    ['neither header', []],
    ['cross-site', [['Sec-Fetch-Site', 'cross-site']]],
    ['same-site alone', [['Sec-Fetch-Site', 'same-site']]],
    ['unknown site', [['Sec-Fetch-Site', 'Same-Origin']]],
    ['empty site', [['Sec-Fetch-Site', '']]],
    ['null origin', [['Origin', 'null']]],
    ['own host in the clear', [['Origin', 'http://api.example.com']]],
    ['other origin', [['Origin', 'https://evil.example']]],
    ['suffix', [['Origin', 'https://api.example.com.evil.example']]],
    ['prefix', [['Origin', 'https://evil-api.example.com']]],
    ['userinfo', [['Origin', 'https://api.example.com@evil.example']]],
    ['path', [['Origin', 'https://api.example.com/']]],
    ['case', [['Origin', 'https://API.example.com']]],
    ['other port', [['Origin', 'https://api.example.com:444']]],
    ['a host that looks like loopback', [['Origin', 'http://localhost.evil.example:3000']]],
    [
      'a good site twice',
      [
        ['Sec-Fetch-Site', 'same-origin'],
        ['Sec-Fetch-Site', 'cross-site'],
      ],
    ],
    [
      'a good origin twice',
      [
        ['Origin', 'https://api.example.com'],
        ['Origin', 'https://evil.example'],
      ],
    ],
    [
      'cross-site with a foreign origin',
      [
        ['Sec-Fetch-Site', 'cross-site'],
        ['Origin', 'https://evil.example'],
      ],
    ],
  ])('is refused: %s', (_name, headers) => {
    expect(checkCsrf(source({ headers }), HOSTS, ORIGINS)).toMatchObject({
      stage: 9,
      code: 'cross-site-request',
    });
  });
});
