import { describe, expect, it } from 'vitest';
import { HeaderFields } from '../../../../src/runtime/core/header-fields.js';
import { ConnectionRules } from '../../../../src/runtime/transport/connection-rules.js';
import type { Trust } from '../../../../src/runtime/transport/trust.js';

const authorities = new Set(['api.example.com', 'other.example:8443']);

interface Sent {
  readonly from?: string;
  readonly encrypted?: boolean;
  readonly host?: string;
  readonly headers?: readonly string[];
}

function check(
  trust: Trust | null,
  { from = '192.0.2.1', encrypted = false, host = 'api.example.com', headers = [] }: Sent,
  development = false,
) {
  const rules = new ConnectionRules({ authorities, trust, development });
  const { refusal, ...connection } = rules.check(
    { address: from, encrypted },
    host,
    new HeaderFields(headers),
  );
  return { ...connection, refused: refusal?.code ?? null };
}

const proxies: Trust = { proxies: ['10.0.0.0/8', 'fd00::/8'], header: 'x-forwarded-for', proto: 'header' };
const https = ['X-Forwarded-Proto', 'https'];

describe('a connection that was reset, and has no address any more', () => {
  it.each([true, false])(
    'is refused where proxies are listed: it may have been one’s (encrypted: %s)',
    (encrypted) => {
      const rules = new ConnectionRules({ authorities, trust: proxies, development: false });
      const fields = new HeaderFields(['X-Forwarded-For', '1.1.1.1', ...https]);
      const { refusal, proxied } = rules.check({ address: null, encrypted }, 'api.example.com', fields);
      expect(refusal).toMatchObject({ stage: 0, reason: 'peer-unknown', close: true });
      expect(proxied).toBe(true);
    },
  );
});

describe('without trust', () => {
  it('believes the socket only', () => {
    expect(check(null, { encrypted: true })).toMatchObject({
      scheme: 'https',
      address: '192.0.2.1',
      refused: null,
    });
    expect(check(null, { headers: [...https, 'X-Forwarded-For', '1.1.1.1'] })).toMatchObject({
      scheme: 'http',
      address: '192.0.2.1',
      refused: 'https-required',
    });
  });

  it.each([
    ['api.example.com', null],
    ['API.Example.COM', null],
    ['api.example.com:443', null],
    ['api.example.com:', null],
    ['other.example:8443', null],
    ['other.example', 'misdirected-request'],
    ['api.example.com:80', 'misdirected-request'],
    ['api.example.com.', 'misdirected-request'],
    ['evil.example', 'misdirected-request'],
    ['[::1]', 'misdirected-request'],
    ['', 'malformed-request'],
    ['user@api.example.com', 'malformed-request'],
    ['api.example.com/', 'malformed-request'],
    ['api.example.com:x', 'malformed-request'],
    ['api.example.com, evil.example', 'malformed-request'],
    ['[::1', 'malformed-request'],
  ])('judges Host %j', (host, refused) => {
    expect(check(null, { host, encrypted: true }).refused).toBe(refused);
  });
});

function addressBehind(hops: number, list: string): string {
  const trust: Trust = { ...proxies, proxies: { hops } };
  return check(trust, { headers: [...https, 'X-Forwarded-For', list] }).address;
}

