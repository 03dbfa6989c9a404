import { roleLists } from '../model/schema-policy.js';
import { SchemaView } from '../model/schema-view.js';
import type { Api, Field, Operation, Parameter, RequestContent } from '../model/api.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { InputLocation } from '../runtime/core/definition.js';
import type { SchemaTypes } from './schema-types.js';
import { stringLiteral } from './string-literal.js';
import { typeLiteral, type TypeMember } from './type-literal.js';

/** The types of what an operation receives. */
export interface InputTypes {
  /** `path`, `query`, `headers`, `cookies` as the policy sees them: whole. Only those with something declared. */
  readonly whole: readonly TypeMember[];
  /** The same as the handler sees them: without the object's id. */
  readonly handler: readonly TypeMember[];
  /** Every body it accepts, by media type; `[]` where it takes none. */
  readonly bodies: readonly BodyType[];
  /** Type of the object's id, where there is a policy. */
  readonly id: string;
}

/** A body the operation accepts. */
export interface BodyType {
  /** Type of `contentType`: one or several media types with the same body. */
  readonly contentType: string;
  readonly type: string;
  /** As the policy sees it: streams are not open yet at stage 15, and the object's id is still there. */
  readonly policyType: string;
}

const GROUPS = [
  ['path', 'path'],
  ['query', 'query'],
  ['headers', 'header'],
  ['cookies', 'cookie'],
] as const;

const NO_BODY: BodyType = { contentType: 'null', type: 'undefined', policyType: 'undefined' };

/** Reads the input types of operations. */
export class InputTyper {
  readonly #types: SchemaTypes;
  readonly #view: SchemaView;

  constructor(api: Api, types: SchemaTypes) {
    this.#types = types;
    this.#view = new SchemaView(api.schemas);
  }

  read(operation: Operation): InputTypes {
    const id = objectId(operation);
    const groups = GROUPS.map(([member, place]) => ({
      member,
      parameters: operation.parameters.filter((parameter) => parameter.in === place),
    }));
    return {
      whole: groups.flatMap(({ member, parameters }) => this.#group(operation, member, parameters)),
      handler: groups.flatMap(({ member, parameters }) =>
        this.#group(
          operation,
          member,
          parameters.filter((parameter) => !isAt(parameter, id)),
        ),
      ),
      bodies: this.#bodies(operation, id),
      id: id === null ? 'string | number' : this.#idType(operation, id),
    };
  }

