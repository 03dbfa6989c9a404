import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location, Related, Severity } from '../diagnostics/diagnostic.js';
import type { JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';

/** Where a reference is written, and how the walk came there; looked up in the text only where something is wrong. */
export interface Via {
  readonly holder: JsonObject;
  readonly member: string;
  readonly up: Via | null;
  /** The reference is the member's key, not its value. */
  readonly on?: 'key';
}

export type FaultCode =
  | 'reference-invalid'
  | 'reference-forbidden'
  | 'reference-unresolvable'
  | 'schema-resource'
  | 'schema-dialect';

/** Reports what is wrong with references, with the references that led there. */
export class ReferenceReporter {
  readonly #origins: Origins;
  readonly #diagnostics: Diagnostics;

  constructor(origins: Origins, diagnostics: Diagnostics) {
    this.#origins = origins;
    this.#diagnostics = diagnostics;
  }

  /** @param help that of the code, unless given */
  fail(
    code: FaultCode,
    via: Via,
    message: string,
    { severity = 'error', help }: { readonly severity?: Severity; readonly help?: string } = {},
  ): void {
    const more = { severity, related: this.#chain(via) };
    this.#diagnostics.report(code, this.at(via), message, help === undefined ? more : { ...more, help });
  }

  /** Two schemas that cannot both be what they say. */
  conflict(
    code: 'schema-resource' | 'dynamic-anchor-repeated',
    second: JsonObject,
    first: JsonObject,
    message: string,
  ): void {
    const member = '$dynamicAnchor';
    const related = [{ message: 'The other one', at: this.#origins.member(first, member) }];
    this.#diagnostics.report(code, this.#origins.member(second, member), message, { related });
  }

  note(code: 'reference-indirect' | 'reference-nonstandard', via: Via, message: string): void {
    this.#diagnostics.report(code, this.at(via), message);
  }

  /** Chains of nothing but references that lead back to `cycle[0]`. */
  cycle(cycle: readonly JsonObject[]): void {
    const names = [...cycle, cycle[0]!].map((node) => this.#origins.of(node).pointer.split('/').at(-1));
    this.#diagnostics.report(
      'reference-cycle',
      this.#origins.member(cycle[0]!, '$ref'),
      `References go round in a circle: ${names.join(' → ')}`,
      {
        related: cycle.slice(1).map((node) => ({
          message: 'By way of this one',
          at: this.#origins.member(node, '$ref'),
        })),
      },
    );
  }

  at(via: Via): Location {
    return this.#origins.member(via.holder, via.member, via.on);
  }

  /** Where other files refer to the file of a place, from the inside out. */
  #chain(via: Via): readonly Related[] {
    const chain: Related[] = [];
    let { file } = this.at(via);
    for (let step = via.up; step !== null && chain.length < 10; step = step.up) {
      const at = this.at(step);
      if (at.file === file) continue;
      file = at.file;
      chain.push({ message: 'Referred to from here', at });
    }
    return chain;
  }
}
