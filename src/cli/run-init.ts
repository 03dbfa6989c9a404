import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configNames } from '../config/find-config.js';
import { configFaults } from '../config/config-faults.js';
import { findDocuments } from '../config/find-documents.js';
import { configMembers, renderConfig, schemaReference, type StarterConfig } from '../config/render-config.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { InterruptedError, type Prompt, terminalPrompt } from './prompt.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { UsageError } from './usage-error.js';

export interface InitArguments {
  readonly document: string | null;
  readonly out: string | null;
  readonly overlays: readonly string[];
  readonly failOn: readonly string[] | null;
  readonly door: string | null;
  /** File to write. */
  readonly config: string | null;
  /** Whether to ask for what is `null`. */
  readonly asks: boolean;
}

const DEFAULTS = { out: 'server', door: 'node', failOn: 'high' } as const;
const NOTHING = 'nothing';
const SEVERITIES = ['high', 'medium', 'low', 'info', NOTHING];

/** `oasgard init`. */
export async function runInit(
  given: InitArguments,
  openPrompt: () => Prompt = terminalPrompt,
): Promise<ExitCode> {
  const file = given.config ?? configNames[0];
  refuseExisting(file, given.config === null);
  const prompt = given.asks ? openPrompt() : null;
  let config: StarterConfig;
  try {
    config = await decide(given, prompt);
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    process.stderr.write('\nNothing was written.\n');
    return exitCodes.interrupted;
  } finally {
    prompt?.close();
  }
  const folder = path.dirname(path.resolve(file));
  const members = relativeTo(folder, config);
  const [fault] = configFaults(configMembers(members));
  if (fault !== undefined) throw usage(`${fault.message} ${fault.help ?? ''}`.trim());
  write(
    file,
    renderConfig(members, path.extname(file) === '.json' ? 'json' : 'yaml', schemaReference(folder)),
  );
  process.stdout.write(`${visibleText(file)} is written. Next: oasgard generate\n`);
  return exitCodes.ok;
}

async function decide(given: InitArguments, prompt: Prompt | null): Promise<StarterConfig> {
  const document = given.document ?? (await askDocument(prompt));
  if (!isFile(document)) throw usage(`--document: there is no file ${visibleText(document)}.`);
  const out =
    given.out ?? (await prompt?.text('Where shall the server be written?', DEFAULTS.out)) ?? DEFAULTS.out;
  const severity =
    (await (given.failOn === null ? prompt : null)?.choice(
      'Which findings are errors?',
      SEVERITIES,
      DEFAULTS.failOn,
    )) ?? DEFAULTS.failOn;
  const failOn = given.failOn ?? (severity === NOTHING ? [] : [severity]);
  const door =
    given.door ??
    (await prompt?.choice('What stands in front of the API?', ['node', 'fastify'], DEFAULTS.door)) ??
    DEFAULTS.door;
  return { document, out, overlays: given.overlays, failOn, door };
}

/** @throws {UsageError} where nobody can be asked and not one is found */
async function askDocument(prompt: Prompt | null): Promise<string> {
  const found = findDocuments(process.cwd());
  const [first, ...others] = found;
  if (prompt === null) {
    if (first === undefined) throw usage('No OpenAPI document is found here: name it with --document.');
    if (others.length > 0) {
      throw usage(
        `Several OpenAPI documents are found: ${found.map(visibleText).join(', ')}. Name one with --document.`,
      );
    }
    return first;
  }
  for (;;) {
    const answer = await prompt.text('Which OpenAPI document?', first ?? null);
    if (isFile(answer)) return answer;
    prompt.say(`There is no file ${visibleText(answer)}.`);
  }
}

/** Also one beside it: two configurations in a folder are one too many. */
function refuseExisting(file: string, withOthers: boolean): void {
  const others = withOthers ? configNames : [];
  for (const name of [file, ...others]) {
    if (statSync(name, { throwIfNoEntry: false }) !== undefined)
      throw usage(`${visibleText(name)} exists already.`);
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = reason === 'EEXIST' ? 'exists already' : `cannot be written (${reason})`;
    throw usage(`${visibleText(file)} ${message}.`);
  }
}

/** With `/` between segments, so that the file is the same on every system. */
function relativeTo(folder: string, { document, out, overlays, ...rest }: StarterConfig): StarterConfig {
  const shown = (file: string): string =>
    path.relative(folder, path.resolve(file)).split(path.sep).join('/') || '.';
  return { document: shown(document), out: shown(out), overlays: overlays.map(shown), ...rest };
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function usage(message: string): UsageError {
  return new UsageError(message, 'init');
}
