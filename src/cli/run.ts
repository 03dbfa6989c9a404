import { nearestName } from '../policy/nearest-name.js';
import { packageVersion } from '../package-version.js';
import { auditVerifyCommand } from './audit-verify-command.js';
import type { Command } from './command.js';
import { diffCommand } from './diff-command.js';
import { explainCommand } from './explain-command.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { generateCommand } from './generate-command.js';
import { hardenCommand } from './harden-command.js';
import { initCommand } from './init-command.js';
import { keysCreateCommand } from './keys-create-command.js';
import { keysHashCommand } from './keys-hash-command.js';
import { printBug } from './print-bug.js';
import { renderCommandHelp, renderHelp } from './render-help.js';
import { templatesContextCommand } from './templates-context-command.js';
import { templatesEjectCommand } from './templates-eject-command.js';
import { templatesListCommand } from './templates-list-command.js';
import { UsageError } from './usage-error.js';

const commands: readonly Command[] = [
  initCommand,
  generateCommand,
  hardenCommand,
  explainCommand,
  diffCommand,
  keysCreateCommand,
  keysHashCommand,
  auditVerifyCommand,
  templatesListCommand,
  templatesEjectCommand,
  templatesContextCommand,
];

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

async function dispatch(args: readonly string[]): Promise<ExitCode> {
  const command = commands.find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  const asked = command === undefined ? args : args.slice(command.name.split(' ').length);
  if (asked.includes('--help') || asked.includes('-h')) {
    process.stdout.write(command === undefined ? renderHelp(commands) : renderCommandHelp(command));
    return exitCodes.ok;
  }
  if (asked.includes('--version') || asked.includes('-v')) {
    process.stdout.write(`${packageVersion()}\n`);
    return exitCodes.ok;
  }
  if (command === undefined) throw unknownCommand(args);
  const { parseArguments } = await import('./parse-arguments.js');
  return command.run(parseArguments(command, asked));
}

function unknownCommand([given, ...more]: readonly string[]): UsageError {
  if (given === undefined) return new UsageError('Name a command.');
  if (given.startsWith('-')) return new UsageError(`There is no option ${given} without a command.`);
  const names = commands.map(({ name }) => name);
  const nearest = nearestName([given, ...more.slice(0, 1)].join(' '), names) ?? nearestName(given, names);
  const second = names
    .filter((name) => name.startsWith(`${given} `))
    .map((name) => name.slice(given.length + 1));
  if (second.length > 0 && nearest === null) {
    return new UsageError(`The command ${given} needs a second word: ${second.join(' or ')}.`);
  }
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  return new UsageError(`There is no command ${JSON.stringify(given)}.${hint}`);
}
