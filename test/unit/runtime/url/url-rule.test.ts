import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { urlRule, type UrlRule } from '../../../../src/runtime/url/url-rule.js';
import { isPublicAddress } from '../../../../src/runtime/url/public-address.js';

const anywhere: UrlRule = { schemes: ['https'], hosts: null, ports: null };
const partners: UrlRule = { ...anywhere, hosts: ['*.partner.example', 'exact.example'] };

/** What URLs are made of, and what takes parsers in. */
const PIECES =
  'https: http: // / \\ @ : 443 . partner.example evil.example 127.0.0.1 0x7f 1 %2e %40 [ ] ::1 # ? ａ 。 - A %'
    .split(' ')
    .concat('\t', '\n', ' ', '\u0000');

const accepts = (rule: UrlRule, text: string): boolean => urlRule(rule)(text);

describe('urlRule', () => {
  it.each([
    'https://api.partner.example',
    'https://api.partner.example/',
    'https://a.b.partner.example/hook?x=1&y=%20#part',
    'https://API.Partner.Example/Path',
    'HTTPS://api.partner.example',
    'https://api.partner.example:443/',
    'https://exact.example/a/../b',
    'https://xn--bcher-kva.partner.example/',
    'https://exact.example/@not-a-user:x@y',
    'https://exact.example?query=https://evil.example/',
  ])('takes %s', (text) => expect(accepts(partners, text)).toBe(true));

  it.each([
    ['another host', 'https://evil.example/'],
    ['the domain itself of a wildcard', 'https://partner.example/'],
    ['a host that ends alike', 'https://evilpartner.example/'],
    ['a host that starts alike', 'https://api.partner.example.evil.example/'],
    ['a subdomain of an exact host', 'https://a.exact.example/'],
    ['an empty label', 'https://.partner.example/'],
    ['another scheme', 'http://api.partner.example/'],
    ['a scheme of scripts', 'javascript://api.partner.example/%0aalert(1)'],
    ['a file', 'file://api.partner.example/etc/passwd'],
    ['another port', 'https://api.partner.example:8443/'],
    ['port 0', 'https://api.partner.example:0/'],
    ['a port that overflows', 'https://api.partner.example:65979/'],
    ['an empty port', 'https://api.partner.example:/'],
    ['a user', 'https://user@api.partner.example/'],
    ['a user and password', 'https://user:password@api.partner.example/'],
    ['an empty user', 'https://@api.partner.example/'],
    ['our host as a user', 'https://api.partner.example@evil.example/'],
    ['our host as a password', 'https://x:api.partner.example@evil.example/'],
    ['a backslash before the user', 'https://evil.example\\@api.partner.example/'],
    ['a backslash after the host', 'https://api.partner.example\\.evil.example/'],
    ['backslashes as slashes', 'https:\\\\api.partner.example/'],
    ['one slash', 'https:/api.partner.example/'],
    ['no slash', 'https:api.partner.example/'],
    ['three slashes', 'https:///api.partner.example/'],
    ['no scheme', '//api.partner.example/'],
    ['a path', '/hook'],
    ['nothing', ''],
    ['a tab in the scheme', 'ht\ttps://api.partner.example/'],
    ['a newline in the host', 'https://api.partner.exam\nple/'],
    ['a newline at the end', 'https://api.partner.example/\n'],
    ['a blank in front', ' https://api.partner.example/'],
    ['a blank in the path', 'https://api.partner.example/a b'],
    ['a NUL', 'https://api.partner.example/\u0000'],
    ['a control in the host', 'https://api.partner.example\u0001/'],
    ['a delete', 'https://api.partner.example/\u007f'],
    ['a percent-encoded host', 'https://api%2epartner.example/'],
    ['a percent-encoded delimiter', 'https://evil.example%2f.partner.example/'],
    ['a hash in the host', 'https://evil.example#.partner.example/'],
    ['a question mark in the host', 'https://evil.example?.partner.example/'],
    ['a trailing dot', 'https://api.partner.example./'],
    ['a host in other letters', 'https://bücher.partner.example/'],
    ['letters that fold to ours', 'https://ａｐｉ.partner.example/'],
    ['a full stop that is none', 'https://api。partner.example/'],
    ['a soft hyphen', 'https://api.part\u00adner.example/'],
    ['a zero-width joiner', 'https://api.partner\u200d.example/'],
    ['a sharp s', 'https://straße.partner.example/'],
    ['invalid Punycode', 'https://xn--a.partner.example/'],
    ['an underscore', 'https://a_b.partner.example/'],
    ['a label that starts with a hyphen', 'https://-a.partner.example/'],
    ['broken percent-encoding', 'https://api.partner.example/%zz'],
    ['brackets in the path', 'https://api.partner.example/[x]'],
  ])('refuses %s', (_it, text) => expect(accepts(partners, text)).toBe(false));

  it.each([
    'https://example.com/',
    'https://sub.example.co.uk/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://[2606:4700::1111]:443/',
  ])('takes %s where no hosts are listed', (text) => expect(accepts(anywhere, text)).toBe(true));

  it.each([
    'https://localhost/',
    'https://LOCALHOST/',
    'https://localhost./',
    'https://app.localhost/',
    'https://intranet/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f.1/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://2130706433/',
    'https://017700000001/',
    'https://0/',
    'https://127.0.0.1./',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://168.63.129.16/',
    'https://100.100.100.200/',
    'https://134744072/',
    'https://010.8.8.8/',
    'https://8.8.2056/',
    'https://256.1.1.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fe80::1%25eth0]/',
    'https://[fe80::1%eth0]/',
    'https://[2606:4700:0:0::1111]/',
    'https://[2606:4700::1111%25eth0]/',
    'https://[fd00:ec2::254]/',
    'https://[v1.fe80]/',
    'https://[]/',
    'https://[::1',
    'https://①②⑦.⓪.⓪.①/',
    'https://1.1.1.1 &@127.0.0.1/',
    'https://a..b.example/',
    `https://${'a'.repeat(64)}.example/`,
    `https://${'a.'.repeat(130)}example/`,
  ])('refuses %s where no hosts are listed', (text) => expect(accepts(anywhere, text)).toBe(false));

  it('takes listed schemes and ports only', () => {
    const plain: UrlRule = { ...anywhere, schemes: ['https', 'http'] };
    expect([
      accepts(plain, 'http://a.example/'),
      accepts(plain, 'http://a.example:80/'),
      accepts(plain, 'http://a.example:443/'),
      accepts(plain, 'https://a.example:80/'),
    ]).toEqual([true, true, false, false]);
    const ports: UrlRule = { ...anywhere, ports: [8443] };
    expect([accepts(ports, 'https://a.example:8443/'), accepts(ports, 'https://a.example/')]).toEqual([
      true,
      false,
    ]);
    expect(accepts(ports, 'https://a.example:08443/')).toBe(true);
  });

  it('takes an address only where it is listed', () => {
    const listed: UrlRule = { ...anywhere, hosts: ['8.8.8.8', '10.0.0.1'] };
    expect(['8.8.8.8', '8.8.4.4', '10.0.0.1'].map((host) => accepts(listed, `https://${host}/`))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('agrees with the parser of the platform, and with simpler ones, on the host', () => {
    const piece = fc.constantFrom(...PIECES);
    const text = fc
      .array(piece, { maxLength: 8 })
      .map((pieces) => (pieces[0] === 'https:' ? pieces.join('') : `https://${pieces.join('')}`));
    const rule = urlRule(anywhere);
    fc.assert(
      fc.property(text, (url) => {
        if (!rule(url)) return;
        const { hostname, username, password, protocol, port } = new URL(url);
        expect([protocol, username, password, port]).toEqual(['https:', '', '', '']);
        // What somebody sees who splits at slashes, or takes RFC 3986's expression of appendix B.
        const [, authority] = /^[^:/?#]+:\/\/([^/?#]*)/.exec(url)!;
        expect(authority!.toLowerCase().replace(/:443$/, '')).toBe(hostname);
        if (/^[\d.]+$/.test(hostname)) expect(isPublicAddress(hostname)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('answers in linear time', () => {
    const rule = urlRule(anywhere);
    const started = performance.now();
    for (const text of [
      `https://${'a.'.repeat(100_000)}`,
      `https://a.example/${'%41'.repeat(80_000)}`,
      `https://${'['.repeat(200_000)}`,
    ]) {
      rule(text);
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
