/** Content that is sent item by item, each checked against its schema: a bad one ends the stream (semantics §6). */
import { Readable } from 'node:stream';
import { exactValue } from '../decode/exact-value.js';
import { exactJson } from '../validate/exact-json.js';
import type { ReplyMediaType } from './definition.js';

export type ItemCodec = Exclude<ReplyMediaType['codec'], 'json' | 'text' | 'binary'>;
export type Items = Iterable<unknown> | AsyncIterable<unknown>;

/** Why a stream of items ended early. Never reaches a client, whose connection breaks. */
export class ItemError extends Error {
  override readonly name = 'ItemError';
}

export function isItemCodec(codec: ReplyMediaType['codec']): codec is ItemCodec {
  return codec !== 'json' && codec !== 'text' && codec !== 'binary';
}

/** Text and bytes are iterable too, and no items. */
export function isItems(value: unknown): value is Items {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

/**
 * Reads no faster than the client does, and returns the iterator where the client goes away.
 *
 * @param write JSON text of an item; `null` for one that must not be sent
 * @param failed called once with what ended the stream early: an `ItemError`, or what the iterator threw
 */
export function itemStream(
  items: Items,
  codec: ItemCodec,
  write: (item: unknown) => string | null,
  failed: (error: unknown) => void,
): Readable {
  const frame = frames[codec];
  async function* texts(): AsyncGenerator<string, void, undefined> {
    try {
      for await (const item of items) {
        const text = write(item);
        const framed = text === null ? null : frame(text);
        if (framed === null) throw new ItemError('An item of a reply does not match its schema');
        yield framed;
      }
    } catch (error) {
      failed(error);
      throw error;
    }
  }
  return Readable.from(texts(), { objectMode: false });
}

const frames: Readonly<Record<ItemCodec, (text: string) => string | null>> = {
  lines: (text) => `${text}\n`,
  // RFC 7464 §2.2.
  sequence: (text) => `\u001e${text}\n`,
  data: (text) => `data: ${text}\n\n`,
  events: eventText,
};

interface ServerSentEvent {
  readonly event?: unknown;
  readonly data?: unknown;
  readonly id?: unknown;
  readonly retry?: unknown;
}

/**
 * One event of `text/event-stream` (HTML, server-sent events) from the JSON of its fields. `data` that is no text is
 * sent as JSON. `null` where a field would end early and begin another.
 */
function eventText(json: string): string | null {
  const { event, data, id, retry } = exactValue(json) as ServerSentEvent;
  let text = '';
  for (const [name, value] of [
    ['event', event],
    ['id', id],
    ['retry', retry],
  ] as const) {
    if (value === undefined || value === null) continue;
    if (!isFieldValue(name, value)) return null;
    text += `${name}: ${value}\n`;
  }
  if (data !== undefined) {
    const content = typeof data === 'string' ? data : exactJson(data)!;
    for (const line of content.split(/\r\n|\r|\n/)) text += `data: ${line}\n`;
  }
  return text === '' ? null : `${text}\n`;
}

/** What clients would ignore, or read as the next field, is no value. */
function isFieldValue(name: 'event' | 'id' | 'retry', value: unknown): value is string | number | bigint {
  if (name === 'retry') return /^\d+$/.test(String(value));
  const text = String(value);
  return ['string', 'number', 'bigint'].includes(typeof value) && !/[\r\n\0]/.test(text);
}
