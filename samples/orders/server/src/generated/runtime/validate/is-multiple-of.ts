// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Whether `value` is a multiple of `divisor`, both taken as the decimals that JSON wrote: 19.99 is a multiple of
 * 0.01 though the binary remainder is not zero (JSON Schema validation §6.2.1).
 */
export function isMultipleOf(value: number | bigint, divisor: number): boolean {
  // The remainder of two integers is exact in binary.
  if (Number.isInteger(divisor)) {
    return typeof value === 'bigint' ? value % BigInt(divisor) === 0n : value % divisor === 0;
  }
  const dividend = typeof value === 'bigint' ? { digits: value, exponent: 0 } : decimal(value);
  const unit = decimal(divisor);
  const shift = dividend.exponent - unit.exponent;
  // Both are scaled to the smaller exponent; at most 10^632, so the integers stay small.
  const left = shift > 0 ? dividend.digits * 10n ** BigInt(shift) : dividend.digits;
  const right = shift < 0 ? unit.digits * 10n ** BigInt(-shift) : unit.digits;
  return left % right === 0n;
}

/** `digits * 10^exponent`, from the shortest decimal that reads back as the number. */
function decimal(value: number): { readonly digits: bigint; readonly exponent: number } {
  const [mantissa = '0', power = '0'] = String(value).split('e');
  const point = mantissa.indexOf('.');
  const fraction = point < 0 ? '' : mantissa.slice(point + 1);
  const integer = point < 0 ? mantissa : mantissa.slice(0, point);
  return { digits: BigInt(integer + fraction), exponent: Number(power) - fraction.length };
}
