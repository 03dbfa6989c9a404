import { isIdentifier, isReserved } from '../model/identifier.js';
import { nearestName } from '../policy/nearest-name.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { Api } from '../model/api.js';
import type { Manifest } from '../write/manifest.js';

/** `--rename old=new`: the user asks for another name of an operation or policy, in their files too. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/**
 * What the last run would remember, had it used the new names. Renames that were made already are left out of what is
 * answered.
 *
 * @param at the output folder, for diagnostics
 * @returns `null` where a diagnostic says why a rename cannot be made
 */
export function applyRenames(
  last: Manifest | null,
  renames: readonly Rename[],
  at: Location,
  diagnostics: Diagnostics,
): { readonly last: Manifest | null; readonly renames: readonly Rename[] } | null {
  if (renames.length === 0) return { last, renames };
  const { operations = [], stubs = null, removed = null } = last ?? {};
  const known = new Set([
    ...operations.map(({ name }) => name),
    ...[stubs, removed].flatMap((names) => [...(names?.handlers ?? []), ...(names?.policies ?? [])]),
  ]);
  const open = renames.filter(({ from, to }) => known.has(from) || !known.has(to));
  let failed = false;
  const refuse = (message: string, help?: string): void => {
    failed = true;
    diagnostics.report('rename-impossible', at, message, help === undefined ? {} : { help });
  };
  for (const { from, to } of open) {
    const nearest = nearestName(from, [...known]);
    if (!known.has(from)) {
      refuse(
        `Nothing is called ${JSON.stringify(from)}.`,
        nearest === null ? undefined : `Did you mean --rename ${nearest}=${to}?`,
      );
    } else if (!isIdentifier(to) || isReserved(to)) {
      refuse(`${JSON.stringify(to)} cannot be the name of an exported function.`);
    } else if (known.has(to) || open.filter((other) => other.to === to || other.from === from).length > 1) {
      refuse(`${JSON.stringify(known.has(to) ? to : from)} cannot be told apart from another of that name.`);
    }
  }
  if (failed || last === null) return failed ? null : { last, renames: open };

  const names = new Map(open.map(({ from, to }) => [from, to]));
  const renamed = (list: readonly string[]): readonly string[] => list.map((name) => names.get(name) ?? name);
  const left = (list: readonly string[]): readonly string[] => list.filter((name) => !names.has(name));
  return {
    renames: open,
    last: {
      ...last,
      operations: last.operations.map((operation) => ({
        ...operation,
        name: names.get(operation.name) ?? operation.name,
      })),
      stubs: {
        ...last.stubs,
        handlers: renamed([
          ...last.stubs.handlers,
          ...last.removed.handlers.filter((name) => names.has(name)),
        ]),
        policies: renamed([
          ...last.stubs.policies,
          ...last.removed.policies.filter((name) => names.has(name)),
        ]),
      },
      removed: {
        ...last.removed,
        handlers: left(last.removed.handlers),
        policies: left(last.removed.policies),
      },
    },
  };
}

/** Whether the document has something of each new name; a diagnostic says where not. */
export function checkRenames(
  api: Api,
  renames: readonly Rename[],
  at: Location,
  diagnostics: Diagnostics,
): boolean {
  const asked = new Set([...api.operations, ...api.policies].map(({ name }) => name));
  const unasked = renames.filter(({ to }) => !asked.has(to));
  for (const { from, to } of unasked) {
    diagnostics.report(
      'rename-impossible',
      at,
      `The document has no operation or policy that ${JSON.stringify(from)} could be, to be called ${JSON.stringify(to)}.`,
    );
  }
  return unasked.length === 0;
}
