import { type TypeNaming, typeKinds, typesOf } from '../config/type-naming.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import type { Api, Operation } from '../model/api.js';
import { Templates } from './templates.js';

/** Names of an operation's types in `contract.ts`. */
export interface OperationTypes {
  readonly request: string;
  readonly reply: string;
  /** `null` where no policy decides. */
  readonly policyRequest: string | null;
}

export type ContractNames = ReadonlyMap<Operation, OperationTypes>;

/**
 * Names the types of every operation. A name that is taken is an error where it was asked for, and gets an underscore
 * where it is the default: an operation named `getOrderPolicy` beside `getOrder`, or one named `context`.
 *
 * @param reserved names that the contract or the generated entry has for something else
 */
export function nameContractTypes(
  { operations }: Pick<Api, 'operations'>,
  { patterns, at }: TypeNaming,
  reserved: ReadonlySet<string>,
  diagnostics: Diagnostics,
): ContractNames {
  const owners = new Map<string, string>([...reserved].map((name) => [name, 'the contract itself']));
  const reported = new Set<string>();
  const named = operations.map((operation) => ({ operation, types: new Map<string, string>() }));
  // What handlers receive is named first for all: a policy's is the one that gives way.
  for (const [index, kind] of typeKinds.entries()) {
    for (const { operation, types } of named) {
      if (kind === 'policyRequest' && !isDecided(operation)) continue;
      let name = typesOf(operation.name, patterns)[index]!;
      const owner = owners.get(name);
      const place = at[kind];
      if (owner !== undefined && place !== undefined && !reported.has(kind)) {
        reported.add(kind);
        diagnostics.report(
          'naming-unusable',
          place,
          `${quoted(patterns[kind])} names a type of ${operation.method} ${operation.path} ${quoted(name)}, as ${owner} does.`,
        );
      }
      while (owners.has(name)) name += '_';
      owners.set(name, `one of ${operation.method} ${operation.path}`);
      types.set(kind, name);
    }
  }
  return new Map(
    named.map(({ operation, types }) => [
      operation,
      {
        request: types.get('request')!,
        reply: types.get('reply')!,
        policyRequest: types.get('policyRequest') ?? null,
      },
    ]),
  );
}

function isDecided({ access }: Operation): boolean {
  return access.kind === 'authenticated' && access.object !== null;
}

/** Types of the language that the contract refers to, which one of the same name would hide. */
const LANGUAGE = [
  'Array',
  'Exclude',
  'Extract',
  'Omit',
  'Partial',
  'Pick',
  'Promise',
  'Readonly',
  'ReadonlyArray',
  'Record',
  'Uint8Array',
];

let known: ReadonlySet<string> | null = null;

/**
 * Names that a type of an operation cannot have: what the templates of the contract and of the entry declare, import
 * and pass on.
 *
 * @param imported what the contract may import
 */
export function reservedTypeNames(imported: readonly string[]): ReadonlySet<string> {
  if (known !== null) return known;
  const own = new Templates();
  const text = ['generated/contract.ts', 'generated/index.ts'].map((name) => own.find(name)!.text).join('\n');
  const declared = [...text.matchAll(/^(?:export )?(?:interface|type|(?:async )?function|const) (\w+)/gm)];
  const listed = [...text.matchAll(/^(?:im|ex)port (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = '']) =>
    names.split(',').flatMap((name) => /(\w+)\s*$/.exec(name)?.[1] ?? []),
  );
  known = new Set([...LANGUAGE, ...imported, ...listed, ...declared.flatMap(([, name]) => name ?? [])]);
  return known;
}
