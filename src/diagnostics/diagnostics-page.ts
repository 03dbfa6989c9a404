import type { CodeEntry } from './code-entry.js';
import { configCodes } from './codes/config.js';
import { diffCodes } from './codes/diff.js';
import { loadCodes } from './codes/load.js';
import { modelCodes } from './codes/model.js';
import { normalizeCodes } from './codes/normalize.js';
import { policyCodes } from './codes/policy.js';
import { renderCodes } from './codes/render.js';
import { resolveCodes } from './codes/resolve.js';
import { templateCodes } from './codes/template.js';
import { writeCodes } from './codes/write.js';

const sections: readonly (readonly [string, string, Readonly<Record<string, CodeEntry>>])[] = [
  ['The configuration', 'config', configCodes],
  ['Reading files and overlays', 'load', loadCodes],
  ['References and the structure of the document', 'resolve', resolveCodes],
  ['One document of many files', 'normalize', normalizeCodes],
  ['Security', 'policy', policyCodes],
  ['Operations, parameters, replies', 'model', modelCodes],
  ['Generated code', 'render', renderCodes],
  ['Templates and helpers of yours', 'render', templateCodes],
  ['What became weaker', 'diff', diffCodes],
  ['The output folder', 'write', writeCodes],
];

/** `docs/diagnostics.md`: every code, from the entries the program itself uses. Written by `npm run docs`. */
export function diagnosticsPage(): string {
  return [
    '# Diagnostics',
    '',
    '<!-- Written by `npm run docs` from src/diagnostics/codes; edit those. -->',
    '',
    'Every message of `oasgard` has a code. Codes are stable: they are never renamed or given another meaning.',
    '`error` means that nothing was written. The others are findings, `high` to `info`: the server is generated all the',
    'same, and `--fail-on <severity>` makes errors of those from a severity up. Where a code has several severities, the',
    'one of most reports stands first and the text says when it is another. `test/diagnostics/<code>` holds an example of',
    'each.',
    ...sections.flatMap(([title, pass, entries]) => section(title, pass, entries)),
    '',
  ].join('\n');
}

function section(
  title: string,
  pass: string,
  entries: Readonly<Record<string, CodeEntry>>,
): readonly string[] {
  return [
    '',
    `## ${title}`,
    '',
    `Reported by \`src/${pass}\`.`,
    ...Object.entries(entries).flatMap(([code, { severity, summary, help }]) => [
      '',
      `### \`${code}\``,
      '',
      `**${severity}**: ${summary}`,
      ...(help === null ? [] : ['', help]),
    ]),
  ];
}
