// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Formats of RFC 3339: `date-time`, `date`, `time` and `duration` (JSON Schema validation §7.3.1). */

/** A date, `T`, and a time with its offset; a space instead of `T` is not accepted. */
export function isDateTime(text: string): boolean {
  // `T` or `t`.
  return (text.charCodeAt(10) | 0x20) === 0x74 && isDateAt(text) && isTime(text.slice(11));
}

export function isDate(text: string): boolean {
  return text.length === 10 && isDateAt(text);
}

/** Whether a text begins with `YYYY-MM-DD`. */
function isDateAt(text: string): boolean {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  // A comparison with NaN is false, whichever part is no number.
  return (
    text.charCodeAt(4) === HYPHEN &&
    text.charCodeAt(7) === HYPHEN &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysOf(year, month)
  );
}

const HYPHEN = 0x2d;

/** The number two digits write; `NaN` where there are none. */
function twoDigits(text: string, start: number): number {
  const tens = text.charCodeAt(start) - 0x30;
  const ones = text.charCodeAt(start + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** `NaN` for a year that is none. */
function daysOf(year: number, month: number): number {
  if (Number.isNaN(year)) return year;
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const TIME = /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/u;

/** A time with its offset. Second 60 is a leap second: at the end of a day in UTC only (RFC 3339 §5.7). */
export function isTime(text: string): boolean {
  const match = TIME.exec(text);
  if (match === null) return false;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [offsetHour, offsetMinute] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (offsetHour * 60 + offsetMinute) * (match[4] === '-' ? -1 : 1);
  return (hour * 60 + minute - offset + 2880) % 1440 === 1439;
}

const CLOCK = String.raw`T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S)`;
const CALENDAR = String.raw`(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)`;
const DURATION = new RegExp(`^P(?:\\d+W|${CALENDAR}(?:${CLOCK})?|${CLOCK})$`, 'u');

/** The grammar of RFC 3339, appendix A. */
export function isDuration(text: string): boolean {
  return DURATION.test(text);
}
