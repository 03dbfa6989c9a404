import { counted } from '../diagnostics/grouped-findings.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import type { Operation } from './api.js';
import type { ModelContext } from './model-context.js';
import { OWNER, roleLists, schemaPolicy, type PropertyRight } from './schema-policy.js';
import { schemasIn } from './schema-view.js';
import { checkedSchemas, inPlace, itemSchemas, propertySchemas, reachable } from './subschemas.js';

/**
 * Checks the role lists of properties against where operations use them (semantics §4, Property level). A list that
 * nobody could be held to is an error, never ignored.
 */
export function checkPropertyRules(operations: readonly Operation[], context: ModelContext): void {
  const check = new PropertyRuleCheck(context);
  for (const operation of operations) check.operation(operation);
}

/** Where a schema stands, as far as role lists are concerned. */
interface Standing {
  /** It is the schema of a property. */
  readonly property: boolean;
  /** Generated code goes through such values property by property. */
  readonly applied: boolean;
}

class PropertyRuleCheck {
  readonly #context: ModelContext;
  readonly #seen = new Map<string, Set<SchemaObject>>();
  readonly #reported = new Set<object>();

  constructor(context: ModelContext) {
    this.#context = context;
  }

  operation(operation: Operation): void {
    const written: Schema[] = [];
    const read: Schema[] = [];
    for (const { schema } of operation.parameters) {
      written.push(schema);
      this.#visit(schema, 'write', { property: false, applied: true });
    }
    for (const { schema, codec, fields } of operation.requestBody?.content ?? []) {
      if (schema === null) continue;
      written.push(schema);
      this.#visit(schema, 'write', { property: false, applied: codec !== 'binary' });
      for (const field of fields) {
        if (field.file) this.#visit(field.schema, 'write', { property: true, applied: false });
      }
    }
    for (const { content, headers } of operation.replies) {
      for (const { schema, codec } of content) {
        if (schema === null) continue;
        read.push(schema);
        this.#visit(schema, 'read', { property: false, applied: codec !== 'binary' });
      }
      for (const { schema } of headers) {
        if (schema !== null) this.#visit(schema, 'read', { property: false, applied: false });
      }
    }
    if (this.#nameOwner(written, 'write') || this.#nameOwner(read, 'read')) this.#checkOwner(operation);
  }

  #visit(schema: Schema | null, right: PropertyRight, standing: Standing): void {
    if (typeof schema === 'boolean' || schema === null) return;
    const { applied } = standing;
    const key = `${right} ${String(standing.property)} ${String(applied)}`;
    const seen = this.#seen.get(key) ?? new Set();
    this.#seen.set(key, seen);
    if (seen.has(schema)) return;
    seen.add(schema);
    this.#checkStanding(schema, right, standing);
    if (applied) this.#checkRequired(schema, right);
    this.#visit(this.#context.view.target(schema), right, standing);
    for (const part of inPlace(schema)) this.#visit(part, right, standing);
    for (const part of propertySchemas(schema)) this.#visit(part, right, { property: true, applied });
    for (const part of itemSchemas(schema)) this.#visit(part, right, { property: false, applied });
    for (const part of checkedSchemas(schema)) this.#visit(part, right, { property: false, applied: false });
  }

