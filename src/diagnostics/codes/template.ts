import type { CodeEntry } from '../code-entry.js';

/** Codes about templates and helper modules of the user's. */
export const templateCodes = {
  'template-unreadable': {
    severity: 'error',
    summary: 'A template folder, or a template in it, cannot be read.',
    help: 'Name an existing folder of UTF-8 files.',
  },
  'template-escapes': {
    severity: 'error',
    summary:
      'A template is behind a symbolic link that leaves the template folder, or that leads to a folder.',
    help: 'Copy the template into the folder.',
  },
  'template-unknown': {
    severity: 'error',
    summary: 'A template overrides nothing, is no partial, and has no front matter: it would never be used.',
    help: 'Name it like one of `oasgard templates list`, move it into `partials/`, or say by front matter (`each:`, `path:`) which files it makes.',
  },
  'template-front-matter': {
    severity: 'error',
    summary: 'The front matter of a template cannot be understood, or stands where none belongs.',
    help: 'Write `each:` and `path:` between two lines of `---`, as docs/templates.md shows.',
  },
  'template-path': {
    severity: 'error',
    summary: 'The path that a template names is no safe place for a file, or belongs to another file.',
    help: 'Choose a path inside the output folder that no other file has.',
  },
  'template-invalid': {
    severity: 'error',
    summary:
      'A template has a mistake: syntax, a name its context does not have, an unknown helper, or output that is not escaped.',
    help: '`oasgard templates context` prints what a template can use.',
  },
  'template-output': {
    severity: 'error',
    summary: 'What a template prints does not parse as the kind of file that it makes.',
    help: 'Mend the template where the caret points.',
  },
  'template-stub': {
    severity: 'error',
    summary: 'The template of a stub does not print what a stub must hold: the export it is called by.',
    help: 'Export the name: `export const {{ident name}} = …`, `export function {{ident name}}(…)`.',
  },
  'template-guard': {
    severity: 'error',
    summary: 'A template leaves out, or changes, what ties the guards of the runtime to the document.',
    help: 'Keep the statements of the original; comments, layout and further exports are yours.',
  },
  'template-outdated': {
    severity: 'low',
    summary: 'The template that an override was copied from has changed in this version of oasgard.',
    help: 'Eject it again into another folder, carry the changes over, and copy the new comment with its hash.',
  },
  'helper-module': {
    severity: 'error',
    summary: 'The module of template helpers cannot be used.',
    help: 'Export named functions from a JavaScript module, as docs/templates.md shows.',
  },
} as const satisfies Record<string, CodeEntry>;