describe('behind proxies', () => {
  it('ignores forwarding headers of strangers', () => {
    const sent = { headers: [...https, 'X-Forwarded-For', '1.1.1.1'] };
    expect(check(proxies, sent)).toMatchObject({ address: '192.0.2.1', refused: 'https-required' });
  });

  it('walks from the right to the first address that is no proxy', () => {
    const from = '10.0.0.1';
    const walk = (list: string) =>
      check(proxies, { from, headers: [...https, 'X-Forwarded-For', list] }).address;
    expect(walk('6.6.6.6, 1.1.1.1')).toBe('1.1.1.1');
    expect(walk('6.6.6.6, 1.1.1.1, 10.0.0.2')).toBe('1.1.1.1');
    expect(walk('10.0.0.3, 10.0.0.2')).toBe('10.0.0.3');
    expect(walk('1.1.1.1, unknown, 10.0.0.2')).toBe('10.0.0.2');
    expect(walk('unknown')).toBe('10.0.0.1');
    expect(walk('1.1.1.1:4711')).toBe('1.1.1.1');
    expect(walk('[2001:db8::1]:443')).toBe('2001:db8::1');
    expect(walk('::ffff:1.1.1.1')).toBe('1.1.1.1');
  });

  it('reads repeated lines in order', () => {
    const headers = [...https, 'X-Forwarded-For', '6.6.6.6', 'x-forwarded-for', '1.1.1.1'];
    expect(check(proxies, { from: '::ffff:10.0.0.1', headers }).address).toBe('1.1.1.1');
  });

  it('takes a missing protocol for http, and the last of several', () => {
    const from = '10.0.0.1';
    const proto = (...headers: string[]) => check(proxies, { from, headers }).refused;
    expect(proto('X-Forwarded-For', '1.1.1.1')).toBe('https-required');
    expect(proto(...https, 'X-Forwarded-For', '1.1.1.1')).toBeNull();
    expect(proto('X-Forwarded-Proto', 'https, http', 'X-Forwarded-For', '1.1.1.1')).toBe('https-required');
    expect(proto(...https)).toBeNull();
    expect(check({ ...proxies, proto: 'https' }, { from }).refused).toBeNull();
    expect(check({ ...proxies, proto: 'https' }, {}).refused).toBe('https-required');
  });

  it('counts hops where it is told to', () => {
    expect(addressBehind(1, '6.6.6.6, 1.1.1.1')).toBe('1.1.1.1');
    expect(addressBehind(2, '6.6.6.6, 1.1.1.1, 10.0.0.1')).toBe('1.1.1.1');
    expect(addressBehind(3, '1.1.1.1')).toBe('1.1.1.1');
  });

  it('reads Forwarded with its quotes, and believes a host only when told to', () => {
    const forwarded: Trust = { ...proxies, header: 'forwarded' };
    const headers = [
      'Forwarded',
      'for=6.6.6.6;proto=http, For="[2001:db8::7]:99";Proto=HTTPS;host="other.example:8443"',
    ];
    const from = 'fd00::1';
    expect(check(forwarded, { from, headers })).toMatchObject({
      scheme: 'https',
      address: '2001:db8::7',
      authority: 'api.example.com',
    });
    expect(check({ ...forwarded, host: true }, { from, headers }).authority).toBe('other.example:8443');
    const evil = ['Forwarded', 'for=1.1.1.1;proto=https;host=evil.example'];
    expect(check({ ...forwarded, host: true }, { from, headers: evil }).refused).toBe('misdirected-request');
    expect(check(forwarded, { from, headers: ['Forwarded', 'for="1.1.1.1'] }).refused).toBe('https-required');
  });

  it('lets nobody swallow what a proxy of ours says of them, with a quote that is left open', () => {
    const forwarded: Trust = { ...proxies, header: 'forwarded' };
    const from = '10.0.0.1';
    const forged = 'for=6.6.6.6;proto=https;by="';
    const own = 'for=1.1.1.1;proto=http';
    // The proxy added a line.
    expect(check(forwarded, { from, headers: ['Forwarded', forged, 'Forwarded', own] })).toMatchObject({
      address: '1.1.1.1',
      refused: 'https-required',
    });
    const honest = own.replace('http', 'https');
    expect(check(forwarded, { from, headers: ['Forwarded', forged, 'forwarded', honest] })).toMatchObject({
      address: '1.1.1.1',
      refused: null,
    });
    // The proxy added to the line: nothing of it can be believed.
    for (const line of [
      `${forged}, ${own}`,
      `${forged}\\, ${own}`,
      `${forged}x, for="[2001:db8::1]";proto=http`,
    ]) {
      expect(check(forwarded, { from, headers: ['Forwarded', line] }), line).toMatchObject({
        address: from,
        refused: 'https-required',
      });
    }
  });
});

const rules = (trust: Trust = proxies) => new ConnectionRules({ authorities, trust, development: false });
const ask = (asked: ConnectionRules, from: string, host: string, ...headers: string[]) => {
  const { refusal, address, scheme } = asked.check(
    { address: from, encrypted: false },
    host,
    new HeaderFields(headers),
  );
  return [address, scheme, refusal?.code ?? null];
};

describe('what was judged before', () => {
  const client = ['X-Forwarded-For', '198.51.100.7'];

  it('says nothing of a stranger who repeats the fields', () => {
    const asked = rules();
    const admitted = ['198.51.100.7', 'https', null];
    for (let time = 0; time < 2; time += 1) {
      expect(ask(asked, '10.0.0.1', 'api.example.com', ...https, ...client)).toEqual(admitted);
      expect(ask(asked, '192.0.2.9', 'api.example.com', ...https, ...client)).toEqual([
        '192.0.2.9',
        'http',
        'https-required',
      ]);
    }
  });

  it('says nothing of another protocol, host or forwarded host', () => {
    const asked = rules({ ...proxies, host: true });
    ask(asked, '10.0.0.1', 'api.example.com', ...https, ...client);
    expect(ask(asked, '10.0.0.1', 'api.example.com', ...client)[2]).toBe('https-required');
    expect(ask(asked, '10.0.0.1', 'evil.example', ...https, ...client)[2]).toBe('misdirected-request');
    const forwarded = ['X-Forwarded-Host', 'evil.example'];
    expect(ask(asked, '10.0.0.1', 'api.example.com', ...https, ...client, ...forwarded)[2]).toBe(
      'misdirected-request',
    );
    expect(ask(asked, '10.0.0.1', 'api.example.com', ...https, ...client)[2]).toBeNull();
  });

  it('is the same for as many clients as come', () => {
    const asked = rules();
    for (let time = 0; time < 2; time += 1) {
      for (let index = 0; index < 5000; index += 1) {
        const address = `203.0.${index >> 8}.${index & 255}`;
        const [found] = ask(asked, '10.0.0.1', 'api.example.com', ...https, 'X-Forwarded-For', address);
        if (found !== address) expect(found).toBe(address);
      }
    }
  });
});

describe('in development', () => {
  it.each([
    ['127.0.0.1', 'localhost:3000', null],
    ['::1', '[::1]:3000', null],
    ['::ffff:192.168.0.9', '127.0.0.1:3000', null],
    ['192.168.0.9', 'app.localhost', null],
    ['192.0.2.1', 'localhost:3000', 'https-required'],
    ['127.0.0.1', 'api.example.com', 'https-required'],
    ['127.0.0.1', 'localhost.evil.example', 'https-required'],
    ['127.0.0.1', '127.evil.example.com', 'https-required'],
  ])('judges %s asking for %s', (from, host, refused) => {
    expect(check(null, { from, host }, true)).toMatchObject({ refused, local: refused === null });
  });
});
