/** The number that a bigint is, where a double holds it; any other value as it is. So equal numbers are one value. */
export function narrow(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return BigInt(number) === value ? number : value;
}
