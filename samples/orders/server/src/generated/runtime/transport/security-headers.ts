// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Headers of every reply (semantics §8), flat. */
export const securityHeaders: readonly string[] = [
  'X-Content-Type-Options',
  'nosniff',
  'Content-Security-Policy',
  "default-src 'none'; frame-ancestors 'none'",
  'X-Frame-Options',
  'DENY',
  'Referrer-Policy',
  'no-referrer',
];

/** Only over https (RFC 6797 §7.2). */
export const strictTransportSecurity: readonly string[] = [
  'Strict-Transport-Security',
  'max-age=31536000; includeSubDomains',
];

/** Replies to authenticated callers, and errors (RFC 9111 §3.5). */
export const noStore: readonly string[] = ['Cache-Control', 'no-store'];
