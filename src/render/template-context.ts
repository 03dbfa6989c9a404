import { Code } from './code.js';

/** A name a template asked for that its context does not have. */
export class UnknownKeyError extends Error {
  readonly key: string;
  readonly known: readonly string[];

  constructor(key: string, known: readonly string[]) {
    super(`Unknown name ${JSON.stringify(key)}`);
    this.key = key;
    this.known = known;
  }
}

/**
 * A view of plain data in which asking for a missing key throws, however deep, also where Handlebars would take the
 * missing value for false. Contexts therefore hold no optional keys: what may be absent is `null`.
 */
export function strictContext(data: object): object {
  return new Proxy(data, strict);
}

/** The data behind a view, to read only: helpers of the user's see it as the plain data their types say it is. */
export function plainView(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Code) return value;
  return new Proxy((value as { readonly [DATA]?: object })[DATA] ?? value, plain);
}

const DATA = Symbol('data');

function refuse(): never {
  throw new TypeError('A context cannot be changed');
}

const readOnly: ProxyHandler<object> = {
  set: refuse,
  defineProperty: refuse,
  deleteProperty: refuse,
  setPrototypeOf: refuse,
};

const strict: ProxyHandler<object> = {
  ...readOnly,
  get(target, key) {
    if (key === DATA) return target;
    // Other symbols are the engine's own questions (`Symbol.iterator`, `Symbol.toStringTag`).
    if (typeof key === 'symbol') return Reflect.get(target, key) as unknown;
    if (!Object.hasOwn(target, key)) {
      if (Array.isArray(target) && (key === 'length' || /^\d+$/.test(key))) return undefined;
      throw new UnknownKeyError(key, Array.isArray(target) ? [] : Object.keys(target));
    }
    const value: unknown = Reflect.get(target, key);
    return typeof value === 'object' && value !== null && !(value instanceof Code)
      ? strictContext(value)
      : value;
  },
};

const plain: ProxyHandler<object> = {
  ...readOnly,
  get: (target, key) => plainView(Reflect.get(target, key)),
};
