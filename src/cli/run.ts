import { nearestName } from '../policy/nearest-name.js';
import { packageVersion } from '../package-version.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { generateCommand } from './generate-command.js';
import { printBug } from './print-bug.js';
import { renderCommandHelp, renderHelp } from './render-help.js';
import { UsageError } from './usage-error.js';

const commands = [generateCommand];

/**
 * Runs one command line. Heavy modules, the parser among them, are imported where they are needed, so that help is
 * instant.
 *
 * @param args without node and script
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  try {
    return await dispatch(args);
  } catch (error) {
    if (!(error instanceof UsageError)) return printBug(error);
    const program = error.command === null ? 'oasgard' : `oasgard ${error.command}`;
    process.stderr.write(`${program}: ${error.message}\n\nSee \`${program} --help\`.\n`);
    return exitCodes.usage;
  }
}

async function dispatch([first, ...rest]: readonly string[]): Promise<ExitCode> {
  const command = commands.find(({ name }) => name === first);
  const asked = command === undefined && first !== undefined ? [first, ...rest] : rest;
  if (asked.includes('--help') || asked.includes('-h')) {
    process.stdout.write(command === undefined ? renderHelp(commands) : renderCommandHelp(command));
    return exitCodes.ok;
  }
  if (asked.includes('--version') || asked.includes('-v')) {
    process.stdout.write(`${packageVersion()}\n`);
    return exitCodes.ok;
  }
  if (first === undefined) throw new UsageError('Name a command.');
  if (command === undefined) throw unknownCommand(first);
  const { parseArguments } = await import('./parse-arguments.js');
  return command.run(parseArguments(command, rest));
}

function unknownCommand(given: string): UsageError {
  if (given.startsWith('-')) return new UsageError(`There is no option ${given} without a command.`);
  const nearest = nearestName(
    given,
    commands.map(({ name }) => name),
  );
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  return new UsageError(`There is no command ${JSON.stringify(given)}.${hint}`);
}
