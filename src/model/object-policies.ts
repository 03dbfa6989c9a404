import type { Location, Related } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import type { OperationPolicy } from '../policy/policy-table.js';
import type { AccessDefinition, InputLocation, WireShape } from '../runtime/core/definition.js';
import type { Operation, PolicyModel, Reply } from './api.js';
import { isReserved } from './identifier.js';
import { locateInput, type OperationParts } from './input-location.js';
import { itemsFault } from './list-items.js';
import type { SchemaView } from './schema-view.js';

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
  /** What each policy decides about, as the first operation that uses it says. */
  readonly #kinds = new Map<string, { readonly kind: PolicyModel['kind']; readonly at: Location | null }>();

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

  complete(
    name: string,
    policy: OperationPolicy,
    input: OperationParts,
    replies: readonly Reply[],
  ): AccessDefinition {
    const { access, places } = policy;
    if (access.kind !== 'authenticated') return access;
    const { kind, roles, object, list } = access;
    const tenant =
      typeof access.tenant === 'string'
        ? this.#locate(access.tenant, input, 'unknown-tenant', places.get('access.tenant'))
        : access.tenant;
    const inPath = input.parameters.filter((parameter) => parameter.in === 'path');
    if (object === 'none' || (!object.declared && list === null && inPath.length === 0)) {
      return { kind, roles, tenant, object: null };
    }
    const last = inPath.findLast(({ shape }) => canName(shape));
    const policyName = object.policy ?? name;
    this.#checkKind(policyName, list === null ? 'object' : 'list', places);
    if (list !== null) this.#checkItems(list.items, replies, places.get('access.list.items'));
    return {
      kind,
      roles,
      tenant,
      object: {
        policy: policyName,
        type: this.#types.get(policyName)?.type ?? policyName,
        id:
          object.id === null
            ? last === undefined
              ? null
              : { in: 'path', name: last.name }
            : this.#locate(object.id, input, 'unknown-object-id', places.get('access.object.id')),
        deny: object.deny,
        list,
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
        kind: object === null || object.list === null ? 'object' : 'list',
        type: object?.type ?? name,
        fileName: first?.tag.fileName ?? name,
        operations: users.map((user) => user.name),
      };
    });
  }

  #locate(
    expression: string,
    input: OperationParts,
    code: 'unknown-object-id' | 'unknown-tenant',
    at: Location | undefined,
  ): InputLocation {
    const { location, fault } = locateInput(expression, input, this.#view);
    if (fault !== null) {
      this.#report(code, at, `${quoted(expression)} names nothing: ${fault.message}`, { help: fault.help });
    }
    return location;
  }

  #checkKind(policy: string, kind: PolicyModel['kind'], places: OperationPolicy['places']): void {
    const at = places.get('access.object.policy') ?? places.get('access.list.items') ?? null;
    const known = this.#kinds.get(policy);
    if (known === undefined) this.#kinds.set(policy, { kind, at });
    else if (known.kind !== kind) {
      const elsewhere = known.kind === 'list' ? 'about what a list holds' : 'about one object';
      this.#report(
        'policy-kind-conflict',
        at ?? undefined,
        `The policy ${quoted(policy)} decides ${elsewhere} for another operation.`,
        { related: known.at === null ? [] : [{ message: 'The other', at: known.at }] },
      );
    }
  }

  #checkItems(pointer: string, replies: readonly Reply[], at: Location | undefined): void {
    const fault = itemsFault(pointer, replies, this.#view);
    if (fault !== null) {
      this.#report('list-items-unresolved', at, `${quoted(pointer)} points to no items: ${fault}`);
    }
  }

  /** What is inherited is wrong once, however many operations inherit it. */
  #report(
    code:
      | 'list-items-unresolved'
      | 'policy-kind-conflict'
      | 'policy-name-reserved'
      | 'policy-type-conflict'
      | 'unknown-object-id'
      | 'unknown-tenant',
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

/** Whether values of a shape can be an object's id. A list or an object names nothing, nor does a flag. */
function canName(shape: WireShape): boolean {
  switch (shape.kind) {
    case 'array':
    case 'object':
    case 'boolean':
    case 'null':
      return false;
    case 'oneOf':
      return shape.options.some(canName);
    default:
      return true;
  }
}
