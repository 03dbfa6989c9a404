import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/load`. */
export const loadCodes = {
  'file-not-found': {
    severity: 'error',
    summary: 'A file named on the command line or by a reference does not exist.',
    help: 'Check the path; relative paths start at the folder of the file that names them.',
  },
  'file-is-directory': {
    severity: 'error',
    summary: 'A directory was named where a document is expected.',
    help: 'Name the OpenAPI document inside it.',
  },
  'file-unreadable': {
    severity: 'error',
    summary: 'The operating system refuses to read a file, or it is a pipe, a device or a loop of links.',
    help: 'Check its permissions and that it is a regular file.',
  },
  'file-empty': {
    severity: 'error',
    summary: 'A file holds nothing, or nothing but blanks and comments.',
    help: 'Name the file that holds the document, or see whether it was saved.',
  },
  'file-binary': {
    severity: 'error',
    summary: 'A file holds NUL bytes: it is an archive, an image or UTF-16 text.',
    help: 'Save the document as UTF-8 text.',
  },
  'file-not-utf8': {
    severity: 'error',
    summary: 'A file holds bytes that are not UTF-8; reading on would change names and values.',
    help: 'Save the document as UTF-8.',
  },
  'file-too-large': {
    severity: 'error',
    summary: 'A file is larger than the limit on the bytes of one file.',
    help: 'Split the document, or raise the limit with --max-bytes.',
  },
  'too-many-files': {
    severity: 'error',
    summary: 'The document consists of more files than the limit allows.',
    help: 'Bundle the document, or raise the limit with --max-files.',
  },
  'too-deep': {
    severity: 'error',
    summary:
      'Objects and arrays stand inside one another more levels deep than the limit allows, or schemas refer to one another so or hold too many others.',
    help: 'Move inner schemas to `components` and refer to them, or raise the limit with --max-depth.',
  },
  'too-many-nodes': {
    severity: 'error',
    summary: 'A file has more values than the limit allows, uses of YAML anchors written out.',
    help: 'Use `$ref` instead of YAML aliases, split the document, or raise the limit with --max-nodes.',
  },
  'too-many-aliases': {
    severity: 'error',
    summary: 'A YAML file uses anchors more often than the limit allows.',
    help: 'Use `$ref` instead of YAML aliases, or raise the limit with --max-aliases.',
  },
  'too-slow': {
    severity: 'error',
    summary: 'A run takes longer than the limit on its time.',
    help: 'Split the document, or raise the limit with --max-seconds.',
  },
  'alias-cycle': {
    severity: 'error',
    summary: 'A YAML alias stands inside the value it repeats, which would have no end.',
    help: 'Use `$ref` for recursive schemas.',
  },
  'syntax-error': {
    severity: 'error',
    summary: 'A file is neither YAML nor JSON.',
    help: 'Look at this place and at the line before it: at indentation, quotes and brackets, and at ":" and "," between values.',
  },
  'several-documents': {
    severity: 'error',
    summary: 'A YAML file holds more than one document; taking the first would drop the rest silently.',
    help: 'Split the file at `---`.',
  },
  'duplicate-key': {
    severity: 'error',
    summary: 'An object has the same key twice. Parsers keep one of them, and not all the same one.',
    help: 'Remove one of them.',
  },
  'yaml-indentation': {
    severity: 'low',
    summary:
      'Lines of a quoted text are indented no deeper than its key. YAML 1.2 forbids it; it was read as many parsers do.',
    help: 'Indent them further.',
  },
  'yaml-key': {
    severity: 'error',
    summary:
      'A YAML key is not text, or is a number that reads differently from how it is written. `low` inside an extension, which is only data.',
    help: 'Write the key in quotes.',
  },
  'yaml-tag': {
    severity: 'error',
    summary: 'A YAML tag such as `!include` asks for something no OpenAPI document can mean.',
    help: 'Remove the tag, or write the value in quotes.',
  },
  'yaml-merge-key': {
    severity: 'error',
    summary:
      'A YAML merge key (`<<`) was merged (low), or supplies `security` or `x-security` or nothing that can be merged (error). YAML 1.2 has no merge keys: other readers see another document.',
    help: 'Write the members out.',
  },
  'number-precision': {
    severity: 'low',
    summary:
      'A number has more digits than a double holds, however it is spelled, and is read as its neighbour. Where it decides about integers of 64 bits that are `bigint`, `number-inexact` follows.',
    help: 'Write it in quotes where it is a value; as a bound, use one up to 9007199254740991.',
  },
  'number-not-finite': {
    severity: 'error',
    summary: 'A number is infinite or not a number, which JSON cannot say.',
    help: null,
  },
  'not-openapi': {
    severity: 'error',
    summary: 'The document is not an object with an `openapi` version.',
    help: 'Name the file that starts with `openapi: 3.x.y`.',
  },
  'document-outside-root': {
    severity: 'error',
    summary: 'The folder given with --root does not exist, or does not hold the document.',
    help: 'Give a folder above the document.',
  },
  'unsupported-version': {
    severity: 'error',
    summary: 'The document declares a version of OpenAPI that is not supported.',
    help: 'Supported are Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2.',
  },
  'ambiguous-version': {
    severity: 'error',
    summary:
      'The document declares both `openapi` and `swagger`; each reading drops the other one’s security.',
    help: 'Keep the one the document is written in.',
  },
  'version-not-string': {
    severity: 'low',
    summary: 'The version is written as a number; it was read as the version it looks like.',
    help: 'Write it in quotes, with three parts: `"3.1.0"`.',
  },
  'overlay-invalid': {
    severity: 'error',
    summary: 'An overlay is not a document of the OpenAPI Overlay Specification 1.0 or 1.1.',
    help: null,
  },
  'overlay-target': {
    severity: 'error',
    summary:
      'The target of an overlay action is no JSONPath (RFC 9535), or selects what the action cannot change.',
    help: "In a JSONPath, keys with other characters than letters, digits and _ stand in brackets: $.paths['/orders'].get['x-security'].",
  },
  'overlay-unmatched': {
    severity: 'medium',
    summary: 'The target of an overlay action selects nothing, so that the action changes nothing.',
    help: 'Compare the target with the document: keys are case-sensitive.',
  },
  'overlay-mismatch': {
    severity: 'error',
    summary: 'An overlay update has another type than what it changes.',
    help: 'Remove the old value in an action before this one.',
  },
  'overlay-replaces-security': {
    severity: 'info',
    summary:
      'An overlay replaces `security` or a list inside `x-security`. The Overlay Specification would append, which would make another way in.',
    help: null,
  },
} as const satisfies Record<string, CodeEntry>;
