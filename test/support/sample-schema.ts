/** Makes values that a schema of OpenAPI 3.0 or 3.1 should accept in a request. */
import fc from 'fast-check';
import { isObject, type JsonObject, resolveReference, textOf } from './json-values.js';

export interface SampleOptions {
  /** Different seeds take different alternatives. 0 takes the first of each. */
  readonly seed: number;
  /** How many levels down optional properties are sent too; 0 sends what is required only. */
  readonly optionalDepth: number;
  /** Whether arrays hold an item where they could be empty: forms and parameters cannot write an empty one. */
  readonly filledArrays?: boolean;
}

/** A schema with its references, `allOf` and one chosen alternative of each `oneOf` and `anyOf` folded into it. */
type Flat = Record<string, unknown>;

const MAX_DEPTH = 24;

export class SchemaSampler {
  readonly #root: JsonObject;
  readonly #optionalDepth: number;
  readonly #filledArrays: boolean;
  #state: number;
  readonly #seed: number;

  constructor(root: JsonObject, { seed, optionalDepth, filledArrays = false }: SampleOptions) {
    this.#root = root;
    this.#seed = seed;
    this.#state = seed + 1;
    this.#optionalDepth = optionalDepth;
    this.#filledArrays = filledArrays;
  }

  /** @throws where no value can be found */
  sample(schema: unknown, depth = 0): unknown {
    if (depth > MAX_DEPTH) throw new Error('The schema requires itself.');
    const flat = this.flatten(schema);
    const values = Array.isArray(flat['enum']) ? flat['enum'].filter((value) => value !== null) : null;
    // An alternative was chosen before it was known which values are left.
    if ('const' in flat && values?.includes(flat['const']) !== false) return flat['const'];
    if (values !== null) return this.#pick(values);
    switch (this.typeOf(flat)) {
      case 'object':
        return this.#object(flat, depth);
      case 'array':
        return this.#array(flat, depth);
      case 'integer':
        return this.#number(flat, true);
      case 'number':
        return this.#number(flat, false);
      case 'boolean':
        return true;
      case 'null':
        return null;
      default:
        return this.#string(flat);
    }
  }

  flatten(schema: unknown): Flat {
    const flat: Flat = {};
    this.#fold(schema, flat, 0);
    return flat;
  }

  typeOf(flat: Flat): string {
    const types = [flat['type'] ?? []].flat().filter((type) => type !== 'null');
    if (types.length > 0) return this.#pick(types) as string;
    if (flat['type'] !== undefined) return 'null';
    if (isObject(flat['properties']) || flat['additionalProperties'] !== undefined) return 'object';
    if (flat['items'] !== undefined) return 'array';
    if (flat['minimum'] !== undefined || flat['maximum'] !== undefined) return 'number';
    return 'string';
  }

