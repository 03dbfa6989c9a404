// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { LimiterDefinition, LimiterKey } from '../core/definition.js';
import type { Principal } from '../core/principal.js';

/** Whom a request is counted for. The exchange is one. */
export interface LimitSubject {
  /** Client address as limiters see it: IPv4, or the /64 of an IPv6 address. */
  readonly ip: string;
  readonly principal: Principal | null;
}

/**
 * Reads what a limiter counts by. The common keys, of one component, are read without making a string: the name of the
 * component goes into the space and the subject's own text is the key.
 */
export class LimiterKeys {
  readonly #name: string;
  readonly #components: readonly LimiterKey[];
  /** The only component, or `null` where there are several. */
  readonly #only: LimiterKey | null;
  readonly #ipSpace: string;
  readonly #ownSpace: string;
  /** Spaces of principals: each scheme names them on its own. */
  readonly #principalSpaces = new Map<string, string>();

  constructor({ name, key }: LimiterDefinition) {
    const [first, ...others] = key;
    this.#name = name;
    this.#components = key;
    this.#only = first !== undefined && others.length === 0 ? first : null;
    this.#ipSpace = `${name}\0ip`;
    this.#ownSpace = `${name}\0${key.join('+')}`;
  }

  /** Whether the caller has what is counted by, so that there is no need to fall back to the address. */
  isComplete(subject: LimitSubject): boolean {
    if (this.#only !== null) return valueOf(this.#only, subject) !== null;
    return this.#components.every((component) => valueOf(component, subject) !== null);
  }

  space(subject: LimitSubject): string {
    if (this.#only === null) return this.#ownSpace;
    if (this.#only === 'principal' && subject.principal !== null) {
      return this.#principalSpace(subject.principal.scheme);
    }
    return this.#only !== 'global' && valueOf(this.#only, subject) === null ? this.#ipSpace : this.#ownSpace;
  }

  key(subject: LimitSubject): string {
    if (this.#only !== null) return valueOf(this.#only, subject) ?? subject.ip;
    let text = '';
    for (const component of this.#components) {
      const value = valueOf(component, subject);
      if (value === null) text += `ip\0${subject.ip}\0`;
      else {
        const scheme = component === 'principal' ? subject.principal!.scheme : '';
        // Lengths stand before values that senders or issuers choose: no two subjects share a key by concatenation.
        text += `${component}\0${scheme}\0${value.length}:${value}`;
      }
    }
    return text;
  }

  #principalSpace(scheme: string): string {
    let space = this.#principalSpaces.get(scheme);
    if (space === undefined) {
      space = `${this.#name}\0principal\0${scheme}`;
      this.#principalSpaces.set(scheme, space);
    }
    return space;
  }
}

/** `null` where the caller has none: the address is counted instead. */
function valueOf(component: LimiterKey, { ip, principal }: LimitSubject): string | null {
  switch (component) {
    case 'ip':
      return ip;
    case 'global':
      return '';
    case 'principal':
      return principal === null ? null : principal.id;
    case 'client':
      return principal === null ? null : principal.client;
    case 'apiKey':
      return principal === null ? null : principal.apiKey;
    case 'tenant':
      return principal === null ? null : principal.tenant;
  }
}
