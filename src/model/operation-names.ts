import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location } from '../diagnostics/diagnostic.js';
import { quoted } from '../diagnostics/quoted.js';
import { shortDigest } from './digest.js';
import { camelCase, isIdentifier, isReserved, upperFirst } from './identifier.js';

export interface OperationToName {
  /** Upper case. */
  readonly method: string;
  /** The path key as written. */
  readonly path: string;
  readonly operationId: string | null;
  readonly at: Location;
}

/** Key of an operation among the remembered names. */
export function operationKey(method: string, path: string): string {
  return `${method} ${path}`;
}

/**
 * A unique TypeScript identifier for each operation, same order. Remembered names come first, then operationIds in
 * document order, then names made of method and path; whatever is taken or reserved gets method and path as a suffix.
 * With all names of the last run remembered, adding an operation renames none.
 *
 * @param remembered names of the last run by {@link operationKey}; those that are no longer usable are passed over
 */
export function nameOperations(
  operations: readonly OperationToName[],
  remembered: ReadonlyMap<string, string>,
  diagnostics: Diagnostics,
): readonly string[] {
  const names = new Map<OperationToName, string>();
  // Types are named after operations with a capital, so that names may not differ in that alone.
  const taken = new Set<string>();
  const isFree = (name: string): boolean =>
    isIdentifier(name) && !isReserved(name) && !taken.has(upperFirst(name));
  const take = (operation: OperationToName, name: string): void => {
    names.set(operation, name);
    taken.add(upperFirst(name));
  };

  for (const operation of operations) {
    const name = remembered.get(operationKey(operation.method, operation.path));
    if (name !== undefined && isFree(name)) take(operation, name);
  }
  const byId = new Map<string, OperationToName>();
  for (const operation of operations) {
    const { operationId } = operation;
    if (operationId === null) continue;
    const first = byId.get(operationId);
    if (first === undefined) byId.set(operationId, operation);
    else {
      diagnostics.report(
        'duplicate-operation-id',
        operation.at,
        `The operationId ${quoted(operationId)} is used twice; method and path tell the operations apart.`,
        { related: [{ message: 'The first use', at: first.at }] },
      );
    }
    if (names.has(operation)) continue;
    const base = startWithLetter(camelCase(operationId), operation);
    take(operation, isFree(base) ? base : suffixed(base, operation, isFree));
  }
  for (const operation of operations) {
    if (names.has(operation)) continue;
    const base = methodAndPath(operation);
    take(operation, isFree(base) ? base : suffixed(base, operation, isFree));
  }
  return operations.map((operation) => names.get(operation)!);
}

function suffixed(base: string, operation: OperationToName, isFree: (name: string) => boolean): string {
  const clear = camelCase(`${base} ${methodAndPath(operation)}`);
  if (isFree(clear)) return clear;
  const digest = shortDigest(operationKey(operation.method, operation.path));
  if (isFree(base + digest)) return base + digest;
  let name = `operation${digest}`;
  for (let count = 2; !isFree(name); count += 1) name = `operation${digest}x${count}`;
  return name;
}

function methodAndPath({ method, path }: OperationToName): string {
  const name = camelCase(`${method.toLowerCase()} ${path.replaceAll(/\{([^{}]*)\}/g, ' by $1 ')}`);
  return name === method.toLowerCase() ? `${name}Root` : name;
}

function startWithLetter(name: string, { method }: OperationToName): string {
  return /^\p{ID_Start}/u.test(name) ? name : camelCase(`${method.toLowerCase()} ${name}`);
}
