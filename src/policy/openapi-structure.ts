import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { NormalizedDocument } from '../normalize/normalized-document.js';
import { visitChildren } from '../resolve/children.js';
import {
  kindNames,
  normalizedGrammar,
  type ObjectKind,
  type MemberShape,
} from '../resolve/object-grammar.js';

/** Objects that hold no reference, and therefore are none of `ObjectKind`. */
type PlainKind =
  | 'contact'
  | 'discriminator'
  | 'external documentation'
  | 'flow'
  | 'flows'
  | 'info'
  | 'license'
  | 'paths'
  | 'responses'
  | 'server'
  | 'server variable'
  | 'tag'
  | 'xml';

export type VisitedKind = ObjectKind | PlainKind;

type PlainMembers = Readonly<Record<string, readonly [MemberShape, PlainKind]>>;

/** What the reference grammar leaves out: those objects may hold extensions all the same. */
const PLAIN_MEMBERS: Readonly<Partial<Record<VisitedKind, PlainMembers>>> = {
  document: {
    info: ['one', 'info'],
    servers: ['list', 'server'],
    paths: ['one', 'paths'],
    tags: ['list', 'tag'],
    externalDocs: ['one', 'external documentation'],
  },
  info: { contact: ['one', 'contact'], license: ['one', 'license'] },
  tag: { externalDocs: ['one', 'external documentation'] },
  server: { variables: ['map', 'server variable'] },
  pathItem: { servers: ['list', 'server'] },
  operation: {
    servers: ['list', 'server'],
    responses: ['one', 'responses'],
    externalDocs: ['one', 'external documentation'],
  },
  link: { server: ['one', 'server'] },
  securityScheme: { flows: ['one', 'flows'] },
  flows: {
    implicit: ['one', 'flow'],
    password: ['one', 'flow'],
    clientCredentials: ['one', 'flow'],
    authorizationCode: ['one', 'flow'],
    deviceAuthorization: ['one', 'flow'],
  },
  schema: {
    discriminator: ['one', 'discriminator'],
    externalDocs: ['one', 'external documentation'],
    xml: ['one', 'xml'],
  },
};

export interface Visit {
  readonly node: JsonObject;
  readonly kind: VisitedKind;
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
  const outbound: Visit[] = [];
  // A list that grows while it is read, and no recursion: documents nest as deep as the reader lets them.
  const drain = (pending: Visit[]): void => {
    for (const next of pending) {
      if (seen.has(next.node)) continue;
      seen.add(next.node);
      visits.push(next);
      const later = next.outbound ? pending : outbound;
      visitBelow(next, document.root, (child) => (child.outbound ? later : pending).push(child));
    }
  };
  drain([
    inbound('document')(document.root),
    ...document.pathItems.map(({ item }) => item).map(inbound('pathItem')),
    ...objects(document.schemas.values()).map(inbound('schema')),
    ...objects(document.securitySchemes.values()).map(inbound('securityScheme')),
  ]);
  drain(outbound);
  return visits;
}

function inbound(kind: VisitedKind): (node: JsonObject) => Visit {
  return (node) => ({ node, kind, outbound: false });
}

function objects(values: Iterable<Json>): readonly JsonObject[] {
  return [...values].filter(isJsonObject);
}

function visitBelow({ node, kind, outbound }: Visit, root: JsonObject, visit: (child: Visit) => void): void {
  const add = (child: Json | undefined, childKind: VisitedKind, out: boolean): void => {
    if (isJsonObject(child)) visit({ node: child, kind: childKind, outbound: outbound || out });
  };
  if (isReferenceKind(kind)) {
    visitChildren(node, kind, normalizedGrammar, ({ value, kind: childKind, holder }) => {
      if (childKind === 'example') return;
      add(value, childKind, childKind === 'callback' || (node === root && holder === root['webhooks']));
    });
  }
  const members = PLAIN_MEMBERS[kind];
  if (members === undefined) return;
  for (const name of Object.keys(members)) {
    const value = node[name];
    if (typeof value !== 'object' || value === null) continue;
    const [shape, childKind] = members[name]!;
    if (shape === 'one') add(value, childKind, false);
    else for (const entry of Object.values(value) as readonly Json[]) add(entry, childKind, false);
  }
}

function isReferenceKind(kind: VisitedKind): kind is ObjectKind {
  return Object.hasOwn(kindNames, kind);
}

/** The name of a kind in messages. */
export function kindName(kind: VisitedKind): string {
  return isReferenceKind(kind) ? kindNames[kind] : kind;
}

/** Whether the author chooses the keys of such an object, so that only extensions have fixed names. */
export function hasChosenKeys(kind: VisitedKind): boolean {
  return kind === 'callback' || kind === 'paths' || kind === 'responses';
}
