/**
 * Which member of which object holds which other object (Swagger 2.0, OAS 3.0 section 4.7, OAS 3.1 and 3.2 section 4.8,
 * JSON Schema 2020-12 Core section 10). Whatever is not named here is data: examples, enums, constants, defaults and
 * extensions are never searched for references.
 */
import type { DocumentVersion } from '../load/document-version.js';

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
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** Members of a Path Item Object that are operations: `query` since 3.2, `trace` since 3.0. */
export function methodsOf(version: DocumentVersion): readonly string[] {
  if (version === '2.0') return methods.slice(0, -1);
  return version === '3.2' ? [...methods, 'query'] : methods;
}

const one = (kind: ObjectKind): MemberGrammar => ({ shape: 'one', kind });
const list = (kind: ObjectKind): MemberGrammar => ({ shape: 'list', kind });
const map = (kind: ObjectKind): MemberGrammar => ({ shape: 'map', kind });
const patterned = (kind: ObjectKind): MemberGrammar => ({ shape: 'patterned', kind });

type Members = ReadonlyMap<string, MemberGrammar>;

export type ObjectGrammar = Readonly<Record<ObjectKind, Members>>;

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

const operationsOf = (version: DocumentVersion): Readonly<Record<string, MemberGrammar>> =>
  Object.fromEntries(methodsOf(version).map((method) => [method, one('operation')]));

const schema: Members = new Map(
  schemaKeywords.flatMap(([shape, keywords]) =>
    keywords.map((keyword) => [keyword, { shape, kind: 'schema' }] as const),
  ),
);

/** The keywords of a Schema Object that hold schemas: the same in every version. */
export const schemaGrammar: Members = schema;

const grammar31: ObjectGrammar = {
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
  pathItem: members({ parameters: list('parameter'), ...operationsOf('3.1') }),
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
  schema,
};

const encodings: Readonly<Record<string, MemberGrammar>> = {
  encoding: map('encoding'),
  prefixEncoding: list('encoding'),
  itemEncoding: one('encoding'),
};

const grammar32: ObjectGrammar = {
  ...grammar31,
  components: new Map([...grammar31.components, ['mediaTypes', map('mediaType')]]),
  pathItem: members({
    parameters: list('parameter'),
    ...operationsOf('3.2'),
    additionalOperations: map('operation'),
  }),
  mediaType: members({
    schema: one('schema'),
    itemSchema: one('schema'),
    examples: map('example'),
    ...encodings,
  }),
  encoding: members({ headers: map('header'), ...encodings }),
};

const grammar20: ObjectGrammar = {
  ...grammar31,
  document: members({
    paths: patterned('pathItem'),
    definitions: map('schema'),
    parameters: map('parameter'),
    responses: map('response'),
    securityDefinitions: map('securityScheme'),
  }),
  components: new Map(),
  pathItem: members({ parameters: list('parameter'), ...operationsOf('2.0') }),
  operation: members({ parameters: list('parameter'), responses: patterned('response') }),
  // Of a body; other parameters and headers are described by members of their own, none of which may be a reference.
  parameter: members({ schema: one('schema') }),
  header: new Map(),
  requestBody: new Map(),
  response: members({ schema: one('schema'), headers: map('header') }),
  mediaType: new Map(),
  encoding: new Map(),
};

const grammars: Readonly<Record<DocumentVersion, ObjectGrammar>> = {
  '2.0': grammar20,
  '3.0': grammar31,
  '3.1': grammar31,
  '3.2': grammar32,
};

export function grammarOf(version: DocumentVersion): ObjectGrammar {
  return grammars[version];
}

/** The grammar of a normalized document: that of the versions it may come from. */
export const normalizedGrammar: ObjectGrammar = grammar32;

/**
 * Kinds that may be a Reference Object, or (Path Item, Schema) have `$ref` as a member of their own; media types may
 * since 3.2. Operations may not, but published documents keep them in files of their own.
 */
export const referable: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'pathItem',
  'operation',
  'callback',
  'parameter',
  'header',
  'requestBody',
  'response',
  'mediaType',
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
