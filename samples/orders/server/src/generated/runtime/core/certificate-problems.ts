// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { ApiDefinition } from './definition.js';
import type { RuntimeOptions, TlsFiles } from './options.js';
import type { Trust } from '../transport/trust.js';
import type { StartupProblem } from './startup-problem.js';

/** What keeps HTTPS from being served, and certificates of clients from being checked or from being a client's. */
export function certificateProblems(
  { schemes }: Pick<ApiDefinition, 'schemes'>,
  { tls, trust, development }: Pick<RuntimeOptions, 'tls' | 'trust' | 'development'>,
): StartupProblem[] {
  const problems: StartupProblem[] = [];
  // Where proxies are only counted, or stand in a range of half the world, every connection may be one's.
  const anybody = trust === undefined ? null : whyAnybody(trust.proxies);
  const isChecked = (tls?.clientCa !== undefined && anybody === null) || trust?.clientCert === true;
  const asking = schemes
    .filter((scheme) => scheme.kind === 'mutualTLS' || (scheme.kind === 'jwt' && scheme.bind === 'mtls'))
    .map(({ name }) => name);
  if (asking.length > 0 && !isChecked && development !== true) {
    problems.push({
      name: 'tls.clientCa or trust.clientCert',
      message: `Nothing checks the certificates of clients that the document asks for: ${asking.join(', ')}.`,
      fix: 'Set TLS_CLIENT_CA to the authorities that issue them, or TRUST_CLIENT_CERT to true where proxies check them; in src/server.ts they are tls.clientCa and trust.clientCert.',
    });
  }
  if (trust?.clientCert === true && anybody !== null) {
    problems.push({
      name: 'trust.clientCert',
      message: `Anybody who reaches this server could name a certificate, since ${anybody}.`,
      fix: 'List the addresses of the proxies (TRUSTED_PROXIES) in trust.proxies.',
    });
  }
  const unusable = tls === undefined ? null : whyUnusable(tls);
  if (tls !== undefined && unusable !== null) {
    problems.push({
      name: 'tls.cert and tls.key',
      message: `${tls.cert} and ${tls.key} are not a certificate and its private key (${unusable}).`,
      fix: 'Name PEM files that belong together, the key without a passphrase (TLS_CERT, TLS_KEY).',
    });
  }
  if (tls?.clientCa !== undefined && holdsNoCertificate(tls.clientCa)) {
    problems.push({
      name: 'tls.clientCa',
      message: `${tls.clientCa} holds no certificate, or one that cannot be parsed.`,
      fix: 'Name a PEM file with the certificates of the authorities (TLS_CLIENT_CA).',
    });
  }
  return problems;
}

/** Address blocks no operator has proxies throughout. */
const WIDEST_IPV4 = 8;
const WIDEST_IPV6 = 16;

function whyAnybody(proxies: Trust['proxies']): string | null {
  if ('hops' in proxies) return 'proxies are only counted';
  const widest = proxies.find((range) => {
    const slash = range.lastIndexOf('/');
    const widestOf = range.includes(':') ? WIDEST_IPV6 : WIDEST_IPV4;
    return slash >= 0 && Number(range.slice(slash + 1)) < widestOf;
  });
  return widest === undefined ? null : `${widest} covers too many addresses to be those of proxies`;
}

/** What the listener would fail with. Files that cannot be read at all are another problem. */
function whyUnusable({ cert, key }: TlsFiles): string | null {
  let files: { readonly cert: Buffer; readonly key: Buffer };
  try {
    files = { cert: readFileSync(cert), key: readFileSync(key) };
  } catch {
    return null;
  }
  try {
    createSecureContext(files);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) return typeof error;
    return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
  }
}

/** Node would take such a file, and verify nobody. One that cannot be read at all is another problem. */
function holdsNoCertificate(path: string): boolean {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return false;
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  // OpenSSL stops at the first block it cannot read, without a word.
  const begun = text.match(/-----BEGIN /g) ?? [];
  return blocks.length === 0 || blocks.length !== begun.length || !blocks.every(isCertificate);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
