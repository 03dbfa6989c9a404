import { normalizeAddress } from './client-address.js';

/** What one proxy said about the request it received. */
export interface ForwardedHop {
  /** Who connected to that proxy, normalised; `null` where it is hidden or not an address. */
  readonly address: string | null;
  readonly proto: string | null;
  readonly host: string | null;
}

const SILENT: ForwardedHop = { address: null, proto: null, host: null };

/**
 * Elements of one `Forwarded` line (RFC 7239 §4), in order; a malformed one is an element that says nothing. A line with
 * an open quote says nothing at all: whoever left it open may have meant to swallow what a proxy adds.
 */
export function parseForwarded(line: string): ForwardedHop[] {
  const elements = splitOutsideQuotes(line, ',');
  if (elements === null) return [SILENT];
  return elements.map((element) => {
    let address: string | null = null;
    let proto: string | null = null;
    let host: string | null = null;
    for (const pair of splitOutsideQuotes(element, ';') ?? []) {
      const equals = pair.indexOf('=');
      if (equals < 0) continue;
      const value = unquote(pair.slice(equals + 1).trim());
      switch (pair.slice(0, equals).trim().toLowerCase()) {
        case 'for':
          address = addressOf(value);
          break;
        case 'proto':
          proto = value.toLowerCase();
          break;
        case 'host':
          host = value;
          break;
      }
    }
    return { address, proto, host };
  });
}

/**
 * The same from the `X-Forwarded-*` family. Where `proto` or `host` lists as many values as there are addresses each
 * belongs to its hop; otherwise only the last value is believed: the nearest proxy wrote it.
 */
export function parseXForwarded(fields: {
  readonly for: string | undefined;
  readonly proto: string | undefined;
  readonly host: string | undefined;
}): ForwardedHop[] {
  const addresses = list(fields.for);
  const protos = list(fields.proto);
  const hosts = list(fields.host);
  if (addresses.length === 0) {
    if (protos.length === 0 && hosts.length === 0) return [];
    return [{ address: null, proto: protos.at(-1)?.toLowerCase() ?? null, host: hosts.at(-1) ?? null }];
  }
  if (addresses.length === 1) {
    const proto = protos.at(-1)?.toLowerCase() ?? null;
    return [{ address: addressOf(addresses[0]!), proto, host: hosts.at(-1) ?? null }];
  }
  return addresses.map((address, index) => ({
    address: addressOf(address),
    proto: valueAt(protos, index, addresses.length)?.toLowerCase() ?? null,
    host: valueAt(hosts, index, addresses.length) ?? null,
  }));
}

function valueAt(values: readonly string[], index: number, hops: number): string | undefined {
  return values.length === hops ? values[index] : values.at(-1);
}

const NONE: readonly string[] = [];

function list(field: string | undefined): readonly string[] {
  if (field === undefined) return NONE;
  return field.includes(',') ? field.split(',').map((entry) => entry.trim()) : [field.trim()];
}

/** Node of RFC 7239 §6, or the address forms proxies put into `X-Forwarded-For`: brackets and ports are taken off. */
function addressOf(node: string): string | null {
  if (node.startsWith('[')) {
    const end = node.indexOf(']');
    return end < 0 ? null : normalizeAddress(node.slice(1, end));
  }
  const colon = node.indexOf(':');
  const isIpv4WithPort = colon > 0 && colon === node.lastIndexOf(':');
  return normalizeAddress(isIpv4WithPort ? node.slice(0, colon) : node);
}

/** `null` where a quote is left open. */
function splitOutsideQuotes(text: string, separator: string): string[] | null {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  if (quoted) return null;
  parts.push(text.slice(start));
  return parts;
}

function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
