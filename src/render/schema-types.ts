import type { Operation } from '../model/api.js';
import type { Schema } from '../normalize/normalized-document.js';
import { Code } from './code.js';
import { docComment } from './comment-text.js';
import { SchemaTyper } from './schema-typer.js';
import { usedComponents } from './schema-usage.js';
import { TypePrinter } from './type-printer.js';
import type { Direction, TypedSchema } from './typed-schema.js';

/** How `contract.ts` refers to the types of `types.ts`. */
const PREFIX = 'types.';

/** The TypeScript types of a document's schemas: declared in `types.ts`, referred to from `contract.ts`. */
export class SchemaTypes {
  readonly #typer: SchemaTyper;
  readonly #schemas: ReadonlyMap<string, Schema>;
  readonly #components = new Map<string, readonly [component: string, direction: Direction]>();
  readonly #typed = new Map<string, TypedSchema>();
  readonly #printer = new TypePrinter((ref) => this.#named(ref.slice('#/'.length).replace(PREFIX, '')));

  /** `hasPolicies`: whether any schema has `x-security`. */
  constructor(schemas: ReadonlyMap<string, Schema>, hasPolicies: boolean) {
    this.#schemas = schemas;
    this.#typer = new SchemaTyper(schemas, hasPolicies);
    for (const [component, { reply, request }] of this.#typer.names) {
      this.#components.set(reply, [component, 'reply']);
      if (request !== reply) this.#components.set(request, [component, 'request']);
    }
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
  expression(schema: Schema, direction: Direction): Code {
    return new Code(this.#printer.expression(this.#typer.inline(schema, direction, PREFIX)));
  }

  /** The declarations of `types.ts`, document order: each component as replies hold it, and as requests do. */
  declarations(operations: readonly Operation[]): readonly Code[] {
    const used = usedComponents(operations, this.#schemas);
    const declarations: Code[] = [];
    for (const [component, { reply, request }] of this.#typer.names) {
      const inRequests = reply !== request && used.request.has(component);
      const documentation = docComment([descriptionOf(this.#schemas.get(component)!)]);
      const declare = (name: string): void => {
        const text = this.#printer.declaration(name, this.#named(name));
        declarations.push(new Code(documentation + text));
      };
      if (!inRequests || used.reply.has(component)) declare(reply);
      if (inRequests) declare(request);
    }
    return declarations;
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
