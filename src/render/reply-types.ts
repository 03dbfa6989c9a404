import type { Int64Form, Operation, Reply, ReplyContent, ReplyHeader } from '../model/api.js';
import type { ListTyper } from './list-types.js';
import type { SchemaTypes } from './schema-types.js';
import { stringLiteral } from './string-literal.js';
import { indent, typeLiteral, type TypeMember, WIDTH } from './type-literal.js';

/** Declares what a handler may return: an alternative per declared status and media type, `never` without any. */
export function replyDeclaration(
  name: string,
  operation: Operation,
  types: SchemaTypes,
  lists: ListTyper,
): string {
  const start = `export type ${name} =`;
  const alternatives = operation.replies.flatMap((reply) => membersOf(reply, operation, types, lists));
  const [only, second] = alternatives;
  if (only === undefined) return `${start} never;`;
  if (second === undefined) return `${start} ${typeLiteral(only, WIDTH - start.length - 2)};`;
  const flat = `${start} ${alternatives.map((members) => typeLiteral(members, WIDTH)).join(' | ')};`;
  if (flat.length <= WIDTH && !flat.includes('\n')) return flat;
  const lines = alternatives.map(
    (members) => `  | ${indent(indent(typeLiteral(members, WIDTH - 5))).trimStart()}`,
  );
  return `${start}\n${lines.join('\n')};`;
}

function membersOf(
  reply: Reply,
  operation: Operation,
  types: SchemaTypes,
  lists: ListTyper,
): readonly (readonly TypeMember[])[] {
  const type = statusType(reply.status, operation.replies);
  if (type === null) return [];
  const status = { name: 'status', type };
  const headers = headersMember(reply.headers, types, operation.int64);
  if (reply.content.length === 0) return [[status, headers]];
  return reply.content.map((content) => [
    status,
    ...contentTypeMember(content, reply.content),
    headers,
    { name: 'body', type: bodyType(content, types, operation.int64, lists.body(operation, reply, content)) },
  ]);
}

/** The numbers a declared status stands for: itself, or a range less the statuses declared beside it. */
function statusType(status: string, replies: readonly Reply[]): string | null {
  if (/^\d{3}$/.test(status)) return status;
  const range = /^([2-5])XX$/.exec(status)?.[1];
  if (range === undefined && status !== 'default') return null;
  const all = range === undefined ? 'AnyStatus' : `Status${range}XX`;
  const others = replies.flatMap(({ status: other }) => {
    if (/^\d{3}$/.test(other)) return range === undefined || other.startsWith(range) ? [other] : [];
    const otherRange = range === undefined ? /^([2-5])XX$/.exec(other)?.[1] : undefined;
    return otherRange === undefined ? [] : [`Status${otherRange}XX`];
  });
  return others.length === 0 ? all : `Exclude<${all}, ${others.join(' | ')}>`;
}

/** Which of several media types the body is; a range leaves the choice to the handler. */
function contentTypeMember(content: ReplyContent, all: readonly ReplyContent[]): readonly TypeMember[] {
  const range = /^([^*]*)\*$/.exec(content.mediaType)?.[1];
  if (range !== undefined) {
    return [{ name: 'contentType', type: `\`${range.replaceAll(/[\\`$]/g, '\\$&')}\${string}\`` }];
  }
  return all.length === 1 ? [] : [{ name: 'contentType', type: stringLiteral(content.mediaType) }];
}

function bodyType(
  { codec, schema }: ReplyContent,
  types: SchemaTypes,
  int64: Int64Form,
  list: string | null,
): string {
  switch (codec) {
    case 'binary':
      return 'Uint8Array | Readable';
    case 'text':
      return schema === null ? 'string' : types.expression(schema, 'reply', int64).text;
    case 'json': {
      const type = schema === null ? 'unknown' : types.expression(schema, 'reply', int64).text;
      return list === null ? type : `${type} & ${list}`;
    }
    case 'lines':
    case 'sequence':
    case 'data':
    case 'events': {
      const type = schema === null ? 'unknown' : types.expression(schema, 'reply', int64).text;
      return `Iterable<${type}> | AsyncIterable<${type}>`;
    }
  }
}

/** Declared headers beside whatever else the handler sets. */
function headersMember(headers: readonly ReplyHeader[], types: SchemaTypes, int64: Int64Form): TypeMember {
  const declared = headers.map(({ name, required, schema, description }) => {
    const type = headerType(schema, types, int64);
    return { name, type: required ? type : `${type} | undefined`, optional: !required, description };
  });
  return {
    name: 'headers',
    optional: !declared.some(({ optional }) => !optional),
    type: declared.length === 0 ? 'ReplyHeaders' : `ReplyHeaders & ${typeLiteral(declared)}`,
  };
}

/** Header fields are text, numbers, or several lines; whatever else a schema says is written as text. */
function headerType(schema: ReplyHeader['schema'], types: SchemaTypes, int64: Int64Form): string {
  if (schema === null || typeof schema === 'boolean') return 'string | number';
  switch (schema['type']) {
    case 'integer':
    case 'number':
      return int64 === 'bigint' && schema['format'] === 'int64' ? 'bigint' : 'number';
    case 'array':
      return 'readonly string[]';
    case 'string':
      return types.expression(schema, 'reply', int64).text;
    default:
      return 'string | number';
  }
}