  #fold(schema: unknown, into: Flat, depth: number, isInherited = false): void {
    if (depth > MAX_DEPTH) throw new Error('The schema is made of itself.');
    if (!isObject(schema)) return;
    const { $ref, ...siblings } = schema;
    if ($ref !== undefined) {
      const target = resolveReference(this.#root, schema);
      this.#fold(target, into, depth + 1, isInherited);
      if (!isInherited) this.#foldChild(target, textOf($ref), into, depth + 1);
    }
    const { allOf, oneOf, anyOf, discriminator, ...keywords } = siblings as Record<string, unknown>;
    for (const [keyword, written] of Object.entries(keywords)) {
      // Some documents refer to a whole map of properties.
      const value = keyword === 'properties' ? resolveReference(this.#root, written) : written;
      into[keyword] = keyword in into ? both(keyword, into[keyword], value) : value;
    }
    for (const part of (allOf ?? []) as readonly unknown[]) this.#fold(part, into, depth + 1, true);
    for (const alternatives of [oneOf, anyOf]) {
      if (Array.isArray(alternatives)) this.#foldAlternative(alternatives, discriminator, into, depth + 1);
    }
  }

  /** A discriminator without alternatives means the schemas that build on its own: the first that it maps, or itself. */
  #foldChild(schema: unknown, reference: string, into: Flat, depth: number): void {
    if (!isObject(schema) || schema['oneOf'] !== undefined || schema['anyOf'] !== undefined) return;
    const { discriminator } = schema;
    if (!isObject(discriminator)) return;
    const property = textOf(discriminator['propertyName']);
    const [first] = Object.entries((discriminator['mapping'] ?? {}) as Record<string, string>);
    if (first !== undefined) {
      const [, target] = first;
      this.#fold(
        { $ref: target.includes('/') ? target : `#/components/schemas/${target}` },
        into,
        depth,
        true,
      );
    }
    this.#nameAlternative(property, first?.[0] ?? tagOf(reference, undefined), into);
  }

  #foldAlternative(
    alternatives: readonly unknown[],
    discriminator: unknown,
    into: Flat,
    depth: number,
  ): void {
    const chosen = this.#pick(alternatives.filter((alternative) => !this.#isNull(alternative)));
    this.#fold(chosen, into, depth);
    if (!isObject(discriminator) || !isObject(chosen) || typeof chosen['$ref'] !== 'string') return;
    this.#nameAlternative(
      textOf(discriminator['propertyName']),
      tagOf(chosen['$ref'], discriminator['mapping']),
      into,
    );
  }

  /** Gives the property that tells alternatives apart its value, where no schema lists any. */
  #nameAlternative(property: string, tag: string, into: Flat): void {
    const properties = { ...(into['properties'] as JsonObject | undefined) };
    const declared = this.flatten(properties[property] ?? {});
    if ('const' in declared || 'enum' in declared) return;
    into['properties'] = { ...properties, [property]: { const: tag } };
    into['required'] = [...new Set([...((into['required'] ?? []) as readonly string[]), property])];
  }

  #isNull(alternative: unknown): boolean {
    const target = resolveReference(this.#root, alternative);
    return isObject(target) && target['type'] === 'null';
  }

  #object(flat: Flat, depth: number): JsonObject {
    const properties = Object.entries((flat['properties'] ?? {}) as JsonObject);
    const required = new Set((flat['required'] ?? []) as readonly string[]);
    const value: Record<string, unknown> = {};
    const add = (name: string, schema: unknown): void => {
      Object.defineProperty(value, name, {
        value: this.sample(schema, depth + 1),
        enumerable: true,
        configurable: true,
      });
    };
    const spare: [string, unknown][] = [];
    for (const [name, schema] of properties) {
      if (this.flatten(schema)['readOnly'] === true) continue;
      if (required.has(name)) add(name, schema);
      else spare.push([name, schema]);
    }
    const undeclared = [...required].filter((name) => !properties.some(([declared]) => declared === name));
    for (const name of undeclared) add(name, flat['additionalProperties'] ?? {});
    const least = Number(flat['minProperties'] ?? 0);
    for (const [name, schema] of spare) {
      const wanted = Object.keys(value).length < least;
      if (wanted) add(name, schema);
      else if (depth < this.#optionalDepth) {
        try {
          add(name, schema);
        } catch (error) {
          // An optional property that has no end is left out.
          if (!(error instanceof Error)) throw error;
        }
      }
    }
    for (let index = 0; Object.keys(value).length < least && index < least; index += 1) {
      if (flat['additionalProperties'] !== false) add(`name${index}`, flat['additionalProperties'] ?? {});
    }
    return value;
  }

  #array(flat: Flat, depth: number): readonly unknown[] {
    const most = Number(flat['maxItems'] ?? Infinity);
    const least = Number(flat['minItems'] ?? 0);
    const length = Math.max(least, Math.min(most, this.#filledArrays || depth < this.#optionalDepth ? 1 : 0));
    const items: unknown[] = [];
    for (let tries = 0; items.length < length && tries < length * 20; tries += 1) {
      const prefix = (flat['prefixItems'] as readonly unknown[] | undefined)?.[items.length];
      const item = this.sample(prefix ?? flat['items'] ?? {}, depth + 1);
      const known = flat['uniqueItems'] === true && items.some((other) => same(other, item));
      if (!known) items.push(item);
      else this.#state += 1;
    }
    return items;
  }

  #number(flat: Flat, whole: boolean): number {
    const step = Number(flat['multipleOf'] ?? (whole ? 1 : 0.5));
    const { low, high } = boundsOf(flat, step);
    if (low <= step && step <= high) return step;
    return low > step ? Math.ceil(low / step) * step : Math.floor(high / step) * step;
  }

  #string(flat: Flat): string {
    const least = Number(flat['minLength'] ?? 0);
    const most = Number(flat['maxLength'] ?? Infinity);
    const { pattern, format } = flat;
    const known = typeof format === 'string' ? FORMATS[format] : undefined;
    const fits = known !== undefined && known.length >= least && known.length <= most;
    // A format mostly says more than the pattern beside it.
    if (fits && (typeof pattern !== 'string' || expressionOf(pattern).test(known))) return known;
    if (typeof pattern === 'string') return this.#matching(pattern, least, most);
    const text = this.#seed === 0 ? 'text' : `text${this.#next() % 10_000}`;
    return text.padEnd(least, 'x').slice(0, most);
  }

  #matching(pattern: string, least: number, most: number): string {
    const expression = expressionOf(pattern);
    const length = most === Infinity ? {} : { maxLength: most };
    const texts = fc.sample(fc.stringMatching(expression, length), { numRuns: 100, seed: this.#state });
    // Few come out long by chance; most patterns that want a length take what they take several times over.
    const long = texts
      .filter((text) => text !== '' && text.length < least)
      .map((text) => text.repeat(Math.ceil(least / text.length)).slice(0, least))
      .filter((text) => expression.test(text));
    const fitting = [...texts, ...long].filter((text) => text.length >= least && text.length <= most);
    const text = fitting.find((candidate) => /^[\w ./:-]+$/.test(candidate)) ?? fitting[0];
    if (text === undefined) throw new Error(`Nothing found for the pattern ${pattern}.`);
    return text;
  }

  #pick(values: readonly unknown[]): unknown {
    if (values.length === 0) throw new Error('There is no alternative.');
    return values[this.#seed === 0 ? 0 : this.#next() % values.length];
  }

  /** Lehmer's generator: enough to vary samples, and the same on every machine. */
  #next(): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state;
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  binary: 'text',
  byte: 'dGV4dA==',
  date: '2025-03-01',
  'date-time': '2025-03-01T12:00:00Z',
  duration: 'P1D',
  email: 'ada@example.com',
  hostname: 'example.com',
  'idn-email': 'ada@example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  iri: 'https://example.com/a',
  'json-pointer': '/a/b',
  regex: '^a+$',
  time: '12:00:00Z',
  uri: 'https://example.com/a',
  url: 'https://example.com/a',
  'uri-reference': '/a?b=c',
  uuid: '0189c7a2-5d3e-7c4f-8a1b-2c3d4e5f6071',
};

