import type { Random } from './random.js';

type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

/** A place in a tree: what holds it, and its key there. */
interface Slot {
  readonly holder: Tree[] | { [key: string]: Tree };
  readonly key: string | number;
}

/** A few changes to the text of a document, as a sloppy editor or an attacker would make them. */
export function mutateText(text: string, random: Random): string {
  let mutated = text;
  for (let changes = 1 + random.below(4); changes > 0; changes -= 1) {
    const at = random.below(mutated.length + 1);
    const length = random.below(random.chance(80) ? 8 : 400);
    const piece = mutated.slice(random.below(mutated.length + 1)).slice(0, length);
    const change = random.below(6);
    if (change === 0) mutated = mutated.slice(0, at) + mutated.slice(at + length);
    else if (change === 1) mutated = mutated.slice(0, at) + piece + mutated.slice(at);
    else if (change === 2) mutated = mutated.slice(0, at) + random.pick(FRAGMENTS) + mutated.slice(at);
    else if (change === 3) mutated = mutated.slice(0, at) + piece + mutated.slice(at + length);
    else if (change === 4) mutated = mutateLines(mutated, random);
    else mutated = mutated.slice(0, at) + random.pick(FRAGMENTS) + mutated.slice(at + length);
  }
  return mutated;
}

function mutateLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const from = random.below(lines.length);
  const block = lines.slice(from, from + 1 + random.below(6));
  const to = random.below(lines.length);
  if (random.chance(30)) lines.splice(from, block.length);
  else if (random.chance(50)) lines.splice(to, 0, ...block);
  else lines.splice(to, 0, ...block.map((line) => `  ${line}`));
  return lines.join('\n');
}

/** A few changes to the values of a document that keep it parsable. */
export function mutateTree(tree: Tree, random: Random): Tree {
  const root: Tree = structuredClone(tree);
  for (let changes = 1 + random.below(5); changes > 0; changes -= 1) {
    const slots = slotsOf(root);
    if (slots.length === 0) return root;
    change(random.pick(slots), slots, random);
  }
  return root;
}

function slotsOf(root: Tree): readonly Slot[] {
  const slots: Slot[] = [];
  const pending: Tree[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null || slots.length > 20_000) continue;
    const holder = node;
    for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
      slots.push({ holder, key });
      pending.push(valueOf({ holder, key }));
    }
  }
  return slots;
}

function valueOf({ holder, key }: Slot): Tree {
  return (holder as Record<string | number, Tree>)[key] ?? null;
}

function put({ holder, key }: Slot, value: Tree): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function remove({ holder, key }: Slot): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[String(key)];
}

function change(slot: Slot, slots: readonly Slot[], random: Random): void {
  const value = valueOf(slot);
  const other = random.pick(slots);
  switch (random.below(9)) {
    case 0:
      remove(slot);
      return;
    case 1:
      put(slot, random.pick(VALUES));
      return;
    case 2:
      put(slot, structuredClone(valueOf(other)));
      return;
    case 3:
      put(slot, { $ref: random.pick(REFERENCES) });
      return;
    case 4:
      put(slot, random.chance(50) ? [value] : { [random.pick(KEYS)]: value });
      return;
    case 5:
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        put({ holder: value, key: random.pick(KEYS) }, random.pick(VALUES));
      } else put(slot, random.pick(VALUES));
      return;
    case 6:
      remove(slot);
      put({ holder: slot.holder, key: random.pick(KEYS) }, value);
      return;
    case 7: {
      const known = typeof other.key === 'string' ? other.key : random.pick(KEYS);
      put({ holder: slot.holder, key: known }, structuredClone(valueOf(other)));
      return;
    }
    default:
      if (typeof value === 'number') put(slot, random.pick([-value, value + 0.5, value * 1e9, 0, -1]));
      else if (typeof value === 'string') put(slot, mutateString(value, random));
      else if (typeof value === 'boolean') put(slot, !value);
      else put(slot, random.pick(VALUES));
  }
}

function mutateString(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return random.chance(50)
    ? text.slice(0, at) + random.pick(FRAGMENTS) + text.slice(at)
    : text.slice(0, at) + text.slice(at + 1 + random.below(4));
}

const FRAGMENTS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  "'",
  '\n',
  ' ',
  '- ',
  '#',
  '&a ',
  '*a',
  '<<: ',
  '!!str ',
  '? ',
  '|',
  '>',
  '%',
  '\\',
  '\t',
  '---\n',
  '\u0000',
  '\u2028',
  '\ud800',
  '\u{1f600}',
  '__proto__',
  'constructor',
  '$ref',
  '../',
  '~1',
  '%2F',
  '{x}',
  '}{',
  '*/',
  '${',
  '`',
  '//',
  '(a+)+$',
  '[',
  '(?<',
  '\\p{',
  '1e999',
  '-0',
  '0x1F',
  'null',
  'true',
  '~',
] as const;

const KEYS = [
  '$ref',
  '$id',
  '$anchor',
  '$defs',
  '$dynamicRef',
  '$schema',
  'type',
  'properties',
  'required',
  'items',
  'prefixItems',
  'allOf',
  'oneOf',
  'anyOf',
  'not',
  'if',
  'then',
  'else',
  'enum',
  'const',
  'pattern',
  'format',
  'nullable',
  'discriminator',
  'additionalProperties',
  'unevaluatedProperties',
  'patternProperties',
  'dependentSchemas',
  'minLength',
  'maximum',
  'multipleOf',
  'security',
  'x-security',
  'parameters',
  'requestBody',
  'responses',
  'content',
  'schema',
  'headers',
  'in',
  'name',
  'style',
  'servers',
  'tags',
  'operationId',
  'get',
  'post',
  'default',
  '200',
  '/a/{x}',
  '{x}',
  '',
  '__proto__',
  'constructor',
  'x-auth-type',
  'application/json',
  'multipart/form-data',
  'text/event-stream',
  '*/*',
  'access',
  'roles',
  'limiters',
  'rateLimit',
  'version',
  'components',
  'schemas',
  'securitySchemes',
  'callbacks',
  'webhooks',
  'examples',
  'encoding',
  'readOnly',
  'deprecated',
] as const;

const VALUES: readonly Tree[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53 + 2,
  '',
  ' ',
  'a',
  'object',
  'array',
  'string',
  'integer',
  'null',
  '__proto__',
  '../../etc/passwd',
  '#/components/schemas/A',
  '/a/{b}',
  'https://x:y@example.com/{z}',
  '^(a+)+$',
  '(',
  'date-time',
  [],
  {},
  [[]],
  [null],
  ['a', 'a'],
  [{}],
  { type: 'object' },
  { type: ['string', 'null'] },
  { $ref: '#' },
  { $ref: 7 },
  { oneOf: [] },
  { a: { a: {} } },
  { version: 1 },
  { access: 'public' },
  { access: { roles: ['x'] } },
  { rateLimit: false },
  'public',
  'authenticated',
  '60/1m',
  '15s',
];

const REFERENCES = [
  '#',
  '#/',
  '',
  '#/paths',
  '#/components',
  '#/components/schemas/A',
  '#/components/schemas',
  '#/info',
  '#/paths/~1a',
  '#a',
  'a.yaml',
  './',
  '.',
  '..',
  '#/x/0',
  'http://127.0.0.1:1/x',
  '#/components/parameters/A',
  '#/components/responses/A',
  '#/components/schemas/A/properties/a',
  '#/%zz',
  '#/~2',
  '\u0000',
  '#/__proto__',
  '#/constructor/prototype',
  '#/components/securitySchemes/a',
] as const;
