// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { randomFillSync } from 'node:crypto';

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Random bytes are fetched many at a time: each call to the generator costs more than making the id. */
const pool = new Uint8Array(4000);
const PER_ID = 10;

let used = pool.length;

let lastMs = 0;
let prefix = '';
let counter = 0;
let suffix = '';

/**
 * A UUIDv7 (RFC 9562 §5.7). Random bits are drawn once a millisecond; ids of the same millisecond differ in a
 * 12-bit counter that starts at a random place and moves the clock on when it runs over (RFC 9562 §6.2, method 1).
 *
 * @param now Milliseconds since the epoch.
 */
export function uuidV7(now: number): string {
  if (now > lastMs) {
    refill(now);
  } else if (counter === 0xfff) {
    refill(lastMs + 1);
  } else {
    counter += 1;
  }
  return `${prefix}7${hex3(counter)}-${suffix}`;
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
  prefix = `${time.slice(0, 8)}-${time.slice(8)}-`;
  const variant = hex[(random[2]! & 0x3f) | 0x80]!;
  suffix =
    `${variant}${hex[random[3]!]!}-${hex[random[4]!]!}${hex[random[5]!]!}${hex[random[6]!]!}` +
    `${hex[random[7]!]!}${hex[random[8]!]!}${hex[random[9]!]!}`;
}

function hex3(value: number): string {
  return `${(value >> 8).toString(16)}${hex[value & 0xff]!}`;
}
