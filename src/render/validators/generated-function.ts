import type { CompiledFunction } from './ajv-compiler.js';
import type { Constant } from './constant.js';
import { constantKey } from './constant.js';
import { indented, renameIdentifiers, rewriteCode } from './generated-code.js';
import type { Definition } from './schema-node.js';

/** One function of the output, before it is known which module it goes to. */
export interface GeneratedFunction {
  /** Unique in the output. */
  readonly name: string;
  /** Its declaration; constants stand in it under the names of `constants`. */
  readonly text: string;
  /** Names of the generated functions it calls. */
  readonly calls: ReadonlySet<string>;
  readonly constants: ReadonlyMap<string, Constant>;
}

/** Collects what the code of one function needs while that code is written. */
export class FunctionScope {
  readonly calls = new Set<string>();
  readonly constants = new Map<string, Constant>();
  readonly #names = new Map<string, string>();
  #locals = 0;

  /** The name under which a constant stands in the code. */
  use(value: Constant): string {
    const key = constantKey(value);
    const present = this.#names.get(key);
    if (present !== undefined) return present;
    const name = `constant${this.#names.size}`;
    this.#names.set(key, name);
    this.constants.set(name, value);
    return name;
  }

  /** The name of another generated function. */
  call(name: string): string {
    this.calls.add(name);
    return name;
  }

  local(hint: string): string {
    return `${hint}${this.#locals++}`;
  }
}

export function checkName(definition: Definition): string {
  return `validate${definition.name}`;
}

/** Gives the code of ajv the names that the output uses. */
export function checkFunction(definition: Definition, compiled: CompiledFunction): GeneratedFunction {
  const names = new Map<string, string>([[compiled.name, checkName(definition)]]);
  for (const [identifier, called] of compiled.calls) names.set(identifier, checkName(called));
  const wrapped = new Map<string, string>();
  for (const [identifier, called] of compiled.wrappedCalls) wrapped.set(identifier, checkName(called));
  const unwrapped = rewriteCode(compiled.code, (opaque) =>
    opaque.replaceAll(
      /\b((?:wrapper|root)\d+)\.validate\b/gu,
      (whole, name: string) => wrapped.get(name) ?? whole,
    ),
  );
  return {
    name: checkName(definition),
    text: indented(renameIdentifiers(unwrapped, names)),
    calls: new Set([...compiled.calls.values(), ...compiled.wrappedCalls.values()].map(checkName)),
    constants: compiled.constants,
  };
}
