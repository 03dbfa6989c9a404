import { basename, extname } from 'node:path';
import type { Json } from '../load/json.js';
import type { ReferenceTarget } from '../resolve/target-finder.js';

/** Tokens of a pointer that say where something stands, not what it is. */
const structuralTokens = new Set([
  'components',
  'schemas',
  'responses',
  'parameters',
  'examples',
  'requestBodies',
  'headers',
  'links',
  'callbacks',
  'pathItems',
  'paths',
  'webhooks',
  'content',
  'schema',
  'properties',
  'patternProperties',
  'definitions',
  '$defs',
  'allOf',
  'anyOf',
  'oneOf',
]);

/** Longest name taken over; the rest of a longer one is dropped before it is made unique. */
const maxLength = 120;

/** Names under `components`, unique per section, in the characters the specification allows for them. */
export class ComponentNames {
  readonly #names = new Map<Json, string>();
  readonly #used = new Set<string>();
  /** Names that are kept for what had them before, by its key. */
  readonly #reserved = new Map<string, string>();

  /** Keeps a name from all but what is named by a key, if it is one. */
  reserve(name: string, key: string): void {
    if (allowedName(name) === name && !this.#reserved.has(name)) this.#reserved.set(name, key);
  }

  /** Keeps the author's name where it is allowed. */
  keep(node: Json, name: string, key?: string): string {
    const kept = this.#unique(allowedName(name), key);
    if (typeof node === 'object' && node !== null) this.#names.set(node, kept);
    return kept;
  }

  /** Another name for what has one already. */
  alias(name: string, key?: string): string {
    return this.#unique(allowedName(name), key);
  }

  of(node: Json): string | undefined {
    return this.#names.get(node);
  }

  /** Names something after the file and pointer it was found at. */
  invent(target: ReferenceTarget, name = describeTarget(target), key?: string): string {
    return this.keep(target.node, name, key);
  }

  /** What something would be named after, were the name free. */
  describe(target: Pick<ReferenceTarget, 'file' | 'tokens'>): string {
    return describeTarget(target);
  }

  #unique(name: string, key: string | undefined): string {
    const isTaken = (candidate: string): boolean => {
      const owner = this.#reserved.get(candidate);
      return this.#used.has(candidate) || (owner !== undefined && owner !== key);
    };
    let unique = name;
    for (let count = 2; isTaken(unique); count++) unique = `${name}_${count}`;
    this.#used.add(unique);
    return unique;
  }
}

function describeTarget({ file, tokens }: Pick<ReferenceTarget, 'file' | 'tokens'>): string {
  const telling = tokens.filter(
    (token) => !structuralTokens.has(token) && !/^\d$|^application\/|^text\//u.test(token),
  );
  return telling.length === 0 ? basename(file, extname(file)) : telling.slice(-4).join('_');
}

/** `^[A-Za-z0-9._-]+$` (OAS, Components Object), and nothing that a plain object has already. */
function allowedName(name: string): string {
  if (name === '__proto__') return '_proto_';
  if (/^[A-Za-z0-9._-]+$/u.test(name) && name.length <= maxLength) return name;
  const allowed = name
    .replace(/[^A-Za-z0-9._-]+/gu, '_')
    .replace(/^_+|_+$/gu, '')
    .slice(0, maxLength);
  return allowed === '' ? 'Schema' : allowed;
}
