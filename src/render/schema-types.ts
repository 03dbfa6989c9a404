import type { Int64Form, Operation } from '../model/api.js';
import type { Schema } from '../normalize/normalized-document.js';
import { Code } from './code.js';
import { docComment } from './comment-text.js';
import { SchemaTyper } from './schema-typer.js';
import { referredComponents, usedComponents } from './schema-usage.js';
import { givenTypes } from './type-names.js';
import { TypePrinter } from './type-printer.js';
import type { Direction, TypedSchema } from './typed-schema.js';

/** How `contract.ts` refers to the types of `types.ts`. */
const PREFIX = 'types.';

/** The TypeScript types of a document's schemas: declared in `types.ts`, referred to from `contract.ts`. */
export class SchemaTypes {
  readonly #typer: SchemaTyper;
  readonly #schemas: ReadonlyMap<string, Schema>;
  readonly #components = new Map<
    string,
    readonly [component: string, direction: Direction, int64: Int64Form]
  >();
  readonly #forms: ReadonlySet<Int64Form>;
  readonly #typed = new Map<string, TypedSchema>();
  readonly #printer = new TypePrinter((ref) => this.#named(ref.slice('#/'.length).replace(PREFIX, '')));

  /**
   * `hasPolicies`: whether any schema has `x-security`; `forms`: what the operations take integers of 64 bits as;
   * `given`: types of components in the last run.
   */
  constructor(
    schemas: ReadonlyMap<string, Schema>,
    hasPolicies: boolean,
    forms: ReadonlySet<Int64Form> = new Set(['number']),
    given: ReadonlyMap<string, readonly string[]> = new Map(),
  ) {
    this.#schemas = schemas;
    this.#forms = forms;
    this.#typer = new SchemaTyper(schemas, hasPolicies, forms, given);
    for (const form of forms) {
      for (const [component, { reply, request }] of this.#typer.names[form]) {
        this.#components.set(reply, [component, 'reply', form]);
        if (request !== reply) this.#components.set(request, [component, 'request', form]);
      }
    }
  }

  /** Types for the next run to keep. */
  get given(): ReadonlyMap<string, readonly string[]> {
    return givenTypes(this.#typer.names.number);
  }

  /** The typed schema behind a type name. */
  #named(name: string): TypedSchema {
    let typed = this.#typed.get(name);
    if (typed === undefined) {
      typed = this.#typer.component(...this.#components.get(name)!);
      this.#typed.set(name, typed);
    }
    return typed;
  }

  /** The type of a schema that stands in an operation, as an expression over `types.*`. */
  expression(schema: Schema, direction: Direction, int64: Int64Form = 'number'): Code {
    return new Code(this.#printer.expression(this.#typer.inline(schema, direction, int64, PREFIX)));
  }

  /** The declarations of `types.ts`, document order: each component as replies hold it, and as requests do. */
  declarations(operations: readonly Operation[]): readonly Code[] {
    const declared = new Set<string>();
    const declarations: Code[] = [];
    const uses = [...this.#forms].map((form) => ({
      names: this.#typer.names[form],
      used: usedComponents(
        operations.filter(({ int64 }) => int64 === form),
        this.#schemas,
      ),
      referred:
        this.#typer.names[form] === this.#typer.names.number ? null : this.#referred(operations, form),
    }));
    for (const [component, schema] of this.#schemas) {
      const documentation = docComment([descriptionOf(schema)]);
      const declare = (name: string): void => {
        if (declared.has(name)) return;
        declared.add(name);
        const text = this.#printer.declaration(name, this.#named(name));
        declarations.push(new Code(documentation + text));
      };
      for (const { names, used, referred } of uses) {
        if (referred?.has(component) === false) continue;
        const { reply, request } = names.get(component)!;
        const inRequests = reply !== request && used.request.has(component);
        if (!inRequests || used.reply.has(component)) declare(reply);
        if (inRequests) declare(request);
      }
    }
    return declarations;
  }

  /** Components that operations of a form refer to. */
  #referred(operations: readonly Operation[], form: Int64Form): ReadonlySet<string> {
    return referredComponents(
      operations.filter(({ int64 }) => int64 === form),
      this.#schemas,
    );
  }

  /** Whether what was printed so far needs the helper `WithRequired`. */
  get needsWithRequired(): boolean {
    return this.#printer.needsWithRequired;
  }
}

function descriptionOf(schema: Schema): string | null {
  if (typeof schema === 'boolean') return null;
  const { description, title } = schema;
  if (typeof description === 'string') return description;
  return typeof title === 'string' ? title : null;
}
