/** Numeric formats of the OpenAPI Format Registry. They say nothing about strings. */

export function isInt8(value: number): boolean {
  return Number.isInteger(value) && value >= -128 && value <= 127;
}

export function isInt16(value: number): boolean {
  return Number.isInteger(value) && value >= -32_768 && value <= 32_767;
}

export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -2_147_483_648 && value <= 2_147_483_647;
}

/** Beyond ±(2^53 - 1) a double cannot tell neighbours apart: such a number is refused, not rounded. */
export function isInt64(value: number): boolean {
  return Number.isSafeInteger(value);
}

export function isUint8(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}

export function isUint16(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535;
}

export function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 4_294_967_295;
}

export function isUint64(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** In the range of IEEE 754 binary32; rounding to it is the application's business. */
export function isFloat(value: number): boolean {
  return Math.abs(value) <= 3.4028234663852886e38;
}
