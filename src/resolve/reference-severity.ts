import type { Severity } from '../diagnostics/diagnostic.js';
import type { ObjectKind } from './object-grammar.js';

/** Nothing is decided by an example or a link: a lost one is not worth a refusal. */
export function lossSeverity(kind: ObjectKind): Severity {
  return kind === 'example' || kind === 'link' ? 'medium' : 'error';
}

/** How bad it is to find one kind where another is expected. */
export function mismatchSeverity(actual: ObjectKind, expected: ObjectKind): Severity {
  // Anything read as a schema is one, if a useless one: whatever it does not restrict is let through.
  if (expected === 'schema') return 'high';
  // Both are described content.
  const content = [actual, expected].every((kind) => kind === 'requestBody' || kind === 'response');
  return content ? 'medium' : 'error';
}
