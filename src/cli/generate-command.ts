import type { Argv } from 'yargs';
import type { Severity } from '../diagnostics/diagnostic.js';
import { nearestName } from '../policy/nearest-name.js';
import type { ExitCode } from './exit-codes.js';
import type { KnownOptions } from './reject-unknown.js';
import { UsageError } from './usage-error.js';

/** A command of the program: what help needs, and how to run it. */
export interface Command extends KnownOptions {
  readonly name: string;
  /** As yargs reads it: `generate <document>`. */
  readonly usage: string;
  readonly summary: string;
  describe(builder: Argv): Argv;
  run(values: Readonly<Record<string, unknown>>): Promise<ExitCode>;
}

export const generateCommand: Command = {
  name: 'generate',
  usage: 'generate <document>',
  summary: 'Write the server of an OpenAPI document',
  options: ['document', 'out', 'overlay', 'adopt', 'force', 'fail-on', 'format'],
  describe: (builder) =>
    builder
      .usage(
        "Usage: $0 generate <document> [options]\n\nWrites the server of an OpenAPI 3.0 or 3.1 document, or brings it up to date. Files under src/generated are oasgard's; everything else is created once, and only added to afterwards.",
      )
      .positional('document', { type: 'string', describe: 'OpenAPI document, YAML or JSON' })
      .option('out', { type: 'string', requiresArg: true, default: './server', describe: 'Output folder' })
      .option('overlay', {
        type: 'string',
        requiresArg: true,
        describe: 'OpenAPI Overlay to apply first; may be given again',
      })
      .option('adopt', {
        type: 'boolean',
        default: false,
        describe: 'Write into an existing package, and only what is missing there',
      })
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'Replace generated files that were edited by hand',
      })
      .option('fail-on', {
        type: 'string',
        requiresArg: true,
        describe: 'Treat findings of this severity and above as errors: info, low, medium or high',
      })
      .option('format', {
        type: 'string',
        requiresArg: true,
        default: 'text',
        describe: 'Form of the result on stdout: text or json',
      })
      .example('$0 generate openapi.yaml', 'writes ./server')
      .example(
        '$0 generate openapi.yaml --overlay security.yaml --fail-on high',
        'for a document you cannot edit, in CI',
      )
      .example('$0 generate api/openapi.json --out . --adopt', 'into the package you are in')
      .epilogue('Exit status: 0 done, 1 errors (nothing was written), 2 wrong usage, 70 a bug in oasgard.'),
  run: async (values) => {
    const options = {
      document: text(values, 'document'),
      out: text(values, 'out'),
      overlays: texts(values, 'overlay'),
      adopt: values['adopt'] === true,
      force: values['force'] === true,
      failOn: values['fail-on'] === undefined ? null : choice(values, 'fail-on', severities),
      format: choice(values, 'format', formats),
    };
    const { runGenerate } = await import('./run-generate.js');
    return runGenerate(options);
  },
};

const severities = ['info', 'low', 'medium', 'high'] as const satisfies readonly Severity[];
const formats = ['text', 'json'] as const;

function texts(values: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const given = values[name] ?? [];
  const list = (Array.isArray(given) ? given : [given]).map(String);
  if (list.includes('')) throw new UsageError(`--${name} needs a value.`, generateCommand.name);
  return list;
}

function text(values: Readonly<Record<string, unknown>>, name: string): string {
  const [value, ...more] = texts(values, name);
  if (value === undefined) throw new UsageError(`--${name} needs a value.`, generateCommand.name);
  if (more.length > 0) throw new UsageError(`--${name} may be given only once.`, generateCommand.name);
  return value;
}

function choice<T extends string>(
  values: Readonly<Record<string, unknown>>,
  name: string,
  choices: readonly T[],
): T {
  const given = text(values, name);
  const chosen = choices.find((candidate) => candidate === given);
  if (chosen !== undefined) return chosen;
  const nearest = nearestName(given, choices);
  const hint = nearest === null ? `Use ${choices.join(', ')}.` : `Did you mean ${nearest}?`;
  throw new UsageError(`--${name} cannot be ${JSON.stringify(given)}. ${hint}`, generateCommand.name);
}
