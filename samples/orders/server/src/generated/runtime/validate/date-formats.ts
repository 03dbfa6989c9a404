// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Formats of RFC 3339: `date-time`, `date`, `time` and `duration` (JSON Schema validation §7.3.1). */

/** A date, `T`, and a time with its offset; a space instead of `T` is not accepted. */
export function isDateTime(text: string): boolean {
  return isDateAt(text) && (text.charCodeAt(10) | 0x20) === 0x74 && isTimeFrom(text, 11);
}

export function isDate(text: string): boolean {
  return text.length === 10 && isDateAt(text);
}

/** Read digit by digit: timestamps stand in nearly every reply, and a match of a regular expression is an array. */
function isDateAt(text: string): boolean {
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return false;
  const century = twoDigits(text, 0);
  const year = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century < 0 || year < 0 || month < 1 || month > 12) return false;
  return day >= 1 && day <= daysOf(century * 100 + year, month);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** A time with its offset. Second 60 is a leap second: at the end of a day in UTC only (RFC 3339 §5.7). */
export function isTime(text: string): boolean {
  return isTimeFrom(text, 0);
}

function isTimeFrom(text: string, start: number): boolean {
  if (text.charCodeAt(start + 2) !== COLON || text.charCodeAt(start + 5) !== COLON) return false;
  const hour = twoDigits(text, start);
  const minute = twoDigits(text, start + 3);
  const second = twoDigits(text, start + 6);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return false;
  const offset = offsetAt(text, endOfFraction(text, start + 8));
  return offset !== null && (second < 60 || (hour * 60 + minute - offset + 2880) % 1440 === 1439);
}

/** Where the offset must start; -1 behind a point without digits. */
function endOfFraction(text: string, start: number): number {
  if (text.charCodeAt(start) !== POINT) return start;
  let end = start + 1;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end === start + 1 ? -1 : end;
}

/** Minutes east of UTC, of an offset that ends the text; `null` where none does. */
function offsetAt(text: string, start: number): number | null {
  const sign = text.charCodeAt(start);
  if ((sign | 0x20) === 0x7a) return text.length === start + 1 ? 0 : null;
  if (sign !== PLUS && sign !== HYPHEN) return null;
  const hour = twoDigits(text, start + 1);
  const minute = twoDigits(text, start + 4);
  if (text.length !== start + 6 || text.charCodeAt(start + 3) !== COLON) return null;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return null;
  return (hour * 60 + minute) * (sign === HYPHEN ? -1 : 1);
}

const PLUS = 0x2b;
const HYPHEN = 0x2d;
const POINT = 0x2e;
const COLON = 0x3a;

/** -1 where there are not two. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? (tens - 0x30) * 10 + ones - 0x30 : -1;
}

/** `NaN`, which stands behind the end of a text, is none. */
function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

const CLOCK = String.raw`T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S)`;
const CALENDAR = String.raw`(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)`;
const DURATION = new RegExp(`^P(?:\\d+W|${CALENDAR}(?:${CLOCK})?|${CLOCK})$`, 'u');

/** The grammar of RFC 3339, appendix A. */
export function isDuration(text: string): boolean {
  return DURATION.test(text);
}
