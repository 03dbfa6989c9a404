import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { NormalizedDocument } from '../normalize/normalized-document.js';

/** Objects of OpenAPI (3.1 section 4.8) and what of the document a walk visits as one. */
export type ObjectKind = keyof typeof STRUCTURE;

type Form = 'one' | 'list' | 'map';
interface Structure {
  /** Members that hold other objects. */
  readonly members: Readonly<Record<string, readonly [Form, string]>>;
  /** Kind of the values of all keys the author chooses; such an object has no other members. */
  readonly entries?: string;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const;

const SCHEMA_MEMBERS: Structure['members'] = {
  ...Object.fromEntries(
    ['allOf', 'anyOf', 'oneOf', 'prefixItems'].map((name) => [name, ['list', 'schema']] as const),
  ),
  ...Object.fromEntries(
    ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'].map(
      (name) => [name, ['map', 'schema']] as const,
    ),
  ),
  ...Object.fromEntries(
    [
      'additionalProperties',
      'contains',
      'contentSchema',
      'else',
      'if',
      'items',
      'not',
      'propertyNames',
      'then',
      'unevaluatedItems',
      'unevaluatedProperties',
    ].map((name) => [name, ['one', 'schema']] as const),
  ),
  discriminator: ['one', 'discriminator'],
  externalDocs: ['one', 'external documentation'],
  xml: ['one', 'xml'],
};

const STRUCTURE = {
  root: {
    members: {
      info: ['one', 'info'],
      servers: ['list', 'server'],
      paths: ['one', 'paths'],
      components: ['one', 'components'],
      tags: ['list', 'tag'],
      externalDocs: ['one', 'external documentation'],
      webhooks: ['map', 'path item'],
    },
  },
  info: { members: { contact: ['one', 'contact'], license: ['one', 'license'] } },
  contact: { members: {} },
  license: { members: {} },
  server: { members: { variables: ['map', 'server variable'] } },
  'server variable': { members: {} },
  tag: { members: { externalDocs: ['one', 'external documentation'] } },
  'external documentation': { members: {} },
  paths: { members: {}, entries: 'path item' },
  'path item': {
    members: {
      ...Object.fromEntries(METHODS.map((method) => [method, ['one', 'operation']] as const)),
      additionalOperations: ['map', 'operation'],
      servers: ['list', 'server'],
      parameters: ['list', 'parameter'],
    },
  },
  operation: {
    members: {
      externalDocs: ['one', 'external documentation'],
      parameters: ['list', 'parameter'],
      requestBody: ['one', 'request body'],
      responses: ['one', 'responses'],
      callbacks: ['map', 'callback'],
      servers: ['list', 'server'],
    },
  },
  callback: { members: {}, entries: 'path item' },
  parameter: { members: { schema: ['one', 'schema'], content: ['map', 'media type'] } },
  header: { members: { schema: ['one', 'schema'], content: ['map', 'media type'] } },
  'request body': { members: { content: ['map', 'media type'] } },
  'media type': {
    members: { schema: ['one', 'schema'], itemSchema: ['one', 'schema'], encoding: ['map', 'encoding'] },
  },
  encoding: { members: { headers: ['map', 'header'] } },
  responses: { members: {}, entries: 'response' },
  response: {
    members: { headers: ['map', 'header'], content: ['map', 'media type'], links: ['map', 'link'] },
  },
  link: { members: { server: ['one', 'server'] } },
  components: {
    members: {
      schemas: ['map', 'schema'],
      responses: ['map', 'response'],
      parameters: ['map', 'parameter'],
      requestBodies: ['map', 'request body'],
      headers: ['map', 'header'],
      securitySchemes: ['map', 'security scheme'],
      links: ['map', 'link'],
      callbacks: ['map', 'callback'],
      pathItems: ['map', 'path item'],
    },
  },
  'security scheme': { members: { flows: ['one', 'flows'] } },
  flows: {
    members: Object.fromEntries(
      ['implicit', 'password', 'clientCredentials', 'authorizationCode', 'deviceAuthorization'].map(
        (name) => [name, ['one', 'flow']] as const,
      ),
    ),
  },
  flow: { members: {} },
  schema: { members: SCHEMA_MEMBERS },
  discriminator: { members: {} },
  xml: { members: {} },
} as const satisfies Readonly<Record<string, Structure>>;

export interface Visit {
  readonly node: JsonObject;
  readonly kind: ObjectKind;
  /** Reached through webhooks or callbacks alone: a description of requests the server sends, not of those it gets. */
  readonly outbound: boolean;
}

/**
 * Every object of a document once, examples and extensions left out: what can be reached from the paths and components
 * first, then what only webhooks and callbacks hold.
 */
export function walkDocument(document: NormalizedDocument): readonly Visit[] {
  const visits: Visit[] = [];
  const seen = new Set<JsonObject>();
  const inbound: Visit[] = [];
  const outbound: Visit[] = [];
  const enter = (node: Json | undefined, kind: ObjectKind, out: boolean): void => {
    if (!isJsonObject(node)) return;
    const visit = { node, kind, outbound: out || kind === 'callback' };
    (visit.outbound ? outbound : inbound).push(visit);
  };
  const drain = (queue: Visit[]): void => {
    // A queue and no recursion: documents nest as deep as the reader lets them.
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (seen.has(next.node)) continue;
      seen.add(next.node);
      visits.push(next);
      for (const child of childrenOf(next)) enter(child.node, child.kind, child.outbound);
    }
  };

  enter(document.root, 'root', false);
  for (const { item } of document.pathItems) enter(item, 'path item', false);
  for (const schema of document.schemas.values()) {
    if (isJsonObject(schema)) enter(schema, 'schema', false);
  }
  for (const scheme of document.securitySchemes.values()) enter(scheme, 'security scheme', false);
  drain(inbound);
  drain(outbound);
  return visits;
}

function childrenOf({ node, kind, outbound }: Visit): readonly Visit[] {
  const structure: Structure = STRUCTURE[kind];
  const children: Visit[] = [];
  const add = (child: Json | undefined, childKind: string, out: boolean): void => {
    if (isJsonObject(child)) children.push({ node: child, kind: childKind as ObjectKind, outbound: out });
  };
  if (structure.entries !== undefined) {
    for (const [key, entry] of Object.entries(node)) {
      if (!key.startsWith('x-')) add(entry, structure.entries, outbound);
    }
    return children;
  }
  for (const [name, [form, childKind]] of Object.entries(structure.members)) {
    const value = node[name];
    const out = outbound || name === 'webhooks';
    if (form === 'one') add(value, childKind, out);
    else if (form === 'list' && Array.isArray(value)) {
      for (const entry of value as readonly Json[]) add(entry, childKind, out);
    } else if (form === 'map' && isJsonObject(value)) {
      for (const entry of Object.values(value)) add(entry, childKind, out);
    }
  }
  return children;
}

/** Whether the author chooses the keys of such an object, so that only extensions have fixed names. */
export function hasChosenKeys(kind: ObjectKind): boolean {
  return 'entries' in STRUCTURE[kind];
}
