import { RE2JS } from 're2js';

/** Tests texts against a pattern in time linear in the text. Compiled at its first use. */
export interface LinearPattern {
  test(text: string): boolean;
}

/** For patterns of the document that could take the platform's own engine more than linear time. */
export function linearPattern(source: string): LinearPattern {
  let compiled: RE2JS | null = null;
  return {
    test(text) {
      compiled ??= RE2JS.compile(source);
      return compiled.test(text);
    },
  };
}
