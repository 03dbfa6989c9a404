import yargs from 'yargs';
import { packageVersion } from '../package-version.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { generateCommand, type Command } from './generate-command.js';
import { printBug } from './print-bug.js';
import { rejectUnknown, unknownCommand } from './reject-unknown.js';
import { UsageError } from './usage-error.js';

const commands: readonly Command[] = [generateCommand];

/**
 * Runs one command line. Heavy modules are imported by the command that needs them, so that help is instant.
 *
 * @param args without node and script
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  try {
    return await parse(args);
  } catch (error) {
    if (!(error instanceof UsageError)) return printBug(error);
    const command = error.command === null ? '' : ` ${error.command}`;
    console.error(`oasgard${command}: ${error.message}\n\nSee \`oasgard${command} --help\`.`);
    return exitCodes.usage;
  }
}

async function parse(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  let current: string | null = null;
  let program = yargs([...args])
    .scriptName('oasgard')
    .usage(
      'Usage: $0 <command> [options]\n\nGenerates TypeScript servers from OpenAPI documents that already refuse what they should.',
    )
    .parserConfiguration({ 'camel-case-expansion': false, 'boolean-negation': false, 'dot-notation': false })
    .version(packageVersion())
    .alias({ help: 'h', version: 'v' })
    .wrap(Math.min(100, process.stdout.columns || 100))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw error === undefined || error.name === 'YError'
        ? usageError(message ?? error?.message, current)
        : error;
    })
    .epilogue('Exit status: 0 done, 1 errors (nothing was written), 2 wrong usage, 70 a bug in oasgard.');
  for (const command of commands) {
    program = program.command(
      command.usage,
      command.summary,
      (builder) => {
        current = command.name;
        return command.describe(builder);
      },
      async (values) => {
        rejectUnknown(values, command);
        code = await command.run(values);
      },
    );
  }
  program = program.command('$0', false, {}, (values) => {
    const given = values._[0];
    if (given !== undefined)
      throw unknownCommand(
        String(given),
        commands.map(({ name }) => name),
      );
    rejectUnknown(values, { name: null, options: [] });
    throw new UsageError('Name a command.');
  });
  await program.parseAsync();
  return code;
}

/** What the parser says, in the words of the rest. */
function usageError(message: string | undefined, command: string | null): UsageError {
  const option = /^Not enough arguments following: (.+)$/.exec(message ?? '')?.[1];
  if (option !== undefined) return new UsageError(`--${option} needs a value.`, command);
  if (message?.startsWith('Not enough non-option arguments') === true) {
    return new UsageError('An argument is missing.', command);
  }
  return new UsageError(message ?? 'The command line could not be understood.', command);
}
