import type { Location, Related } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import { suggestion } from '../policy/nearest-name.js';
import type { OperationPolicy } from '../policy/policy-table.js';
import type { AccessDefinition, InputLocation } from '../runtime/core/definition.js';
import type { Operation, Parameter, PolicyModel, RequestBody } from './api.js';
import { isReserved } from './identifier.js';
import { schemasIn, isSchema, type SchemaView } from './schema-view.js';

/** What of an operation's input can name an object. */
interface Input {
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody | null;
}

/**
 * Completes access decisions with the object policy of each authenticated operation that has a path parameter or
 * declares `access.object` (semantics §4), and collects the policies.
 */
export class ObjectPolicies {
  readonly #view: SchemaView;
  readonly #diagnostics: Diagnostics;
  readonly #reported = new Set<string>();
  /** The type each named policy is declared to be about. */
  readonly #types = new Map<string, { readonly type: string; readonly at: Location | null }>();

  constructor(view: SchemaView, diagnostics: Diagnostics) {
    this.#view = view;
    this.#diagnostics = diagnostics;
  }

  /** Notes the names and types an operation's policy is declared with; comes before any `complete`. */
  declare(name: string, { access, places }: OperationPolicy): void {
    if (access.kind !== 'authenticated' || access.object === 'none') return;
    const { policy, type } = access.object;
    if (policy !== null && isReserved(policy)) {
      this.#report(
        'policy-name-reserved',
        places.get('access.object.policy'),
        `A policy cannot be named ${quoted(policy)}.`,
      );
    }
    if (type === null) return;
    const at = places.get('access.object.type') ?? null;
    const known = this.#types.get(policy ?? name);
    if (known === undefined) this.#types.set(policy ?? name, { type, at });
    else if (known.type !== type) {
      this.#report(
        'policy-type-conflict',
        at ?? undefined,
        `The policy ${quoted(policy ?? name)} is about ${quoted(known.type)} elsewhere, and about ${quoted(type)} here.`,
        { related: known.at === null ? [] : [{ message: 'Elsewhere', at: known.at }] },
      );
    }
  }

  complete(name: string, policy: OperationPolicy, input: Input): AccessDefinition {
    const { access, places } = policy;
    if (access.kind !== 'authenticated') return access;
    const { kind, roles, object } = access;
    const inPath = input.parameters.filter((parameter) => parameter.in === 'path');
    if (object === 'none' || (!object.declared && inPath.length === 0)) return { kind, roles, object: null };
    const last = inPath.at(-1);
    const policyName = object.policy ?? name;
    return {
      kind,
      roles,
      object: {
        policy: policyName,
        type: this.#types.get(policyName)?.type ?? policyName,
        id:
          object.id === null
            ? last === undefined
              ? null
              : { in: 'path', name: last.name }
            : this.#locate(object.id, input, places.get('access.object.id')),
        deny: object.deny,
      },
    };
  }

  /** Every policy with the operations that use it, in order of their first use. */
  collect(operations: readonly Operation[]): readonly PolicyModel[] {
    const byName = new Map<string, Operation[]>();
    for (const operation of operations) {
      if (operation.access.kind !== 'authenticated' || operation.access.object === null) continue;
      const { policy } = operation.access.object;
      byName.set(policy, [...(byName.get(policy) ?? []), operation]);
    }
    return [...byName].map(([name, users]) => {
      const [first] = users;
      const object = first?.access.kind === 'authenticated' ? first.access.object : null;
      return {
        name,
        type: object?.type ?? name,
        fileName: first?.tag.fileName ?? name,
        operations: users.map((user) => user.name),
      };
    });
  }

  /** The place in the input that a runtime expression of the vocabulary names; `null` after an error. */
  #locate(expression: string, input: Input, at: Location | undefined): InputLocation | null {
    if (expression.startsWith('$request.body#')) {
      const pointer = expression.slice('$request.body#'.length);
      const problem = bodyProblem(pointer, input.requestBody, this.#view);
      if (problem !== null) this.#unknown(expression, at, problem);
      return { in: 'body', pointer };
    }
    const [, place = '', name = ''] = /^\$request\.(path|query|header)\.(.*)$/s.exec(expression) ?? [];
    const declared = input.parameters.filter((parameter) => parameter.in === place);
    const found = declared.find((parameter) =>
      place === 'header' ? parameter.name.toLowerCase() === name.toLowerCase() : parameter.name === name,
    );
    if (found === undefined) {
      this.#unknown(
        expression,
        at,
        `The operation declares no ${place} parameter ${quoted(name)}.`,
        suggestion(
          name,
          declared.map((parameter) => parameter.name),
        ),
      );
    }
    const wire = place === 'header' ? name.toLowerCase() : name;
    return { in: place as 'path' | 'query' | 'header', name: wire };
  }

  #unknown(expression: string, at: Location | undefined, message: string, help: string | null = null): void {
    this.#report('unknown-object-id', at, `${quoted(expression)} names nothing: ${message}`, { help });
  }

  /** What is inherited is wrong once, however many operations inherit it. */
  #report(
    code: 'policy-name-reserved' | 'policy-type-conflict' | 'unknown-object-id',
    at: Location | undefined,
    message: string,
    more: { readonly help?: string | null; readonly related?: readonly Related[] } = {},
  ): void {
    const key = `${code} ${at?.file}#${at?.pointer}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#diagnostics.report(code, at ?? null, message, more);
  }
}

/** Why a pointer cannot point into the body; `null` where it can, as far as the schemas say. */
function bodyProblem(pointer: string, body: RequestBody | null, view: SchemaView): string | null {
  const schemas = body?.content.filter(({ codec }) => codec !== 'binary' && codec !== 'text');
  if (schemas === undefined || schemas.length === 0) return 'the operation takes no body with properties.';
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  for (const { schema, mediaType } of schemas) {
    let at: readonly Schema[] = schema === null ? [true] : [schema];
    for (const token of tokens) {
      at = at.flatMap((candidate) => children(candidate, token, view));
      if (at.length === 0) return `the ${mediaType} body declares no ${quoted(token)}.`;
    }
  }
  return null;
}

/** Schemas of a member, through references and every alternative; `true` where a schema is silent. */
function children(schema: Schema, token: string, view: SchemaView, depth = 0): readonly Schema[] {
  if (typeof schema === 'boolean') return schema ? [true] : [];
  if (depth > 16) return [true];
  const found: Schema[] = [];
  let structured = false;
  for (const part of view.conjunction(schema)) {
    const { properties, items } = part;
    if (isJsonObject(properties)) {
      structured = true;
      const property = Object.hasOwn(properties, token) ? properties[token] : undefined;
      if (isSchema(property)) found.push(property);
    }
    if (isSchema(items) && /^(0|[1-9][0-9]*)$/.test(token)) found.push(items);
    if (isSchema(part['additionalProperties']) && part['additionalProperties'] !== false) found.push(true);
    for (const alternative of [...schemasIn(part['oneOf']), ...schemasIn(part['anyOf'])]) {
      structured = true;
      found.push(...children(alternative, token, view, depth + 1));
    }
  }
  if (found.length > 0 || structured) return found;
  const types = view.types(schema);
  return types === null || types.has('object') || types.has('array') ? [true] : [];
}
