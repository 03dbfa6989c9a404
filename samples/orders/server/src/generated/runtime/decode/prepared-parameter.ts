// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** What the parameters of all locations have in common once they are prepared: name, default, issues. */
import type { ParameterDefinition, WireShape } from '../core/definition.js';
import type { InputIssue } from '../core/refusal.js';
import { claimsOf, compileCodec, compileJsonCodec, ownClaims, type Claims, type Codec } from './codec.js';
import { Fault, faults } from './fault.js';
import { jsonLimits, wireOf } from './style.js';

/** Arrays and objects that are defaults of absent parameters. */
const filledIn = new WeakSet<object>();

/** Whether a parameter's value is its default: then nobody sent what stands in it. */
export function isFilledIn(value: unknown): boolean {
  return typeof value === 'object' && value !== null && filledIn.has(value);
}

/** A parameter's name, default and issues: what is the same in all locations. */
export class PreparedParameter {
  readonly name: string;
  readonly #definition: ParameterDefinition;
  readonly #hasDefault: boolean;
  /** Set where a default needs no copy for each request. */
  readonly #scalarDefault: unknown;
  readonly #issues = new Map<Fault, InputIssue>();

  constructor(definition: ParameterDefinition) {
    this.#definition = definition;
    this.name = definition.in === 'header' ? definition.name.toLowerCase() : definition.name;
    const value: unknown = definition.default === null ? undefined : JSON.parse(definition.default);
    this.#hasDefault = value !== undefined;
    this.#scalarDefault = typeof value === 'object' && value !== null ? undefined : value;
  }

  /** Puts a decoded value, or the default of an absent one, into `record`; what is wrong into `issues`. */
  settle(record: Record<string, unknown>, value: unknown, issues: InputIssue[]): void {
    if (value === undefined) {
      if (this.#hasDefault) record[this.name] = this.#defaultValue();
      else if (this.#definition.required) issues.push(this.#issue(faults.required));
    } else if (value instanceof Fault) issues.push(this.#issue(value));
    else record[this.name] = value;
  }

  #defaultValue(): unknown {
    if (this.#scalarDefault !== undefined) return this.#scalarDefault;
    const value = JSON.parse(this.#definition.default!) as object | null;
    if (value !== null) filledIn.add(value);
    return value;
  }

  #issue(fault: Fault): InputIssue {
    let issue = this.#issues.get(fault);
    if (issue === undefined) {
      const { in: location, name } = this.#definition;
      issue = { in: location, parameter: name, keyword: fault.keyword, detail: fault.detail };
      this.#issues.set(fault, issue);
    }
    return issue;
  }
}

/** A parameter that is found by name among the pairs of a query or of cookies. */
export class NamedParameter extends PreparedParameter {
  readonly codec: Codec;
  readonly claims: Claims;
  /** Whether its value may be spread over several pairs. */
  readonly exploded: boolean;
  readonly style: ParameterDefinition['style'];
  readonly #allowEmpty: boolean;

  constructor(definition: ParameterDefinition, unescape: (raw: string) => string | null) {
    super(definition);
    this.style = definition.style;
    this.exploded = definition.explode && !definition.json && isComposite(definition.shape);
    const wire = wireOf(definition.style, definition.explode, unescape);
    this.codec = definition.json
      ? compileJsonCodec(wire, jsonLimits(definition))
      : compileCodec(definition.shape, wire);
    this.claims = definition.json ? ownClaims() : claimsOf(definition.shape, wire);
    this.#allowEmpty = definition.allowEmptyValue;
  }

  /** OAS 3.1.1, `allowEmptyValue`: an empty text that is no value of its own means the parameter is not used. */
  orUnused(value: unknown, sent: string | string[] | undefined): unknown {
    return this.#allowEmpty && sent === '' && value instanceof Fault ? undefined : value;
  }
}

function isComposite(shape: WireShape): boolean {
  return shape.kind === 'oneOf'
    ? shape.options.some(isComposite)
    : shape.kind === 'array' || shape.kind === 'object';
}
