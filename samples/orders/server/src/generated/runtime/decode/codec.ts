// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * From the texts of one parameter or field to its value, by style and shape. Texts are split at their delimiters first
 * and decoded after, so that an encoded delimiter is data (RFC 6570 §1.3).
 */
import type { WireShape } from '../core/definition.js';
import { decodeDeep, DeepNode, insertDeep } from './deep-object.js';
import { Fault, faults, isForbiddenKey } from './fault.js';
import { parseJson, type JsonLimits } from './json.js';
import { decodeScalar } from './scalar.js';

/** How a style writes arrays and objects; scalars are one text in all of them. */
export interface Wire {
  /** The characters a raw text stands for; `null` where it is badly encoded. */
  readonly unescape: (raw: string) => string | null;
  /** A raw text cut at the style's delimiter; `null` where it cannot be. */
  readonly split: (raw: string) => readonly string[] | null;
  /** One text that is a list, a text for each item, or `name[0]`. */
  readonly arrays: 'list' | 'texts' | 'deep';
  /** `k,v,k,v`, `k=v,k=v`, a name of its own for each property, or `name[key]`. */
  readonly objects: 'alternating' | 'assignments' | 'members' | 'deep';
  /** Levels of `deep`. */
  readonly depth: number;
}

/** A raw text sent under a name that belongs to a parameter: a property of an exploded object, or `name[key]`. */
export interface Member {
  /** Decoded; one key per level. */
  readonly path: readonly string[];
  readonly raw: string;
}

/** Both answer the value, or a {@link Fault}. */
export interface Codec {
  /** For exactly one text and no members: nearly every request. */
  readonly single: (raw: string) => unknown;
  readonly full: (texts: readonly string[], members: readonly Member[]) => unknown;
}

/** What a shape claims of the names in a query or form, in a style. */
export interface Claims {
  /** Texts under the parameter's own name. */
  own: boolean;
  /** Names of the properties of an exploded object. */
  readonly properties: Set<string>;
  /** An exploded object takes names nobody declared. */
  open: boolean;
  /** `name[key]`. */
  deep: boolean;
}

export function compileCodec(shape: WireShape, wire: Wire): Codec {
  const single = itemDecoder(shape, wire);
  switch (shape.kind) {
    case 'oneOf':
      return oneOfCodec(shape.options.map((option) => compileCodec(option, wire)));
    case 'array':
      return arrayCodec(shape, wire);
    case 'object':
      return objectCodec(shape, wire);
    case 'any':
      return wire.objects === 'deep' ? { ...deepCodec(shape, wire), single } : scalarCodec(single);
    default:
      return scalarCodec(single);
  }
}

/** A `content` parameter or an encoding of `application/json`: the text is one JSON value. */
export function compileJsonCodec(wire: Wire, limits: JsonLimits): Codec {
  return scalarCodec(jsonDecoder(wire, limits));
}

/**
 * A repeatable field of JSON items, one text each. Clients that know nothing of that send the whole array as one text:
 * it is taken as such where the items are no arrays themselves.
 */
export function compileJsonItemsCodec(items: WireShape, wire: Wire, limits: JsonLimits): Codec {
  const decode = jsonDecoder(wire, limits);
  return {
    single: (raw) => {
      const value = decode(raw);
      if (value instanceof Fault || (Array.isArray(value) && items.kind !== 'array')) return value;
      return [value];
    },
    full: (texts, members) => (members.length > 0 ? faults.array : decodeItems(texts, decode)),
  };
}

function jsonDecoder(wire: Wire, limits: JsonLimits): Decode {
  return (raw) => {
    const text = wire.unescape(raw);
    if (text === null) return faults.encoding;
    const parsed = parseJson(Buffer.from(text), limits);
    return parsed.ok ? parsed.value : faults.json;
  };
}

/** The claims of a value that is one text, or texts, under its own name. */
export function ownClaims(): Claims {
  return { own: true, properties: new Set(), open: false, deep: false };
}

export function claimsOf(shape: WireShape, wire: Wire): Claims {
  const claims: Claims = { own: false, properties: new Set(), open: false, deep: false };
  addClaims(claims, shape, wire);
  return claims;
}

function addClaims(claims: Claims, shape: WireShape, wire: Wire): void {
  if (shape.kind === 'oneOf') {
    for (const option of shape.options) addClaims(claims, option, wire);
  } else if (shape.kind === 'object' && wire.objects === 'members') {
    for (const { name } of shape.properties) claims.properties.add(name);
    claims.open ||= shape.additional !== null;
  } else {
    const deep =
      (shape.kind === 'object' && wire.objects === 'deep') ||
      (shape.kind === 'array' && wire.arrays === 'deep');
    if (deep) claims.deep = true;
    else claims.own = true;
    // What the document leaves open may be an object too.
    if (shape.kind === 'any' && wire.objects === 'deep') claims.deep = true;
  }
}

type Decode = (raw: string) => unknown;

function scalarCodec(single: Decode): Codec {
  return {
    single,
    full: (texts, members) => (members.length > 0 || texts.length === 0 ? faults.text : faults.repeated),
  };
}

function oneOfCodec(options: readonly Codec[]): Codec {
  return {
    single: (raw) => firstFit(options, (option) => option.single(raw)),
    full: (texts, members) => firstFit(options, (option) => option.full(texts, members)),
  };
}

