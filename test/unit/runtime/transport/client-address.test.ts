import { describe, expect, it } from 'vitest';
import { isAddressRange } from '../../../../src/runtime/transport/address-ranges.js';
import { limiterAddress, normalizeAddress } from '../../../../src/runtime/transport/client-address.js';

describe('normalizeAddress', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['::1', '::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['::ffff:0:192.0.2.1', '::ffff:0:192.0.2.1'],
    ['01.2.3.4', null],
    ['host', null],
    ['', null],
  ])('reads %j', (text, address) => {
    expect(normalizeAddress(text)).toBe(address);
  });
});

describe('limiterAddress', () => {
  it('sees one customer in a /64', () => {
    expect(limiterAddress('192.0.2.1')).toBe('192.0.2.1');
    expect(limiterAddress('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(limiterAddress('2001:DB8:1:2::ffff')).toBe('2001:db8:1:2::/64');
    expect(limiterAddress('2001:db8::9')).toBe('2001:db8:0:0::/64');
    expect(limiterAddress('::1')).toBe('0:0:0:0::/64');
  });
});

describe('isAddressRange', () => {
  it.each(['10.0.0.0/8', '10.0.0.1', '::1', 'fd00::/8', '0.0.0.0/0'])('admits %s', (text) => {
    expect(isAddressRange(text)).toBe(true);
  });
  it.each(['10.0.0.0/33', 'fd00::/129', '10.0.0.0/', '10.0.0/8', 'loopback', '10.0.0.0/8/8', ''])(
    'refuses %s',
    (text) => {
      expect(isAddressRange(text)).toBe(false);
    },
  );
});
