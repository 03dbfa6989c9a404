/**
 * Which member of which object holds which other object (OAS 3.0 section 4.7, OAS 3.1 section 4.8, JSON Schema 2020-12
 * Core section 10). Whatever is not named here is data: examples, enums, constants, defaults and extensions are never
 * searched for references.
 */
export type ObjectKind =
  | 'document'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'callback'
  | 'parameter'
  | 'header'
  | 'requestBody'
  | 'response'
  | 'mediaType'
  | 'encoding'
  | 'example'
  | 'link'
  | 'securityScheme'
  | 'schema';

/**
 * - `one`: the member is the object
 * - `list`: an array of them
 * - `map`: an object of them, every key a name
 * - `patterned`: an object of them where keys starting `x-` are extensions
 */
export type MemberShape = 'one' | 'list' | 'map' | 'patterned';

export interface MemberGrammar {
  readonly shape: MemberShape;
  readonly kind: ObjectKind;
}

/** The methods a Path Item Object may have, in the order of the specification. */
export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

const one = (kind: ObjectKind): MemberGrammar => ({ shape: 'one', kind });
const list = (kind: ObjectKind): MemberGrammar => ({ shape: 'list', kind });
const map = (kind: ObjectKind): MemberGrammar => ({ shape: 'map', kind });
const patterned = (kind: ObjectKind): MemberGrammar => ({ shape: 'patterned', kind });

type Members = ReadonlyMap<string, MemberGrammar>;

const members = (entries: Readonly<Record<string, MemberGrammar>>): Members =>
  new Map(Object.entries(entries));

const schemaKeywords: readonly (readonly [MemberShape, readonly string[]])[] = [
  ['map', ['properties', 'patternProperties', 'dependentSchemas', 'dependencies', '$defs', 'definitions']],
  ['list', ['allOf', 'anyOf', 'oneOf', 'prefixItems']],
  [
    'one',
    [
      'items',
      'contains',
      'additionalProperties',
      'propertyNames',
      'unevaluatedItems',
      'unevaluatedProperties',
    ],
  ],
  ['one', ['not', 'if', 'then', 'else', 'contentSchema']],
];

const described: Readonly<Record<string, MemberGrammar>> = {
  schema: one('schema'),
  content: map('mediaType'),
  examples: map('example'),
};

export const objectGrammar: Readonly<Record<ObjectKind, Members>> = {
  document: members({
    paths: patterned('pathItem'),
    webhooks: map('pathItem'),
    components: one('components'),
  }),
  components: members({
    schemas: map('schema'),
    responses: map('response'),
    parameters: map('parameter'),
    examples: map('example'),
    requestBodies: map('requestBody'),
    headers: map('header'),
    securitySchemes: map('securityScheme'),
    links: map('link'),
    callbacks: map('callback'),
    pathItems: map('pathItem'),
  }),
  pathItem: members({
    parameters: list('parameter'),
    ...Object.fromEntries(methods.map((method) => [method, one('operation')])),
  }),
  operation: members({
    parameters: list('parameter'),
    requestBody: one('requestBody'),
    responses: patterned('response'),
    callbacks: map('callback'),
  }),
  // A Callback Object is itself a map; see `childrenOf`.
  callback: new Map(),
  parameter: members(described),
  header: members(described),
  requestBody: members({ content: map('mediaType') }),
  response: members({ headers: map('header'), content: map('mediaType'), links: map('link') }),
  mediaType: members({ schema: one('schema'), examples: map('example'), encoding: map('encoding') }),
  encoding: members({ headers: map('header') }),
  example: new Map(),
  link: new Map(),
  securityScheme: new Map(),
  schema: new Map(
    schemaKeywords.flatMap(([shape, keywords]) =>
      keywords.map((keyword) => [keyword, { shape, kind: 'schema' }] as const),
    ),
  ),
};

/**
 * Kinds that may be a Reference Object, or (Path Item, Schema) have `$ref` as a member of their own. Operations may not,
 * but published documents keep them in files of their own.
 */
export const referable: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'pathItem',
  'operation',
  'callback',
  'parameter',
  'header',
  'requestBody',
  'response',
  'example',
  'link',
  'securityScheme',
  'schema',
]);

/** Names of the kinds in diagnostics. */
export const kindNames: Readonly<Record<ObjectKind, string>> = {
  document: 'document',
  components: 'components',
  pathItem: 'path item',
  operation: 'operation',
  callback: 'callback',
  parameter: 'parameter',
  header: 'header',
  requestBody: 'request body',
  response: 'response',
  mediaType: 'media type',
  encoding: 'encoding',
  example: 'example',
  link: 'link',
  securityScheme: 'security scheme',
  schema: 'schema',
};
