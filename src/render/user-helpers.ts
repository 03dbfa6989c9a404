import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { Code } from './code.js';
import { helpers } from './template-helpers.js';

/** A function of the user's helper module; throws where its result cannot stand in a template. */
export type UserHelper = (...values: readonly unknown[]) => unknown;

/** Names that templates have already. */
const TAKEN: ReadonlySet<string> = new Set([
  ...Object.keys(helpers),
  ...`at blockHelperMissing each from helperMissing if log lookup result this unless with
      true false null undefined`.split(/\s+/),
]);

/**
 * Loads a module of the user's, which runs: it is code, and is named explicitly. Its exported functions are the helpers.
 *
 * @param file relative to the working directory
 * @returns by name; `null` where a diagnostic says why it cannot be used
 */
export async function loadHelpers(
  file: string,
  diagnostics: Diagnostics,
): Promise<ReadonlyMap<string, UserHelper> | null> {
  const absolute = path.resolve(file);
  const at: Location = { file: absolute, pointer: '', on: 'value' };
  const refuse = (message: string): null => {
    diagnostics.report('helper-module', at, message);
    return null;
  };
  if (!existsSync(absolute)) return refuse('There is no such module of template helpers.');
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(pathToFileURL(absolute).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    return refuse(`The module throws when it is loaded: ${visibleText(messageOf(error))}.`);
  }
  const found = new Map<string, UserHelper>();
  for (const [name, value] of Object.entries(module)) {
    if (name === 'default') return refuse('The module has a default export; helpers are named ones.');
    // Constants beside the helpers are the module's own business.
    if (typeof value !== 'function') continue;
    if (!/^[A-Za-z_$][\w$]*$/.test(name) || TAKEN.has(name))
      return refuse(`A helper cannot be named ${JSON.stringify(name)}: templates have that name already.`);
    found.set(name, guarded(name, value as UserHelper));
  }
  return found.size === 0 ? refuse('The module exports no function.') : found;
}

function guarded(name: string, helper: UserHelper): UserHelper {
  return (...values) => {
    let result: unknown;
    try {
      result = helper(...values);
    } catch (error) {
      throw new TypeError(`The helper ${name} throws: ${messageOf(error)}`, { cause: error });
    }
    if (result === undefined) throw new TypeError(`The helper ${name} returns nothing`);
    const kind = typeof result;
    if (kind === 'function' || kind === 'symbol' || kind === 'bigint')
      throw new TypeError(`The helper ${name} returns a ${kind}`);
    if (typeof result === 'object' && result !== null && 'then' in result)
      throw new TypeError(`The helper ${name} returns a promise: templates wait for nothing`);
    if (result instanceof Code && typeof result.text !== 'string')
      throw new TypeError(`The helper ${name} returns code without text`);
    return result;
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0]! : String(error);
}
