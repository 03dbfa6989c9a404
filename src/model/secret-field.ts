import { isJsonObject, type Json } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { OperationParts } from './input-location.js';
import { isSchema, type SchemaView } from './schema-view.js';
import { inPlace, itemSchemas, propertySchemas } from './subschemas.js';

/** A secret in a request that somebody could guess. */
export interface SecretField {
  readonly kind: 'password' | 'code';
  readonly name: string;
}

/** Fewer are country codes and the like; more are typed and guessed by nobody. */
const LEAST_DIGITS = 4;
const MOST_DIGITS = 10;

/** Names of codes whatever their schema says, and names that are only where it admits few values. */
const CODE_NAME = /(otp|pass_?code|(mfa|2fa|sms|one_?time)_?(code|password))$|(^|[_.-])pin$|^pin[_-]?code$/i;
const CAMEL_PIN = /[a-z0-9]P(in|IN)$/;
const WEAK_CODE_NAME =
  /(verification|confirmation|security|login|access|auth|activation|recovery|reset)[_-]?code$/i;

/** Digits that are no secret. */
const PUBLIC_DIGITS =
  /zip|postal|postcode|plz|phone|mobile|tel$|year|date|time|area|country|currency|port$|status/i;

/**
 * The first password (`format: password`) or short numeric code that a request of the operation carries; `null` where
 * it carries none (semantics §5, Login guard).
 */
export function secretField(
  { parameters, requestBody }: OperationParts,
  view: SchemaView,
): SecretField | null {
  for (const { name, schema } of parameters) {
    const field = secretIn(name, schema, view, new Set());
    if (field !== null) return field;
  }
  for (const { schema } of requestBody?.content ?? []) {
    const field = schema === null ? null : secretIn('', schema, view, new Set());
    if (field !== null) return field;
  }
  return null;
}

/** Depth first through everything a value may hold; cycles end. */
function secretIn(name: string, schema: Schema, view: SchemaView, seen: Set<Schema>): SecretField | null {
  if (typeof schema === 'boolean') return null;
  const kind = kindOf(name, schema, view);
  if (kind !== null) return { kind, name };
  for (const part of view.conjunction(schema)) {
    if (seen.has(part)) continue;
    seen.add(part);
    const { properties, unevaluatedProperties, unevaluatedItems } = part;
    const children: readonly (readonly [string, Json | undefined])[] = [
      ...(isJsonObject(properties) ? Object.entries(properties) : []),
      ...[
        ...inPlace(part),
        ...propertySchemas({ ...part, properties: {} }),
        ...itemSchemas(part),
        unevaluatedProperties,
        unevaluatedItems,
      ].map((child) => [name, child] as const),
    ];
    for (const [childName, child] of children) {
      if (!isSchema(child)) continue;
      const field = secretIn(childName, child, view, seen);
      if (field !== null) return field;
    }
  }
  return null;
}

function kindOf(name: string, schema: Schema, view: SchemaView): SecretField['kind'] | null {
  if (view.keyword(schema, 'readOnly') === true) return null;
  if (view.keyword(schema, 'format') === 'password') return 'password';
  const types = view.types(schema);
  const isInteger = types?.has('integer') === true;
  if (types !== null && !isInteger && !types.has('string')) return null;
  if (['const', 'enum'].some((keyword) => view.keyword(schema, keyword) !== undefined)) return null;
  if (CODE_NAME.test(name) || CAMEL_PIN.test(name)) return 'code';
  const longest = view.keyword(schema, 'maxLength');
  const isShort = typeof longest === 'number' && longest <= MOST_DIGITS;
  if (WEAK_CODE_NAME.test(name) && (isInteger || isShort)) return 'code';
  if (name.toLowerCase() === 'code' && isShort) return 'code';
  const pattern = view.keyword(schema, 'pattern');
  if (typeof pattern !== 'string' || PUBLIC_DIGITS.test(name)) return null;
  const digits = digitsOf(pattern);
  if (digits === null || digits.least < LEAST_DIGITS) return null;
  return digits.most <= MOST_DIGITS || isShort ? 'code' : null;
}

interface Digits {
  readonly least: number;
  /** `Infinity` where there is no end. */
  readonly most: number;
}

/** How many digits an anchored pattern of nothing but digits admits; `null` for other patterns. */
function digitsOf(pattern: string): Digits | null {
  const inner = /^\^(?:\((?:\?:)?(.*)\)|(.*))\$$/s.exec(pattern);
  if (inner === null) return null;
  const alternatives = (inner[1] ?? inner[2] ?? '').split('|').map(digitsOfSequence);
  const known = alternatives.filter((digits) => digits !== null);
  if (known.length < alternatives.length) return null;
  return {
    least: Math.min(...known.map(({ least }) => least)),
    most: Math.max(...known.map(({ most }) => most)),
  };
}

function digitsOfSequence(sequence: string): Digits | null {
  let least = 0;
  let most = 0;
  for (let rest = sequence; rest !== '';) {
    const atom = ATOM.exec(rest);
    if (atom === null) return null;
    const [text, digit, count, comma, upper, quantifier] = atom;
    rest = rest.slice(text.length);
    if (digit === undefined) continue;
    least += quantifier === '*' || quantifier === '?' ? 0 : Number(count ?? 1);
    if (quantifier === '*' || quantifier === '+' || (comma !== undefined && upper === '')) most = Infinity;
    else most += Number(upper ?? count ?? 1);
  }
  return { least, most };
}

/** A digit with its quantifier, or what may stand between digits. */
const ATOM = /^(?:(\\d|\[0-9\]|\[\\d\])(?:\{(\d+)(?:(,)(\d*))?\}|([*+?]))?|[- ]\??)/;
