import { nearestName } from '../policy/nearest-name.js';
import { UsageError } from './usage-error.js';

/** Names that the parser adds or handles itself. */
const builtIn: ReadonlySet<string> = new Set(['_', '$0', 'help', 'h', 'version', 'v']);

export interface KnownOptions {
  /** Command, `null` for the program itself. */
  readonly name: string | null;
  /** Options and positional parameters. */
  readonly options: readonly string[];
}

/**
 * @param values what the parser read
 * @throws {UsageError} for an option or argument the command does not have, with the nearest it does
 */
export function rejectUnknown(
  values: Readonly<Record<string, unknown>>,
  { name, options }: KnownOptions,
): void {
  for (const key of Object.keys(values)) {
    if (builtIn.has(key) || options.includes(key)) continue;
    const dashes = key.length === 1 ? '-' : '--';
    throw new UsageError(`There is no option ${dashes}${key}.${didYouMean(key, options, '--')}`, name);
  }
  const rest = Array.isArray(values['_']) ? values['_'] : [];
  // The first is the command itself.
  if (name !== null && rest.length > 1)
    throw new UsageError(`There is an argument too many: ${String(rest[1])}`, name);
}

export function unknownCommand(given: string, commands: readonly string[]): UsageError {
  return new UsageError(`There is no command ${JSON.stringify(given)}.${didYouMean(given, commands, '')}`);
}

function didYouMean(given: string, names: readonly string[], prefix: string): string {
  const nearest = nearestName(given, names);
  return nearest === null ? '' : ` Did you mean ${prefix}${nearest}?`;
}
