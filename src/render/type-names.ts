import ts from 'typescript';
import { shortDigest } from '../model/digest.js';
import { camelCase, upperFirst } from '../model/identifier.js';

/** The names a schema's types go by in `types.ts`. */
export interface TypeNames {
  /** As replies hold it. */
  readonly reply: string;
  /** As requests hold it; another type only where `readOnly`, `writeOnly` or defaults make a difference. */
  readonly request: string;
}

/** Names `types.ts` refers to itself, which a type of the document would hide. */
const TAKEN = ['Record', 'WithRequired', 'Omit', 'SafeUrl'];

/**
 * A unique type name for each schema, PascalCase, document order. Schemas whose name is one already keep it; whatever
 * clashes gets a digest of its own name. Names of the last run come first, so that adding a schema renames no other.
 *
 * @param given types of components in the last run; those that oasgard would not make are passed over
 * @param differs whether requests see another type than replies
 */
export function nameTypes(
  schemas: Iterable<string>,
  differs: (schema: string) => boolean,
  given: ReadonlyMap<string, readonly string[]> = new Map(),
): ReadonlyMap<string, TypeNames> {
  const all = [...schemas];
  const taken = new Set(TAKEN);
  const names = new Map<string, string>();
  const take = (schema: string, name: string): void => {
    names.set(schema, name);
    taken.add(name);
  };
  const requests = new Map<string, string>();
  const present = new Set(all);
  for (const [schema, [reply, request]] of given) {
    if (!present.has(schema) || reply === undefined || taken.has(reply) || !isMadeOf(schema, reply)) continue;
    take(schema, reply);
    if (request === undefined || taken.has(request) || !isFollowing(request, `${reply}Input`)) continue;
    taken.add(request);
    requests.set(schema, request);
  }
  for (const schema of all)
    if (!names.has(schema) && PASCAL.test(schema) && !taken.has(schema)) take(schema, schema);
  for (const schema of all) if (!names.has(schema)) take(schema, free(pascalCase(schema), schema, taken));
  return new Map(
    all.map((schema) => {
      const reply = names.get(schema)!;
      if (!differs(schema)) return [schema, { reply, request: reply }];
      const request = requests.get(schema) ?? free(`${reply}Input`, schema, taken);
      taken.add(request);
      return [schema, { reply, request }];
    }),
  );
}

/** The types that depend on which components there were first, as the manifest keeps them. */
export function givenTypes(names: ReadonlyMap<string, TypeNames>): ReadonlyMap<string, readonly string[]> {
  const given = new Map<string, readonly string[]>();
  for (const [schema, { reply, request }] of names) {
    if (reply !== schema || request !== reply)
      given.set(schema, request === reply ? [reply] : [reply, request]);
  }
  return given;
}

/** Whether a type may be that of a component: manifests can be edited, and types are code. */
function isMadeOf(schema: string, type: string): boolean {
  return (PASCAL.test(schema) && isFollowing(type, schema)) || isFollowing(type, pascalCase(schema));
}

/** Whether a name is another one, or that with a digest. */
function isFollowing(name: string, first: string): boolean {
  return name.startsWith(first) && /^[0-9a-z]{0,32}$/u.test(name.slice(first.length));
}

/**
 * Names of the types with bigints, for components that hold integers of 64 bits where some operations take them as
 * numbers and others as bigint; all others keep their names.
 */
export function nameExactTypes(
  names: ReadonlyMap<string, TypeNames>,
  isExact: (schema: string) => boolean,
): ReadonlyMap<string, TypeNames> {
  const taken = new Set([...TAKEN, ...[...names.values()].flatMap(({ reply, request }) => [reply, request])]);
  const take = (name: string, schema: string): string => {
    const unique = free(name, schema, taken);
    taken.add(unique);
    return unique;
  };
  return new Map(
    [...names].map(([schema, { reply, request }]) => {
      if (!isExact(schema)) return [schema, { reply, request }];
      const exact = take(`${reply}Bigint`, schema);
      return [
        schema,
        { reply: exact, request: request === reply ? exact : take(`${request}Bigint`, schema) },
      ];
    }),
  );
}

const PASCAL = /^[A-Z][A-Za-z0-9]{0,79}$/;

function pascalCase(text: string): string {
  // The compiler's tables of letters may be older than Node's.
  const letters = Array.from(upperFirst(camelCase(text))).filter((letter) => {
    return ts.isIdentifierPart(letter.codePointAt(0)!, ts.ScriptTarget.ESNext);
  });
  const name = letters.join('');
  const starts = name !== '' && ts.isIdentifierStart(name.codePointAt(0)!, ts.ScriptTarget.ESNext);
  return starts ? name : `Schema${name}`;
}

function free(name: string, schema: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let count = 1; taken.has(candidate); count += 1) {
    candidate = name + shortDigest(count === 1 ? schema : `${schema} ${String(count)}`);
  }
  return candidate;
}
