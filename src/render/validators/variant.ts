import type { Int64Form, SchemaBounds } from '../../model/api.js';
import type { PropertyRight } from '../../model/schema-policy.js';

/** The direction of traffic a schema is compiled for, with what the operation adds to it. */
export interface Variant {
  /**
   * What becomes of properties of the other direction: `readOnly` ones are refused in POST and PATCH and dropped in
   * PUT, `writeOnly` ones are dropped from replies (semantics §6, Objects).
   */
  readonly direction: 'request' | 'replacement' | 'reply';
  /** Whether replies keep undeclared properties (`unknownProperties: keep`). */
  readonly keep: boolean;
  readonly bounds: SchemaBounds;
  /** Whether values may hold bigints. */
  readonly int64: Int64Form;
}

/** Equal for variants that compile a schema to the same code. */
export function variantKey({ direction, keep, bounds, int64 }: Variant): string {
  return `${direction} ${String(keep)} ${String(bounds.maxLength)} ${String(bounds.maxItems)} ${int64}`;
}

/** The flag of properties that do not travel in the direction. */
export function hiddenFlag(variant: Variant): 'readOnly' | 'writeOnly' {
  return variant.direction === 'reply' ? 'writeOnly' : 'readOnly';
}

/** The role list that holds for properties in the direction. */
export function propertyRight({ direction }: Variant): PropertyRight {
  return direction === 'reply' ? 'read' : 'write';
}

/** Ends the names of components in the variant. */
export function variantSuffix({ direction, keep, int64 }: Variant): string {
  const exact = int64 === 'bigint' ? 'Exact' : '';
  if (direction === 'request') return exact;
  if (direction === 'replacement') return `${exact}Replacement`;
  return keep ? `${exact}ReplyKeep` : `${exact}Reply`;
}
