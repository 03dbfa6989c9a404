import yargs from 'yargs';
import { nearestName } from '../policy/nearest-name.js';
import type { Command, Option, Values } from './command.js';
import { UsageError } from './usage-error.js';

/**
 * Reads the arguments of a command, its own name left out.
 *
 * @throws {UsageError} for anything the command does not have, with the nearest it does
 */
export function parseArguments(command: Command, args: readonly string[]): Values {
  const { positionals, options } = command;
  const parsed = yargs([...args])
    .help(false)
    .version(false)
    .exitProcess(false)
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .string(options.filter(({ value }) => value !== null).map(({ name }) => name))
    .boolean(options.filter(({ value }) => value === null).map(({ name }) => name))
    .parseSync() as Readonly<Record<string, unknown>>;

  const values = new Map<string, readonly string[]>();
  for (const [name, given] of Object.entries(parsed)) {
    if (name === '_' || name === '$0') continue;
    const option = options.find((candidate) => candidate.name === name);
    if (option === undefined) throw unknownOption(name, command);
    if (given === false || given === undefined) continue;
    values.set(name, checked(option, given, command));
  }
  const texts = (parsed['_'] as readonly unknown[]).map(String);
  // What is optional gets what is left over.
  let spare = texts.length - positionals.filter(({ optional = false }) => !optional).length;
  let next = 0;
  for (const { name, optional = false } of positionals) {
    if (optional && spare <= 0) continue;
    if (optional) spare -= 1;
    const text = texts[next];
    if (text === undefined || text === '') throw new UsageError(`The <${name}> is missing.`, command.name);
    next += 1;
    values.set(name, [text]);
  }
  const surplus = texts[next];
  if (surplus !== undefined) {
    throw new UsageError(`There is an argument too many: ${JSON.stringify(surplus)}.`, command.name);
  }
  for (const { name, default: standard } of options) {
    if (standard !== null && !values.has(name)) values.set(name, [standard]);
  }
  return values;
}

function checked(option: Option, given: unknown, command: Command): readonly string[] {
  const { name, value, choices, repeated } = option;
  const texts = (Array.isArray(given) ? given : [given]).map(String);
  if (value !== null && texts.includes('')) throw new UsageError(`--${name} needs a value.`, command.name);
  if (!repeated && value !== null && texts.length > 1) {
    throw new UsageError(`--${name} may be given only once.`, command.name);
  }
  for (const text of choices === null ? [] : texts) {
    if (choices?.includes(text) === true) continue;
    const nearest = nearestName(text, choices ?? []);
    const list = choices?.join(', ') ?? '';
    const hint = nearest === null ? `Use one of ${list}.` : `Did you mean ${nearest}? Use one of ${list}.`;
    throw new UsageError(`--${name} cannot be ${JSON.stringify(text)}. ${hint}`, command.name);
  }
  return texts;
}

function unknownOption(name: string, { name: command, options }: Command): UsageError {
  const nearest = nearestName(
    name,
    options.map((option) => option.name),
  );
  const dashes = name.length === 1 ? '-' : '--';
  const hint = nearest === null ? '' : ` Did you mean --${nearest}?`;
  return new UsageError(`There is no option ${dashes}${name}.${hint}`, command);
}
