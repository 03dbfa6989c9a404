import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/render`. */
export const renderCodes = {
  'schema-keyword-invalid': {
    severity: 'error',
    summary:
      'A schema keyword has a value of a type that JSON Schema does not give it, so that it checks nothing.',
    help: 'Correct the value; JSON Schema 2020-12 says what each keyword takes.',
  },
  'schema-keyword-unsupported': {
    severity: 'error',
    summary: 'A schema uses a keyword that would have to be ignored, and with it what it checks.',
    help: 'Say the same with `$ref` and the other keywords.',
  },
  'number-inexact': {
    severity: 'error',
    summary:
      'A bound, `multipleOf`, `enum`, `const` or `default` is an integer that was read as another one, and `validation.int64: bigint` promises that integers of 64 bits are checked to the last digit. Bounds that let the same integers through are none.',
    help: 'Write a number that a double holds: `exclusiveMaximum: 9007199254740994` says what `maximum: 9007199254740993` does.',
  },
  'pattern-invalid': {
    severity: 'error',
    summary: 'A pattern is not a regular expression of ECMA-262, the dialect of JSON Schema.',
    help: 'Rewrite it without syntax of other dialects, such as `(?s)`, `\\A`, `\\z` or possessive quantifiers.',
  },
  'pattern-dialect': {
    severity: 'low',
    summary:
      'A pattern starts with `(?i)`, which PCRE, Java, .NET, Python and RE2 know and ECMA-262 does not; it is enforced as these mean it, and other tools may refuse it.',
    help: 'Write letters in both cases, such as `[Aa]`, if other tools are to read the document; an overlay can do so.',
  },
  'pattern-super-linear': {
    severity: 'error',
    summary:
      'A pattern with lookaround, back references or very large repetitions may take more than linear time: one request could keep the server busy for minutes.',
    help: 'Remove nested or adjacent repetitions that match the same text, or say part of it with other keywords.',
  },
  'unknown-format': {
    severity: 'info',
    summary: 'A `format` is not known; values are not checked against it. Each is listed once.',
    help: 'Add a `pattern` where the form of the value matters.',
  },
} as const satisfies Record<string, CodeEntry>;
