import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import { dereference, vocabulary, type Member, type Position } from './vocabulary.js';

interface Section {
  readonly title: string;
  readonly position: Position;
  readonly text: string;
}

const SECTIONS: readonly Section[] = [
  {
    title: 'Root',
    position: 'root',
    text: 'The rules of the whole API. Everything below `access` may also stand in a path item or an operation.',
  },
  {
    title: 'Operation only',
    position: 'operation',
    text: 'Beside these, an operation takes every member that a path item takes.',
  },
  {
    title: 'Security scheme: http bearer, oauth2, openIdConnect',
    position: 'token scheme',
    text: 'How tokens are checked.',
  },
  { title: 'Security scheme: apiKey', position: 'apiKey scheme', text: 'How keys are checked.' },
  {
    title: 'Security scheme: http basic and others',
    position: 'plain scheme',
    text: 'Only the reason for having it.',
  },
  { title: 'Schema', position: 'schema', text: 'What may be done with values of the schema.' },
];

const MERGES: Readonly<Record<Member['merge'], string>> = {
  members: 'member by member',
  replace: 'nearest wins',
  own: 'not inherited',
};

/** `docs/vocabulary.md`: every member of `x-security`, from its JSON Schemas. */
export function vocabularyPage(): string {
  return [
    '# The vocabulary: x-security',
    '<!-- Written by `npm run docs` from src/policy/schemas; edit those. -->',
    'One keyword, `x-security`, says what OpenAPI cannot. Its members depend on where it stands: at the root, in a path ' +
      'item, in an operation, in a security scheme or in a schema. It is closed: a member or value that is not listed ' +
      'here is an error, and so is `null`. `version: 1` at the root is mandatory wherever the keyword is used.',
    'An operation inherits from its path item, and that from the root. Objects merge member by member, scalars and ' +
      'lists replace, `false` disables, `because` is not inherited. `because` is legal everywhere, and required beside ' +
      'the values marked with it: they weaken a protection.',
    '*Stage* is the stage of the decision pipeline a member acts on. What is marked *not yet* is part of the ' +
      'vocabulary, and an error until this version enforces it. For editors, the JSON Schemas are ' +
      '`oasgard/schemas/root.schema.json` and its neighbours.',
    ...SECTIONS.flatMap(sectionOf),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function sectionOf({ title, position, text }: Section): readonly string[] {
  const shared = position === 'operation' ? vocabulary('path') : new Map<string, Member>();
  const members = [...vocabulary(position).values()].filter(({ name }) => !shared.has(name));
  return [
    `## ${title}`,
    text,
    [
      '| Member | Where | Type | Default | Stage | Inherited | Enforced | Meaning | Example |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      ...members.flatMap((member) => rowsOf(member, [], whereOf(member.name, position))),
    ].join('\n'),
  ];
}

function whereOf(name: string, position: Position): string {
  if (position !== 'root') return position.endsWith('scheme') ? 'scheme' : position;
  return vocabulary('path').has(name) ? 'root, path, operation' : 'root';
}

function rowsOf(member: Member, prefix: readonly string[], where: string): readonly string[] {
  const path = [...prefix, member.name];
  const cells = [
    code(path.join('.')),
    where,
    typeOf(member.schema, 'members.schema.json'),
    member.default === undefined ? '' : code(JSON.stringify(member.default)),
    member.stage === null ? '' : String(member.stage),
    MERGES[member.merge],
    enforcementOf(member),
    meaningOf(member),
    member.examples.map((example) => code(JSON.stringify(example))).join('<br>'),
  ];
  return [
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
    ...[...member.members.values()].flatMap((inner) => rowsOf(inner, path, where)),
    ...[...member.entryMembers.values()].flatMap((inner) => rowsOf(inner, [...path, '<name>'], where)),
  ];
}

function enforcementOf({ enforced, enforcedValues, unenforcedValues }: Member): string {
  if (!enforced) return enforcedValues.length > 0 ? `only ${listOf(enforcedValues)}` : 'not yet';
  return unenforcedValues.length > 0 ? `yes; not yet ${listOf(unenforcedValues)}` : 'yes';
}

function meaningOf({ description, becauseValues }: Member): string {
  if (becauseValues.length === 0 || description.includes('because')) return description;
  return `${description} Needs because: ${listOf(becauseValues)}.`;
}

function listOf(values: readonly Json[]): string {
  return values.map((value) => code(JSON.stringify(value))).join(', ');
}

/** What a value may be, in a few words. */
function typeOf(schema: JsonObject, file: string): string {
  const own = ownType(schema, file);
  if (own !== null) return own;
  if (typeof schema['$ref'] === 'string') {
    const target = dereference(schema['$ref'], file);
    return typeOf(target.schema, target.file);
  }
  const branches = Array.isArray(schema['anyOf'])
    ? (schema['anyOf'] as readonly Json[]).filter(isJsonObject)
    : [];
  return branches.map((branch) => typeOf(branch, file)).join(' or ');
}

function ownType(schema: JsonObject, file: string): string | null {
  const { type, items } = schema;
  if (schema['const'] !== undefined) return code(JSON.stringify(schema['const']));
  if (Array.isArray(schema['enum'])) return listOf(schema['enum'] as readonly Json[]);
  if (type === 'array') {
    const item = isJsonObject(items) ? typeOf(items, file) : '';
    return item === '' || item === 'string' ? 'list of strings' : `list of ${item}`;
  }
  if (type === 'integer') {
    const { minimum, maximum } = schema;
    return minimum === undefined
      ? 'integer'
      : `integer, ${JSON.stringify(minimum)} to ${JSON.stringify(maximum)}`;
  }
  return typeof type === 'string' ? type : null;
}

function code(text: string): string {
  return `\`${text}\``;
}
