// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { CompiledOperation } from './compiled-operation.js';
import type { OperationDefinition } from './definition.js';
import type { Runtime } from './runtime.js';

/** Where an operation is served. It is compiled at its first request: start-up costs nothing for those never asked. */
export class Route {
  readonly definition: OperationDefinition;
  /** Authorities of this very path; `null` where every one of the API's will do. */
  readonly authorities: ReadonlySet<string> | null;
  #operation: CompiledOperation | null = null;

  constructor(definition: OperationDefinition, authorities: ReadonlySet<string> | null) {
    this.definition = definition;
    this.authorities = authorities;
  }

  compile(runtime: Runtime): CompiledOperation {
    this.#operation ??= new CompiledOperation(this.definition, runtime);
    return this.#operation;
  }
}
