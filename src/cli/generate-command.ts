import type { Door } from '../config/config.js';
import type { Severity } from '../diagnostics/diagnostic.js';
import type { GenerateOptions } from '../generation.js';
import type { Command } from './command.js';
import type { GenerationFlags } from './plan-generations.js';
import type { ResultFormat } from './print-generation.js';
import { readingOf, readingOptions } from './reading-options.js';
import { UsageError } from './usage-error.js';

const severities: readonly Exclude<Severity, 'error'>[] = ['info', 'low', 'medium', 'high'];
const WEAKER = 'weaker';
const doors: readonly Door[] = ['node', 'fastify'];
const formats: readonly ResultFormat[] = ['text', 'json', 'sarif', 'github'];

export const generateCommand: Command = {
  name: 'generate',
  summary: 'write the server of an OpenAPI document',
  description:
    'Writes the server of a Swagger 2.0 or OpenAPI 3 document, or brings it up to date. Files under src/generated belong to oasgard; everything else is created once, and only added to afterwards.',
  positionals: [
    {
      name: 'document',
      summary: 'OpenAPI document, YAML or JSON; without it those of the configuration',
      optional: true,
    },
  ],
  options: [
    {
      name: 'out',
      value: 'folder',
      default: null,
      choices: null,
      repeated: false,
      summary: 'where to write (default: that of the configuration, else ./server)',
    },
    {
      name: 'door',
      value: 'door',
      default: null,
      choices: doors,
      repeated: false,
      summary: 'what server.ts puts in front of the API when it is created',
    },
    {
      name: 'overlay',
      value: 'file',
      default: null,
      choices: null,
      repeated: true,
      summary: 'OpenAPI Overlay to apply first; repeatable',
    },
    {
      name: 'templates',
      value: 'folder',
      default: null,
      choices: null,
      repeated: false,
      summary: 'templates of yours: overrides, partials, further files',
    },
    {
      name: 'helpers',
      value: 'file',
      default: null,
      choices: null,
      repeated: false,
      summary: 'JavaScript module of template helpers; it runs',
    },
    {
      name: 'fail-on',
      value: 'what',
      default: null,
      choices: [...severities, WEAKER],
      repeated: true,
      summary:
        'findings from this severity up are errors; weaker: so is all that the last run had enforced more',
    },
    {
      name: 'adopt',
      value: null,
      default: null,
      choices: null,
      repeated: false,
      summary: 'write into an existing package, and only what is missing there',
    },
    {
      name: 'force',
      value: null,
      default: null,
      choices: null,
      repeated: false,
      summary: 'replace generated files that were edited by hand',
    },
    {
      name: 'rename',
      value: 'old=new',
      default: null,
      choices: null,
      repeated: true,
      summary: 'call an operation or policy by another name, in your files too; repeatable',
    },
    {
      name: 'dry-run',
      value: null,
      default: null,
      choices: null,
      repeated: false,
      summary: 'show what would change, as a tree and a diff, and write nothing',
    },
    {
      name: 'check',
      value: null,
      default: null,
      choices: null,
      repeated: false,
      summary: 'write nothing; exit 1 where the output is not what the document gives',
    },
    {
      name: 'watch',
      value: null,
      default: null,
      choices: null,
      repeated: false,
      summary:
        'generate again whenever what it was generated from changes: documents, configuration, templates, helpers',
    },
    {
      name: 'format',
      value: 'form',
      default: 'text',
      choices: formats,
      repeated: false,
      summary: 'form of the result on stdout',
    },
    ...readingOptions.map((option) =>
      option.name === 'api'
        ? { ...option, repeated: true, summary: `${option.summary}; repeatable (default: all)` }
        : option,
    ),
  ],
  examples: [
    { command: 'oasgard generate openapi.yaml', summary: 'write ./server' },
    {
      command: 'oasgard generate openapi.yaml --overlay security.yaml --fail-on high',
      summary: 'decide for a document you cannot edit; strict, for CI',
    },
    { command: 'oasgard generate', summary: 'as oasgard.config.yaml says' },
    {
      command: 'oasgard generate api/openapi.json --out . --adopt',
      summary: 'into the package you are in',
    },
  ],
  run: async (values) => {
    const [first, second] = ['dry-run', 'check', 'watch'].filter((name) => values.has(name));
    if (first !== undefined && second !== undefined) {
      throw new UsageError(`--${first} and --${second} exclude each other.`, 'generate');
    }
    const given = (name: string): string | null => values.get(name)?.[0] ?? null;
    const { runGenerations } = await import('./run-generations.js');
    const flags: GenerationFlags = {
      ...readingOf(values, 'generate'),
      out: given('out'),
      templates: { dir: given('templates'), helpers: given('helpers') },
      failOn: values.has('fail-on') ? failOnOf(values.get('fail-on') ?? []) : null,
      door: doors.find((door) => door === given('door')) ?? null,
    };
    return runGenerations(flags, values.has('watch'), {
      adopt: values.has('adopt'),
      force: values.has('force'),
      format: formats.find((format) => format === given('format')) ?? 'text',
      renames: (values.get('rename') ?? []).map(renameOf),
      mode: values.has('check') ? 'check' : values.has('dry-run') ? 'dry-run' : 'write',
    });
  },
};

/** @throws {UsageError} where two severities are given: one of them would be ignored */
function failOnOf(given: readonly string[]): Pick<GenerateOptions, 'failOn' | 'failOnWeaker'> {
  const [severity = null, ...others] = severities.filter((candidate) => given.includes(candidate));
  if (others.length > 0) {
    throw new UsageError('--fail-on takes one severity, and weaker beside it.', 'generate');
  }
  return { failOn: severity, failOnWeaker: given.includes(WEAKER) };
}

function renameOf(text: string): { readonly from: string; readonly to: string } {
  const [from = '', to = '', ...more] = text.split('=');
  if (from === '' || to === '' || more.length > 0) {
    throw new UsageError('--rename needs two names: old=new.', 'generate');
  }
  return { from, to };
}
