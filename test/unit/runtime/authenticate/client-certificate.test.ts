import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificate, validityFault } from '../../../../src/runtime/authenticate/client-certificate.js';
import { createDevelopmentCertificate } from '../../../../src/runtime/development/development-certificate.js';
import { type CertificateOptions, issueCertificate } from '../../../support/certificates.js';

function readingOf(options: CertificateOptions) {
  const { der, ...issued } = issueCertificate(options);
  return { ...issued, der, read: readCertificate(new X509Certificate(der)) };
}

describe('what a certificate says', () => {
  it('is its names, its digest and its dates', () => {
    const { read, fingerprint, thumbprint, der } = readingOf({
      subject: [
        ['C', 'DE'],
        ['O', 'Acme, "Inc." <+>; #'],
        ['CN', ' shop\\1'],
      ],
      dns: ['a.example', 'b.example'],
      uri: ['spiffe://example/shop'],
      email: ['ops@a.example'],
      ip: [
        [192, 0, 2, 1],
        [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      ],
    });
    expect(read).toMatchObject({
      thumbprint,
      certificate: {
        fingerprint,
        serialNumber: expect.stringMatching(/^40[0-9a-f]{30}$/) as string,
        subjectAltNames: {
          dns: ['a.example', 'b.example'],
          uri: ['spiffe://example/shop'],
          email: ['ops@a.example'],
          ip: ['192.0.2.1', '2001:db8::1'],
        },
      },
    });
    const { certificate } = read as Exclude<typeof read, string>;
    expect(Buffer.from(certificate.der).equals(der)).toBe(true);
    const said = execFileSync(
      'openssl',
      ['x509', '-inform', 'DER', '-noout', '-subject', '-nameopt', 'RFC2253'],
      {
        input: der,
        encoding: 'utf8',
      },
    );
    expect(`subject=${certificate.subject}\n`).toBe(said);
    expect(certificate.issuer).toBe(certificate.subject);
  });

  it('is nothing where Node cannot read the alternative names that are there', () => {
    const der = issueCertificate({ subject: [['CN', 'shop']] }).der;
    const unreadable = new Proxy(new X509Certificate(der), {
      get: (target, name) =>
        name === 'subjectAltName' ? null : (Reflect.get(target, name, target) as unknown),
    });
    expect(readCertificate(unreadable)).toBe('certificate-name-malformed');
  });

  it('is less where there is less', () => {
    expect(readingOf({ subject: [] }).read).toMatchObject({
      certificate: { subject: '', subjectAltNames: { dns: [], uri: [], email: [], ip: [] } },
    });
  });

  it('cannot be led astray by names that look like several', () => {
    const { read } = readingOf({ dns: ['a.example, DNS:bank.example', 'x", DNS:"y'] });
    expect(read).toMatchObject({
      certificate: { subjectAltNames: { dns: ['a.example, DNS:bank.example', 'x", DNS:"y'] } },
    });
    expect(readingOf({ subject: [['CN', 'a\\,O=Bank']] }).read).toMatchObject({
      certificate: { subject: String.raw`CN=a\\\,O=Bank` },
    });
  });

  it.each<[string, CertificateOptions]>([
    ['NUL in a host name', { dns: ['bank.example\0.evil.example'] }],
    ['a line feed in a host name', { dns: ['a\nDNS:b'] }],
    ['NUL in the subject', { subject: [['CN', 'bank\0evil']] }],
    ['a line feed in the subject', { subject: [['CN', 'a\nO=Bank']] }],
    ['DEL in the issuer', { issuer: issueCertificate({ subject: [['CN', 'a\u007f']] }) }],
  ])('is nothing with %s', (_name, options) => {
    expect(readingOf(options).read).toBe('certificate-name-malformed');
  });

  it('holds a written backslash for what it is', () => {
    expect(readingOf({ subject: [['CN', String.raw`a\00`]] }).read).toMatchObject({
      certificate: { subject: String.raw`CN=a\\00` },
    });
  });

  it('is void outside its dates, whose last second counts', () => {
    const { read } = readingOf({ from: 10, until: 20 });
    if (typeof read === 'string') throw new Error(read);
    expect(validityFault(read, read.notBefore - 1)).toBe('certificate-not-yet-valid');
    expect(validityFault(read, read.notBefore)).toBeNull();
    expect(validityFault(read, read.notAfter + 999)).toBeNull();
    expect(validityFault(read, read.notAfter + 1000)).toBe('certificate-expired');
    expect(read.notAfter - read.notBefore).toBe(10_000);
  });

  it('is known beyond 2050', () => {
    const { read } = readingOf({ until: 40 * 365 * 86_400 });
    if (typeof read === 'string') throw new Error(read);
    expect(read.notAfter).toBeGreaterThan(Date.UTC(2060));
  });
});

describe('the certificate of development', () => {
  it('is a client certificate of its own making, valid for a while', () => {
    const made = createDevelopmentCertificate('development', 3600);
    const x509 = new X509Certificate(Buffer.from(made.field.slice(1, -1), 'base64'));
    expect(x509.verify(x509.publicKey)).toBe(true);
    expect(x509.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    const read = readCertificate(x509);
    if (typeof read === 'string') throw new Error(read);
    expect(read.certificate).toMatchObject({ subject: 'CN=development', fingerprint: made.fingerprint });
    expect(read.thumbprint).toBe(made.thumbprint);
    expect(validityFault(read, Date.now())).toBeNull();
    expect(validityFault(read, Date.now() + 3_602_000)).toBe('certificate-expired');
  });
});