  #checkStanding(schema: SchemaObject, right: PropertyRight, { property, applied }: Standing): void {
    const list = schemaPolicy(schema)?.[right] ?? null;
    if (list === null || (property && applied)) return;
    const why = applied
      ? 'it holds for properties, and here stands the schema of an item, a parameter or a whole body'
      : 'the server does not go through what stands here property by property';
    const keyword = schema['x-security'] as JsonObject;
    this.#once('property-rule-misplaced', keyword, right, `${right} cannot be enforced: ${why}.`);
  }

  /** Names that are required where a role list may withhold them. */
  #checkRequired(schema: SchemaObject, right: PropertyRight): void {
    const parts = alternatives(schema, this.#context);
    for (const { part, decisions } of parts) {
      for (const name of requiredIn(part)) {
        const restricting = parts.find(
          (other) => areCompatible(decisions, other.decisions) && this.#restricts(other.part, name, right),
        );
        if (restricting !== undefined) this.#reportRequired(restricting.part, name, right);
      }
    }
  }

  #reportRequired(part: SchemaObject, name: string, right: PropertyRight): void {
    const { properties } = part;
    const isDeclared = isJsonObject(properties) && Object.hasOwn(properties, name);
    const holder = isDeclared ? properties : part;
    const key = isDeclared ? name : 'additionalProperties';
    if (right === 'read') {
      const message = `${quoted(name)} is required in replies, and not every caller may read it.`;
      this.#once('read-restricted-required', holder, key, message);
      return;
    }
    this.#context.findings.add('write-restricted-required', '', { node: holder, key }, (places) => {
      return `Not every caller may send what is required: ${counted(places, 'property', 'properties')}.`;
    });
  }

  #restricts(part: SchemaObject, name: string, right: PropertyRight): boolean {
    const { properties } = part;
    const declared =
      isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    // Which pattern the name matches is not worth running the document's expressions here.
    const schemas =
      declared === undefined ? propertySchemas({ ...part, properties: {} }) : [declared as Schema];
    return schemas.some((schema) => roleLists(schema, right, this.#context.view).length > 0);
  }

  #nameOwner(schemas: readonly Schema[], right: PropertyRight): boolean {
    const { view } = this.#context;
    return schemas.some((schema) =>
      reachable(schema, view).some((part) => schemaPolicy(part)?.[right]?.includes(OWNER) === true),
    );
  }

  /** `$owner` comes from the grant (semantics §4): nobody is the owner where there is none. */
  #checkOwner({ access, node }: Operation): void {
    // A list policy scopes and re-checks items; it grants none of them.
    if (access.kind === 'authenticated' && access.object !== null && access.object.list === null) return;
    this.#context.findings.add('owner-without-object', '', { node }, (places) => {
      return `Nobody is ${OWNER} where no grant is for one object: ${counted(places, 'operation')} with such properties.`;
    });
  }

  #once(
    code: 'property-rule-misplaced' | 'read-restricted-required',
    holder: JsonObject,
    key: string,
    message: string,
  ): void {
    const value = holder[key];
    const mark = typeof value === 'object' && value !== null ? value : holder;
    if (this.#reported.has(mark)) return;
    this.#reported.add(mark);
    this.#context.diagnostics.report(code, this.#context.origins.member(holder, key, 'key'), message);
  }
}

/** A schema that may apply to a value, with the branches that must have been chosen for that. */
interface Alternative {
  readonly part: SchemaObject;
  readonly decisions: readonly Decision[];
}

interface Decision {
  readonly owner: SchemaObject;
  readonly keyword: 'oneOf' | 'if';
  readonly branch: number;
}

function alternatives(start: SchemaObject, { view }: ModelContext): readonly Alternative[] {
  const found = new Map<SchemaObject, readonly Decision[]>();
  const visit = (part: Schema | null, chosen: readonly Decision[]): void => {
    if (typeof part !== 'object' || part === null) return;
    const known = found.get(part);
    // Reached in several ways, it depends on what these have in common.
    const decisions = known === undefined ? chosen : known.filter((decision) => chosen.includes(decision));
    if (known !== undefined && decisions.length === known.length) return;
    found.set(part, decisions);
    visit(view.target(part), decisions);
    const exclusive = new Map<unknown, Decision>();
    for (const [branch, schema] of schemasIn(part['oneOf']).entries()) {
      exclusive.set(schema, { owner: part, keyword: 'oneOf', branch });
    }
    for (const [branch, keyword] of ['then', 'else'].entries()) {
      exclusive.set(part[keyword], { owner: part, keyword: 'if', branch });
    }
    for (const inner of inPlace(part)) {
      const decision = exclusive.get(inner);
      visit(inner, decision === undefined ? decisions : [...decisions, decision]);
    }
  };
  visit(start, []);
  return [...found].map(([part, decisions]) => ({ part, decisions }));
}

/** Whether both may apply at once: not two branches of one `oneOf`, not `then` and `else`. */
function areCompatible(one: readonly Decision[], other: readonly Decision[]): boolean {
  return one.every(({ owner, keyword, branch }) =>
    other.every((made) => made.owner !== owner || made.keyword !== keyword || made.branch === branch),
  );
}

function requiredIn({ required, dependentRequired }: SchemaObject): readonly string[] {
  const dependent: readonly Json[] = isJsonObject(dependentRequired) ? Object.values(dependentRequired) : [];
  const names = [required, ...dependent].filter(isJsonArray).flat();
  return [...new Set(names)].filter((name): name is string => typeof name === 'string');
}
