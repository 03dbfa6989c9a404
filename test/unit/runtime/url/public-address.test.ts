import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress, isPublicName } from '../../../../src/runtime/url/public-address.js';

/** First and last address of each special range, and their neighbours on the public internet. */
const ipv4: readonly (readonly [string, string, string | null, string | null])[] = [
  ['0.0.0.0', '0.255.255.255', null, '1.0.0.0'],
  ['10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
  ['100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
  ['127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
  ['168.63.129.16', '168.63.129.16', '168.63.129.15', '168.63.129.17'],
  ['169.254.0.0', '169.254.255.255', '169.253.255.255', '169.255.0.0'],
  ['172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
  ['192.0.0.0', '192.0.0.255', '191.255.255.255', '192.0.1.0'],
  ['192.0.2.0', '192.0.2.255', '192.0.1.255', '192.0.3.0'],
  ['192.31.196.0', '192.31.196.255', '192.31.195.255', '192.31.197.0'],
  ['192.52.193.0', '192.52.193.255', '192.52.192.255', '192.52.194.0'],
  ['192.88.99.0', '192.88.99.255', '192.88.98.255', '192.88.100.0'],
  ['192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
  ['192.175.48.0', '192.175.48.255', '192.175.47.255', '192.175.49.0'],
  ['198.18.0.0', '198.19.255.255', '198.17.255.255', '198.20.0.0'],
  ['198.51.100.0', '198.51.100.255', '198.51.99.255', '198.51.101.0'],
  ['203.0.113.0', '203.0.113.255', '203.0.112.255', '203.0.114.0'],
  ['224.0.0.0', '255.255.255.255', '223.255.255.255', null],
];

describe('isPublicAddress', () => {
  it.each(ipv4)('refuses %s to %s and nothing beside', (first, last, before, after) => {
    expect([isPublicAddress(first), isPublicAddress(last)]).toEqual([false, false]);
    for (const neighbour of [before, after])
      if (neighbour !== null) expect(isPublicAddress(neighbour)).toBe(true);
  });

  it.each([
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:a00:1',
    '::8.8.8.8',
    '64:ff9b::8.8.8.8',
    '64:ff9b::a00:1',
    '64:ff9b:1::1',
    '100::1',
    '1fff:ffff::1',
    '2001::1',
    '2001:0:7f00:1::',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2001:1ff:ffff::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '2002:808:808::1',
    '2620:4f:8000::1',
    '3fff::1',
    '3fff:fff::1',
    '4000::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2606:4700::1111%eth0',
  ])('refuses %s', (address) => {
    expect(isIP(address)).toBe(6);
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['2000::1', '2001:200::1', '2001:4860:4860::8888', '2003::1', '2606:4700::1111', '3ffe::1'])(
    'takes %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '',
    'localhost',
    '8.8.8',
    '010.8.8.8',
    '0x08.8.8.8',
    '134744072',
    '[2606:4700::1111]',
    ' 8.8.8.8',
    '8.8.8.8\n',
  ])('refuses %j, which is no address', (text) => expect(isPublicAddress(text)).toBe(false));

  it('refuses whatever spelling of an IPv6 address outside global unicast', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const first = Number.parseInt(
          new URL(`http://[${address}]`).hostname.slice(1).split(':')[0] || '0',
          16,
        );
        if (first >= 0x2000 && first <= 0x3fff) return;
        expect(isPublicAddress(address)).toBe(false);
      }),
    );
  });
});

describe('isPublicName', () => {
  it.each([
    'localhost',
    'a.localhost',
    'printer',
    'printer.local',
    'metadata.google.internal',
    'a.test',
    'a.onion',
    'router.home.arpa',
    'x.invalid',
    'x.alt',
  ])('refuses %s', (name) => expect(isPublicName(name)).toBe(false));

  it.each(['example.com', 'a.example', 'local.example.com', 'notlocalhost.example', 'x.mylocal'])(
    'takes %s',
    (name) => expect(isPublicName(name)).toBe(true),
  );
});