function firstFit(options: readonly Codec[], decode: (option: Codec) => unknown): unknown {
  let fault: Fault | null = null;
  for (const option of options) {
    const value = decode(option);
    if (!(value instanceof Fault)) return value;
    fault = fault === null || fault === value ? value : faults.oneOf;
  }
  return fault ?? faults.oneOf;
}

function arrayCodec(shape: Extract<WireShape, { kind: 'array' }>, wire: Wire): Codec {
  if (wire.arrays === 'deep') return deepCodec(shape, wire);
  const item = itemDecoder(shape.items, wire);
  if (wire.arrays === 'texts') {
    return {
      single: (raw) => decodeItems([raw], item),
      full: (texts, members) => (members.length > 0 ? faults.array : decodeItems(texts, item)),
    };
  }
  return {
    single: (raw) => {
      const items = wire.split(raw);
      return items === null ? faults.array : decodeItems(items, item);
    },
    full: (_texts, members) => (members.length > 0 ? faults.array : faults.repeated),
  };
}

function decodeItems(raws: readonly string[], item: Decode): unknown {
  const values: unknown[] = [];
  for (const raw of raws) {
    const value = item(raw);
    if (value instanceof Fault) return value;
    values.push(value);
  }
  return values;
}

function objectCodec(shape: Extract<WireShape, { kind: 'object' }>, wire: Wire): Codec {
  if (wire.objects === 'deep') return deepCodec(shape, wire);
  const builder = new ObjectBuilder(shape, wire);
  if (wire.objects === 'members') {
    return {
      single: () => faults.object,
      full: (texts, members) => (texts.length > 0 ? faults.object : builder.fromMembers(members)),
    };
  }
  const assigned = wire.objects === 'assignments';
  return {
    single: (raw) => {
      const pieces = wire.split(raw);
      if (pieces === null) return faults.object;
      return assigned ? builder.fromAssignments(pieces) : builder.fromAlternating(pieces);
    },
    full: (_texts, members) => (members.length > 0 ? faults.object : faults.repeated),
  };
}

class ObjectBuilder {
  readonly #properties: ReadonlyMap<string, Decode>;
  readonly #additional: Decode | null;
  readonly #unescape: Wire['unescape'];

  constructor(shape: Extract<WireShape, { kind: 'object' }>, wire: Wire) {
    this.#properties = new Map(
      shape.properties.map(({ name, shape: value }) => [name, itemDecoder(value, wire)]),
    );
    this.#additional = shape.additional === null ? null : itemDecoder(shape.additional, wire);
    this.#unescape = wire.unescape;
  }

  fromAlternating(pieces: readonly string[]): unknown {
    if (pieces.length % 2 === 1) return faults.object;
    const record = emptyRecord();
    for (let i = 0; i < pieces.length; i += 2) {
      const fault = this.#add(record, this.#unescape(pieces[i]!), pieces[i + 1]!);
      if (fault !== null) return fault;
    }
    return record;
  }

  fromAssignments(pieces: readonly string[]): unknown {
    const record = emptyRecord();
    for (const piece of pieces) {
      const equals = piece.indexOf('=');
      if (equals === -1) return faults.object;
      const fault = this.#add(record, this.#unescape(piece.slice(0, equals)), piece.slice(equals + 1));
      if (fault !== null) return fault;
    }
    return record;
  }

  fromMembers(members: readonly Member[]): unknown {
    const record = emptyRecord();
    for (const { path, raw } of members) {
      const fault = this.#add(record, path[0]!, raw);
      if (fault !== null) return fault;
    }
    return record;
  }

  #add(record: Record<string, unknown>, key: string | null, raw: string): Fault | null {
    if (key === null) return faults.encoding;
    if (isForbiddenKey(key)) return faults.forbiddenKey;
    if (key in record) return faults.repeatedKey;
    const decode = this.#properties.get(key) ?? this.#additional;
    if (decode === null) return faults.undeclaredKey;
    const value = decode(raw);
    if (value instanceof Fault) return value;
    record[key] = value;
    return null;
  }
}

/** An item or a property: a scalar. Deeper values have no serialization in these styles (OAS 3.1.1 §4.8.12.6). */
function itemDecoder(shape: WireShape, wire: Wire): Decode {
  if (shape.kind === 'array' || shape.kind === 'object') return () => faults.nested;
  if (shape.kind === 'oneOf') {
    const options = shape.options.map((option) => scalarCodec(itemDecoder(option, wire)));
    return (raw) => firstFit(options, (option) => option.single(raw));
  }
  const { kind } = shape;
  return (raw) => {
    const text = wire.unescape(raw);
    return text === null ? faults.encoding : decodeScalar(kind, text);
  };
}

function deepCodec(shape: WireShape, wire: Wire): Codec {
  return {
    single: () => (shape.kind === 'array' ? faults.array : faults.object),
    full: (texts, members) => {
      if (texts.length > 0 || members.length === 0)
        return shape.kind === 'array' ? faults.array : faults.object;
      const root = new DeepNode();
      for (const { path, raw } of members) {
        const text = wire.unescape(raw);
        if (text === null) return faults.encoding;
        const fault = insertDeep(root, path, text, wire.depth);
        if (fault !== null) return fault;
      }
      return decodeDeep(root, shape);
    },
  };
}

export function emptyRecord(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}
