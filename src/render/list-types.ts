import type { Api, Operation, Reply, ReplyContent } from '../model/api.js';
import { findItemSchema, itemTokens, listReplies } from '../model/list-items.js';
import { SchemaView } from '../model/schema-view.js';
import type { ObjectDefinition } from '../runtime/core/definition.js';
import type { SchemaTypes } from './schema-types.js';
import { stringLiteral } from './string-literal.js';
import { typeLiteral } from './type-literal.js';

/**
 * The types of lists: an item is what the reply's schema says and, where `Objects` says what the object type is, that
 * as well. Handlers must return such items, so that policies can rely on what no reply declares.
 */
export class ListTyper {
  readonly #types: SchemaTypes;
  readonly #view: SchemaView;

  constructor(api: Api, types: SchemaTypes) {
    this.#types = types;
    this.#view = new SchemaView(api.schemas);
  }

  /** What the list policy of an operation sees of each item; alternatives where its replies differ. */
  items(operation: Operation): readonly string[] {
    const object = listObject(operation);
    if (object === null) return [];
    const contents = listReplies(operation.replies).flatMap(({ content }) => content);
    return [...new Set(contents.map((content) => this.#item(operation, content, object)))];
  }

  /** What the type of a reply's body must be as well; `null` for replies that are no lists. */
  body(operation: Operation, reply: Reply, content: ReplyContent): string | null {
    const object = listObject(operation);
    if (object === null || !listReplies(operation.replies).includes(reply)) return null;
    return itemTokens(object.list.items).reduceRight(
      (type, name) => typeLiteral([{ name, type }]),
      `readonly ${this.#item(operation, content, object)}[]`,
    );
  }

  #item({ int64 }: Operation, { schema }: ReplyContent, { type, list }: ListObject): string {
    const found = findItemSchema(schema ?? true, list.items, this.#view);
    const item = 'items' in found ? this.#types.expression(found.items, 'reply', int64).text : 'unknown';
    return `ItemOf<${stringLiteral(type)}, ${item}>`;
  }
}

type ListObject = ObjectDefinition & { readonly list: NonNullable<ObjectDefinition['list']> };

function listObject({ access }: Operation): ListObject | null {
  const object = access.kind === 'authenticated' ? access.object : null;
  return object === null || object.list === null ? null : { ...object, list: object.list };
}
