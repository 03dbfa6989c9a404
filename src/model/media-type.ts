/** `type/subtype`, each a token or `*` (RFC 9110 §8.3.1, §12.5.1). */
const MEDIA_TYPE = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/;
const PARAMETERS =
  /^(\s*;\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+=([!#$%&'*+.^_`|~0-9A-Za-z-]+|"([^"\\]|\\.)*"))?)*\s*$/;

/** The media type of a `content` key: lower case, without parameters; `null` where it is none. */
export function readMediaType(key: string): string | null {
  const semicolon = key.indexOf(';');
  const type = (semicolon < 0 ? key : key.slice(0, semicolon)).trim().toLowerCase();
  const parameters = semicolon < 0 ? '' : key.slice(semicolon);
  if (!MEDIA_TYPE.test(type) || !PARAMETERS.test(parameters)) return null;
  const [main = '', sub = ''] = type.split('/');
  // A star stands for all of a part, and for all subtypes where it stands for all types.
  if ((main.includes('*') && main !== '*') || (main === '*' && sub !== '*')) return null;
  return sub.includes('*') && sub !== '*' ? null : type;
}

export function isRange(mediaType: string): boolean {
  return mediaType.endsWith('/*');
}

export function isJson(mediaType: string): boolean {
  return /^(application|text)\/json$/.test(mediaType) || mediaType.endsWith('+json');
}

export function isXml(mediaType: string): boolean {
  return /^(application|text)\/xml$/.test(mediaType) || mediaType.endsWith('+xml');
}

/** Whether a media type is one of files, which are sent to be kept as they are. */
export function isOpaque(mediaType: string): boolean {
  return /^(?:image|audio|video|font)\/|^application\/(?:octet-stream|pdf|zip|gzip)$/.test(mediaType);
}

/** How the items of a media type follow each other; `null` for media types that are one value. */
export function itemFraming(mediaType: string): 'lines' | 'sequence' | 'events' | null {
  if (mediaType === 'text/event-stream') return 'events';
  // RFC 7464; `+json-seq` is its structured suffix (RFC 8091).
  if (mediaType === 'application/json-seq' || mediaType.endsWith('+json-seq')) return 'sequence';
  return JSON_LINES.test(mediaType) ? 'lines' : null;
}

/** Lines of JSON have no registered media type; these are in use. */
const JSON_LINES = /^application\/(?:(?:x-)?(?:ndjson|jsonl|jsonlines|json-stream)|json-lines|stream\+json)$/;
