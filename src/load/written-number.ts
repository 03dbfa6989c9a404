/** Numbers as JSON and the core schema of YAML 1.2 spell them, and what becomes of them in a double. */

/** `digits * 10^exponent`; no zero at either end of the digits. */
interface Decimal {
  readonly isNegative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** More decimal places to the left than any double has. */
const LONGEST = 310;

/** Whether a number as written is lost in a double: it overflows, or what is read is another number. */
export function numberFault(written: string): 'infinite' | 'precision' | null {
  const value = Number(written);
  if (!Number.isFinite(value)) return 'infinite';
  // Fifteen digits always fit.
  if (written.length <= 15 && !/[eE]/u.test(written)) return null;
  const based = integerInBase(written);
  if (based !== null) return based === BigInt(value) ? null : 'precision';
  const decimal = decimalOf(written);
  if (decimal === null || isEqual(decimal, decimalOf(String(value))!)) return null;
  return Number.isInteger(value) && integerOf(written) === BigInt(value) ? null : 'precision';
}

/** The integer that a text spells (`5`, `5.0`, `5e3`, `0x5`); `null` where it spells none, or one that no double reaches. */
export function integerOf(written: string): bigint | null {
  const based = integerInBase(written);
  if (based !== null) return based;
  const decimal = decimalOf(written);
  if (decimal === null || decimal.exponent < 0) return null;
  const { isNegative, digits, exponent } = decimal;
  if (digits.length + exponent > LONGEST) return null;
  const magnitude = BigInt(digits) * 10n ** BigInt(exponent);
  return isNegative ? -magnitude : magnitude;
}

function integerInBase(written: string): bigint | null {
  return /^0(?:x[\dA-Fa-f]+|o[0-7]+)$/u.test(written) && written.length <= LONGEST ? BigInt(written) : null;
}

function decimalOf(written: string): Decimal | null {
  const parts = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/u.exec(written);
  if (parts === null) return null;
  const [, sign = '', integer = '', fraction = '', power = '0'] = parts;
  if (integer + fraction === '') return null;
  const all = integer + fraction;
  let first = 0;
  while (all[first] === '0') first++;
  let end = all.length;
  while (end > first && all[end - 1] === '0') end--;
  if (first === end) return { isNegative: false, digits: '0', exponent: 0 };
  const exponent = Number(power) - fraction.length + (all.length - end);
  return { isNegative: sign === '-', digits: all.slice(first, end), exponent };
}

function isEqual(left: Decimal, right: Decimal): boolean {
  return (
    left.isNegative === right.isNegative && left.digits === right.digits && left.exponent === right.exponent
  );
}
