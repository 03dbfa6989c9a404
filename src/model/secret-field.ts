import { isJsonObject, type Json } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { OperationParts } from './input-location.js';
import { isSchema, schemasIn, type SchemaView } from './schema-view.js';

/** A secret in a request that somebody could guess. */
export interface SecretField {
  readonly kind: 'password' | 'code';
  readonly name: string;
}

/** More digits than anybody types, and than anybody guesses. */
const MOST_DIGITS = 10;

/** Names of codes whatever their schema says, and names that are only where it admits few values. */
const CODE_NAME = /(^|[a-z0-9_.-])(otp|totp|pin|pass_?code|(mfa|2fa|sms|one_?time)_?(code|password))$/i;
const WEAK_CODE_NAME =
  /^code$|(verification|confirmation|security|login|access|auth|activation|recovery|reset)[_-]?code$/i;

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
    const properties = isJsonObject(part['properties']) ? Object.entries(part['properties']) : [];
    const { items } = part;
    const children: readonly (readonly [string, Json | undefined])[] = [
      ...properties,
      ...[items, part['additionalProperties']].map((child) => [name, child] as const),
      ...['anyOf', 'oneOf', 'prefixItems'].flatMap((keyword) =>
        schemasIn(part[keyword]).map((child) => [name, child] as const),
      ),
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
  if (CODE_NAME.test(name)) return 'code';
  const longest = view.keyword(schema, 'maxLength');
  const isShort = typeof longest === 'number' && longest <= MOST_DIGITS;
  if (WEAK_CODE_NAME.test(name) && (isInteger || isShort)) return 'code';
  const pattern = view.keyword(schema, 'pattern');
  if (typeof pattern !== 'string' || PUBLIC_DIGITS.test(name)) return null;
  const digits = mostDigits(pattern);
  if (digits === null || digits < 3) return null;
  return digits <= MOST_DIGITS || isShort ? 'code' : null;
}

/** How many digits an anchored pattern of nothing but digits admits, `Infinity` for any; `null` for other patterns. */
function mostDigits(pattern: string): number | null {
  const inner = /^\^(?:\((?:\?:)?(.*)\)|(.*))\$$/s.exec(pattern);
  if (inner === null) return null;
  let most = 0;
  for (const alternative of (inner[1] ?? inner[2] ?? '').split('|')) {
    let digits = 0;
    let rest = alternative;
    while (rest !== '') {
      const atom = /^(?:\\d|\[0-9\]|\[\\d\])(?:\{(\d+)(?:(,)(\d*))?\}|([*+?]))?|^[- ]\??/.exec(rest);
      if (atom === null || atom[0] === '') return null;
      const [text, least, comma, upper, quantifier] = atom;
      rest = rest.slice(text.length);
      if (/^[- ]/.test(text)) continue;
      if (quantifier === '*' || quantifier === '+' || (comma !== undefined && upper === ''))
        digits = Infinity;
      else digits += Number(upper ?? least ?? 1);
    }
    most = Math.max(most, digits);
  }
  return most;
}