  #group(operation: Operation, member: string, parameters: readonly Parameter[]): readonly TypeMember[] {
    if (parameters.length === 0) return [];
    const members = parameters.map((parameter) => ({
      // The runtime keys headers in lower case.
      name: parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name,
      type: this.#parameterType(operation, parameter),
      optional: !parameter.required && parameter.default === null,
      description: parameter.description,
    }));
    return [{ name: member, type: typeLiteral(members) }];
  }

  #parameterType(operation: Operation, { schema, allowEmptyValue }: Parameter): string {
    const type = this.#types.expression(schema, 'request', operation.int64).text;
    if (!allowEmptyValue || this.#view.types(schema)?.has('string') === true) return type;
    return `${type} | ''`;
  }

  /** One entry per distinct body. */
  #bodies(operation: Operation, id: InputLocation | null): readonly BodyType[] {
    const { requestBody } = operation;
    if (requestBody === null) return [];
    const byType = new Map<string, BodyType>();
    for (const content of requestBody.content) {
      const whole = this.#content(operation, content);
      const type = id?.in === 'body' ? without(whole.type, pointerTokens(id.pointer)) : whole.type;
      const key = `${type}\n${whole.policyType}`;
      const same = byType.get(key);
      const mediaType = stringLiteral(content.mediaType);
      const contentType = same === undefined ? mediaType : `${same.contentType} | ${mediaType}`;
      byType.set(key, { contentType, type, policyType: whole.policyType });
    }
    return [...byType.values(), ...(requestBody.required ? [] : [NO_BODY])];
  }

  #content(
    operation: Operation,
    content: RequestContent,
  ): { readonly type: string; readonly policyType: string } {
    switch (content.codec) {
      case 'binary':
        return { type: 'Readable', policyType: 'undefined' };
      case 'multipart': {
        const files = content.fields.filter((field) => field.file);
        if (files.length === 0) break;
        const fields = this.#fields(operation, content);
        const names = files.map(({ name }) => stringLiteral(name)).join(' | ');
        return { type: `MultipartBody<${fields}, ${names}>`, policyType: fields };
      }
      case 'text':
        if (content.schema === null) return { type: 'string', policyType: 'string' };
        break;
      case 'json':
      case 'form':
    }
    const type =
      content.schema === null
        ? 'unknown'
        : this.#types.expression(content.schema, 'request', operation.int64).text;
    return { type, policyType: type };
  }

  /** The parts of a multipart body that are no files. */
  #fields(operation: Operation, content: RequestContent): string {
    const listed = content.fields.filter((field) => !field.file);
    if (listed.length === 0 && content.additional !== null) return 'Readonly<Record<string, unknown>>';
    const sendable = listed.filter(({ schema }) => this.#writers(schema).every((roles) => roles.length > 0));
    const members = sendable.map(({ name, schema, required }: Field) => ({
      name,
      type: this.#types.expression(schema, 'request', operation.int64).text,
      // Not every caller may send what has role lists, and no default stands in for it.
      optional:
        this.#writers(schema).length > 0 ||
        (!required && this.#view.keyword(schema, 'default') === undefined),
      description:
        typeof schema === 'object' && typeof schema['description'] === 'string'
          ? schema['description']
          : null,
    }));
    return typeLiteral(members);
  }

  #writers(schema: Schema): ReturnType<typeof roleLists> {
    return roleLists(schema, 'write', this.#view);
  }

  /** Ids are texts or numbers; a schema that says less, or something else, leaves both. */
  #idType(operation: Operation, id: InputLocation): string {
    const schema = this.#schemaAt(operation, id);
    const unknown = operation.int64 === 'bigint' ? 'string | number | bigint' : 'string | number';
    if (schema === null) return unknown;
    const types = this.#view.types(schema);
    const isScalar = types !== null && [...types].every((type) => SCALARS.has(type));
    return isScalar ? this.#types.expression(schema, 'request', operation.int64).text : unknown;
  }

  #schemaAt(operation: Operation, id: InputLocation): Schema | null {
    if (id.in !== 'body')
      return operation.parameters.find((parameter) => isAt(parameter, id))?.schema ?? null;
    const [content, ...others] = operation.requestBody?.content ?? [];
    if (content?.schema === undefined || content.schema === null || others.length > 0) return null;
    let schema: Schema = content.schema;
    for (const token of pointerTokens(id.pointer)) {
      const properties = this.#view.keyword(schema, 'properties') as
        Readonly<Record<string, Schema>> | undefined;
      if (properties === undefined || !Object.hasOwn(properties, token)) return null;
      schema = properties[token]!;
    }
    return schema;
  }
}

const SCALARS: ReadonlySet<string> = new Set(['string', 'integer', 'number']);

/** Where the object's id stands; `null` for operations without object policy, or whose object has no id. */
function objectId({ access }: Operation): InputLocation | null {
  return access.kind === 'authenticated' ? (access.object?.id ?? null) : null;
}

function isAt(parameter: Parameter, id: InputLocation | null): boolean {
  if (id === null || id.in === 'body' || parameter.in !== id.in) return false;
  return id.in === 'header'
    ? parameter.name.toLowerCase() === id.name.toLowerCase()
    : parameter.name === id.name;
}

/** A type without the property a pointer names. */
function without(type: string, [token, ...rest]: readonly string[]): string {
  if (token === undefined) return 'undefined';
  const key = stringLiteral(token);
  const outer = `Omit<${type}, ${key}>`;
  if (rest.length === 0) return outer;
  const inner = without(`NonNullable<(${type})[${key}]>`, rest);
  return `${outer} & ${typeLiteral([{ name: token, type: inner, optional: true }])}`;
}

/** Reference tokens of a JSON Pointer (RFC 6901). */
function pointerTokens(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
