import type { Command, Option } from './command.js';

function exitStatus({ ok, errors, usage }: NonNullable<Command['exitStatus']>): string {
  return list('Exit status', [
    ['0', ok],
    ['1', errors],
    ['2', usage],
    ['70', 'a bug in oasgard'],
  ]);
}

const standardStatus = { ok: 'done', errors: 'errors; nothing was written', usage: 'wrong usage' };

const globalRows: readonly Row[] = [
  ['-h, --help', 'show help'],
  ['-v, --version', 'show the version'],
];

/** Help of the whole program. Rendered without the parser, which takes longer to load than help may take. */
export function renderHelp(commands: readonly Command[]): string {
  return sections([
    'oasgard: TypeScript servers from OpenAPI documents that already refuse what they should.',
    'Usage: oasgard <command> [options]',
    list(
      'Commands',
      commands.map((command): Row => [usageOf(command), command.summary]),
    ),
    list('Options', globalRows),
    `Example\n  npx oasgard generate openapi.yaml`,
    exitStatus(standardStatus),
    'See `oasgard <command> --help`.',
  ]);
}

/** Help of one command. */
export function renderCommandHelp(command: Command): string {
  return sections([
    `Usage: oasgard ${usageOf(command)} [options]`,
    wrap(command.description, 0),
    ...(command.positionals.length === 0
      ? []
      : [
          list(
            'Arguments',
            command.positionals.map(({ name, summary }): Row => [`<${name}>`, summary]),
          ),
        ]),
    list('Options', [...command.options.map(optionRow), ...globalRows]),
    ['Examples', ...command.examples.map((example) => `  ${example.command}\n      ${example.summary}`)].join(
      '\n',
    ),
    exitStatus(command.exitStatus ?? standardStatus),
  ]);
}

type Row = readonly [term: string, explanation: string];

const width = 88;

function sections(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function usageOf({ name, positionals }: Command): string {
  return [
    name,
    ...positionals.map((positional) =>
      positional.optional === true ? `[${positional.name}]` : `<${positional.name}>`,
    ),
  ].join(' ');
}

function optionRow({ name, value, choices, default: standard, summary }: Option): Row {
  const details = [
    ...(choices === null ? [] : [choices.join(', ')]),
    ...(standard === null ? [] : [`default ${standard}`]),
  ];
  return [
    `    --${name}${value === null ? '' : ` <${value}>`}`,
    details.length === 0 ? summary : `${summary} (${details.join('; ')})`,
  ];
}

function list(title: string, rows: readonly Row[]): string {
  const column = Math.max(...rows.map(([term]) => term.length)) + 4;
  return [
    title,
    ...rows.map(([term, explanation]) => `  ${term.padEnd(column - 2)}${wrap(explanation, column)}`),
  ].join('\n');
}

/** Breaks lines between words; all but the first are indented. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - indent) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}
