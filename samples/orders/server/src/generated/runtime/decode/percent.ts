// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Percent-decoding, once and strictly: a `%` that starts no escape and bytes that are not UTF-8 (overlong forms and
 * surrogates included) give `null`.
 */
export function decodePercent(text: string): string | null {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The same where `+` stands for a space: query strings and forms (WHATWG URL §5.1; OAS 3.1.1 appendix E). */
export function decodeFormText(text: string): string | null {
  return decodePercent(text.includes('+') ? text.replaceAll('+', ' ') : text);
}
