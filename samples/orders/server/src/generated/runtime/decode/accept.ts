// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Proactive negotiation of the reply's media type (RFC 9110 §12.5.1). */
import { trimBlanks } from './blanks.js';
import { parseMediaParameters } from './media-type.js';

/** Media ranges looked at; a client that lists more is not understood. */
const MAX_RANGES = 64;

/**
 * Index of the entry of `offered` the client prefers: highest quality, ties to the first. -1 where none is acceptable.
 * `accept` is the field value, lines joined by `, `; `undefined` accepts anything.
 *
 * Of several ranges that match an offer the most specific decides, as the RFC says. Members that are no media range
 * are skipped; `*` counts as `*` `/*`, which clients in use send. Offers carry no parameters, so a range with one
 * matches none, except `charset=utf-8`, which is what we write.
 */
export function negotiate(accept: string | undefined, offered: readonly string[]): number {
  if (offered.length === 0) return -1;
  if (accept === undefined || accept === '*/*' || accept === offered[0]) return 0;
  const ranges = parseRanges(accept);

  let best = -1;
  let bestQuality = 0;
  for (const [index, offer] of offered.entries()) {
    const quality = qualityOf(offer, ranges);
    if (quality > bestQuality) {
      best = index;
      bestQuality = quality;
    }
  }
  return best;
}

interface MediaRange {
  readonly essence: string;
  /** 3: a type, 2: `type/*`, 1: anything. */
  readonly specificity: number;
  readonly quality: number;
}

function qualityOf(offer: string, ranges: readonly MediaRange[]): number {
  let specificity = 0;
  let quality = 0;
  for (const range of ranges) {
    if (range.specificity > specificity && covers(range, offer)) ({ specificity, quality } = range);
  }
  return quality;
}

function covers(range: MediaRange, offer: string): boolean {
  if (range.specificity === 1) return true;
  return range.specificity === 3 ? range.essence === offer : offer.startsWith(range.essence.slice(0, -1));
}

function parseRanges(accept: string): readonly MediaRange[] {
  const ranges: MediaRange[] = [];
  let from = 0;
  for (let count = 0; count < MAX_RANGES && from <= accept.length; count++) {
    const end = memberEnd(accept, from);
    const range = parseRange(accept.slice(from, end));
    if (range !== null) ranges.push(range);
    from = end + 1;
  }
  return ranges;
}

/** The next comma outside a quoted string, or the end. */
function memberEnd(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) quoted = !quoted;
    else if (code === 0x5c && quoted) at++;
    else if (code === 0x2c && !quoted) return at;
  }
  return text.length;
}

function parseRange(member: string): MediaRange | null {
  const semicolon = member.indexOf(';');
  const written = trimBlanks(semicolon === -1 ? member : member.slice(0, semicolon)).toLowerCase();
  const essence = written === '*' ? '*/*' : written;
  if (!essence.includes('/')) return null;
  const specificity = essence === '*/*' ? 1 : essence.endsWith('/*') ? 2 : 3;

  const parameters = semicolon === -1 ? [] : parseMediaParameters(member.slice(semicolon));
  if (parameters === null) return null;
  let quality = 1;
  for (const [name, value] of parameters) {
    if (name === 'q') {
      const parsed = parseQuality(value);
      if (parsed === null) return null;
      quality = parsed;
      // What follows `q` was once an accept-ext (RFC 7231 §5.3.2), never a parameter of the type.
      break;
    }
    if (name !== 'charset' || value.toLowerCase() !== 'utf-8') return null;
  }
  return { essence, specificity, quality };
}

/** qvalue (RFC 9110 §12.4.2), also without its leading zero, as `HttpURLConnection` of Java writes it. */
function parseQuality(text: string): number | null {
  return /^(?:0?\.\d{1,3}|0\.?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : null;
}
