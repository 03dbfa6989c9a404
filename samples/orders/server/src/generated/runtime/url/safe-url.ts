// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
declare const checked: unique symbol;

/**
 * A URL that met the `url` rule of its schema: its scheme, host and port are among those the API document lists, its
 * host is no private or special address, it names no user, and every parser reads it alike. What its name resolves to
 * is another question: call it through `safeFetch`.
 */
export type SafeUrl = string & { readonly [checked]: true };