function expressionOf(pattern: string): RegExp {
  if (pattern.startsWith('(?i)')) return new RegExp(pattern.slice('(?i)'.length), 'u');
  try {
    return new RegExp(pattern, 'u');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return new RegExp(pattern);
  }
}

function tagOf(reference: string, mapping: unknown): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  const mapped = Object.entries((mapping ?? {}) as Record<string, string>).find(
    ([, target]) => target === reference || target === name,
  );
  return mapped?.[0] ?? name;
}

/** `exclusiveMinimum` is a flag in OpenAPI 3.0 and a number in 3.1. */
function boundsOf(flat: Flat, step: number): { readonly low: number; readonly high: number } {
  let low = Number(flat['minimum'] ?? -Infinity);
  let high = Number(flat['maximum'] ?? Infinity);
  if (flat['exclusiveMinimum'] === true) low += step;
  if (flat['exclusiveMaximum'] === true) high -= step;
  if (typeof flat['exclusiveMinimum'] === 'number') low = Math.max(low, flat['exclusiveMinimum'] + step);
  if (typeof flat['exclusiveMaximum'] === 'number') high = Math.min(high, flat['exclusiveMaximum'] - step);
  return { low, high };
}

/** One keyword of two schemas that both must hold. */
function both(keyword: string, a: unknown, b: unknown): unknown {
  if (keyword === 'required') return [...new Set([...(a as unknown[]), ...(b as unknown[])])];
  if (keyword === 'properties') return bothProperties(a as JsonObject, b as JsonObject);
  if (keyword === 'items') return { allOf: [a, b] };
  if (keyword === 'type') return bothTypes([a].flat(), [b].flat());
  if (keyword === 'enum') return (a as unknown[]).filter((value) => (b as unknown[]).includes(value));
  if (typeof a === 'number' && typeof b === 'number') {
    return keyword.startsWith('max') || keyword === 'exclusiveMaximum' ? Math.min(a, b) : Math.max(a, b);
  }
  if (keyword === 'additionalProperties' && (a === false || b === false)) return false;
  return b;
}

function bothProperties(a: JsonObject, b: JsonObject): JsonObject {
  const properties: Record<string, unknown> = { ...a };
  for (const [name, schema] of Object.entries(b)) {
    properties[name] = Object.hasOwn(a, name) ? { allOf: [a[name], schema] } : schema;
  }
  return properties;
}

function bothTypes(a: readonly unknown[], b: readonly unknown[]): unknown {
  const types = a.filter((type) => b.includes(type));
  if (types.length > 0) return types;
  return a.includes('integer') || b.includes('integer') ? 'integer' : a;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
