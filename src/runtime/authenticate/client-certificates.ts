/**
 * Finds the client's certificate of a request: that of the TLS connection, or what a trusted proxy says in `Client-Cert`
 * (RFC 9440). Nobody else's field is ever read.
 */
import { X509Certificate } from 'node:crypto';
import type { PeerCertificate } from '../core/raw-message.js';
import type { CertificateFinderFactory, ReadCertificate } from './certificate-finder.js';
import { readCertificate, validityFault } from './client-certificate.js';
import { AMBIGUOUS } from './credential-source.js';
import { RecentMap } from './recent-map.js';

/** Certificates of a proxy's clients that are kept as read: at most 16 KiB of text each. */
const MAX_REMEMBERED = 512;

/** RFC 9651 §3.3.5 and nothing around it: RFC 9440 §2.2 defines no parameters. Three characters are padding at most. */
const BYTE_SEQUENCE = /^:([A-Za-z0-9+/]+={0,2}):$/;

export const clientCertificates: CertificateFinderFactory = ({ believesProxies, development }) => {
  const read = new WeakMap<X509Certificate, ReadCertificate | string>();
  const received = new RecentMap<ReadCertificate | string>(MAX_REMEMBERED);

  const ofConnection = ({ x509, verified }: PeerCertificate): ReadCertificate | string => {
    if (!verified) return 'certificate-unverified';
    let found = read.get(x509);
    if (found === undefined) {
      found = readCertificate(x509);
      read.set(x509, found);
    }
    return found;
  };

  const ofField = (text: string): ReadCertificate | string => {
    let found = received.get(text);
    if (found === undefined) {
      found = parseField(text);
      received.set(text, found);
    }
    return found;
  };

  return {
    find(source) {
      let found: ReadCertificate | string | null;
      const mayWriteField = source.proxied ? believesProxies : development && source.local;
      const lines = mayWriteField ? source.headerValues('client-cert') : [];
      // A comma joins lines: no byte sequence holds one.
      if (lines.length > 1 || lines[0]?.includes(',') === true) return AMBIGUOUS;
      if (lines.length === 1) found = ofField(lines[0]!);
      else {
        // Whoever reaches us through a proxy did not make this connection: its certificate is the proxy's own.
        const peer = source.proxied ? null : source.peerCertificate();
        found = peer === null ? null : ofConnection(peer);
      }
      if (found === null || typeof found === 'string') return found;
      // Asked for every request: connections and sessions outlive certificates.
      return validityFault(found, source.now) ?? found;
    },
  };
};

function parseField(text: string): ReadCertificate | string {
  const encoded = BYTE_SEQUENCE.exec(text)?.[1];
  if (encoded === undefined) return 'client-cert-malformed';
  const der = Buffer.from(encoded, 'base64');
  if (der.toString('base64') !== encoded) return 'client-cert-malformed';
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(der);
  } catch {
    return 'client-cert-malformed';
  }
  // It takes PEM too, and whatever follows a certificate.
  return x509.raw.equals(der) ? readCertificate(x509) : 'client-cert-malformed';
}
