import type { Location } from '../diagnostics/diagnostic.js';
import { isJsonObject, type Json } from '../load/json.js';
import type { SchemaParts } from './schema-parts.js';
import type { SecuredOperation, SecurityModel } from './security-model.js';

/** Where in its document a model's parts are written. Knows nothing of a record, which has no places. */
export class Places {
  readonly #model: SecurityModel;

  constructor(model: SecurityModel) {
    this.#model = model;
  }

  operation({ origin }: SecuredOperation): Location | null {
    return origin ?? null;
  }

  /** A member of an operation's policy by its dotted path, or the nearest thing that says something of it. */
  member(operation: SecuredOperation, path: string): Location | null {
    for (let known = path; known !== ''; known = known.slice(0, Math.max(0, known.lastIndexOf('.')))) {
      const at = operation.places?.get(known);
      if (at !== undefined) return at;
    }
    // An object form has no place of its own: any of its members shows where it stands.
    const inside = [...(operation.places ?? [])].find(([known]) => known.startsWith(`${path}.`));
    return inside?.[1] ?? this.operation(operation);
  }

  /** The `security` that holds for an operation: its own, the root's, or the operation where there is none. */
  security(operation: SecuredOperation): Location | null {
    const { origins, document } = this.#model;
    for (const owner of [operation.node, document]) {
      if (origins !== undefined && owner?.['security'] !== undefined) {
        return origins.member(owner, 'security', 'key');
      }
    }
    return this.operation(operation);
  }

  /** What stands below the root at these tokens, or the nearest thing around it. */
  root(...tokens: readonly string[]): Location | null {
    const { origins, document } = this.#model;
    if (origins === undefined || document === undefined) return null;
    let at: Location | null = null;
    let owner: Json = document;
    for (const token of tokens) {
      if (!isJsonObject(owner) || !origins.has(owner)) break;
      if (owner[token] === undefined) break;
      at = origins.member(owner, token, 'key');
      owner = owner[token];
    }
    return at;
  }

  /**
   * A keyword of what applies to a value, or the outermost schema where none has it; `null` where the document does not
   * hold it as it is. `x-security.read` is a member of that keyword.
   */
  schema(parts: SchemaParts, keyword: string): Location | null {
    const { origins } = this.#model;
    const [name = '', member] = keyword.split('.');
    const holder = parts.holder(name);
    if (origins === undefined || holder === null || !origins.has(holder)) return null;
    const value = holder[name];
    if (value === undefined) return origins.of(holder, 'key');
    return member !== undefined && isJsonObject(value) && value[member] !== undefined && origins.has(value)
      ? origins.member(value, member, 'key')
      : origins.member(holder, name, 'key');
  }

  /** Where a property is declared, or the schema that does not declare it. */
  property(parts: SchemaParts, property: string): Location | null {
    const { origins } = this.#model;
    if (origins === undefined) return null;
    for (const part of parts.parts) {
      const { properties } = part;
      if (isJsonObject(properties) && Object.hasOwn(properties, property) && origins.has(properties)) {
        return origins.member(properties, property, 'key');
      }
    }
    return this.schema(parts, 'properties');
  }
}
