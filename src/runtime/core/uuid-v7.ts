import { randomFillSync } from 'node:crypto';
import { flatText } from './flat-text.js';

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Random bytes are fetched many at a time: each call to the generator costs more than making the id. */
const pool = new Uint8Array(4000);
const PER_ID = 10;

let used = pool.length;

const digits = '0123456789abcdef';

let lastMs = 0;
/** What stands before and behind the counter, as in a UUID and without its hyphens. */
let prefix = '';
let plainPrefix = '';
let counter = 0;
let suffix = '';
let plainSuffix = '';

/**
 * A UUIDv7 (RFC 9562 §5.7). Random bits are drawn once a millisecond; ids of the same millisecond differ in a
 * 12-bit counter that starts at a random place and moves the clock on when it runs over (RFC 9562 §6.2, method 1).
 *
 * @param now Milliseconds since the epoch.
 */
export function uuidV7(now: number): string {
  count(now);
  return prefix + hex3(counter) + suffix;
}

/** The digits of a UUIDv7, without hyphens. */
export function uuidV7Digits(now: number): string {
  count(now);
  return plainPrefix + hex3(counter) + plainSuffix;
}

function count(now: number): void {
  if (now > lastMs) {
    refill(now);
  } else if (counter === 0xfff) {
    refill(lastMs + 1);
  } else {
    counter += 1;
  }
}

function refill(ms: number): void {
  lastMs = ms;
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + PER_ID);
  used += PER_ID;
  // Half of the counter's range is left free, so that a millisecond can count up before the clock moves on.
  counter = ((random[0]! << 8) | random[1]!) & 0x7ff;
  const time = ms.toString(16).padStart(12, '0');
  plainPrefix = `${time}7`;
  prefix = flatText(`${time.slice(0, 8)}-${time.slice(8)}-7`);
  const variant = `${hex[(random[2]! & 0x3f) | 0x80]!}${hex[random[3]!]!}`;
  const node =
    `${hex[random[4]!]!}${hex[random[5]!]!}${hex[random[6]!]!}` +
    `${hex[random[7]!]!}${hex[random[8]!]!}${hex[random[9]!]!}`;
  suffix = flatText(`-${variant}-${node}`);
  plainSuffix = flatText(variant + node);
}

function hex3(value: number): string {
  return digits[value >> 8]! + hex[value & 0xff]!;
}
