// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** The header of a form-data part (RFC 7578 §4), read strictly. */
import { isUtf8 } from 'node:buffer';
import { trimBlanks } from './blanks.js';
import { parseMediaParameters, parseMediaType, type MediaType } from './media-type.js';
import type { RawPart } from './part-reader.js';

export interface PartHeader {
  readonly name: string;
  /** Sanitized; `null` where none was sent, or nothing is left of it. */
  readonly filename: string | null;
  /** `null` where none was sent. */
  readonly contentType: MediaType | null;
}

const FORM_DATA = /^form-data[ \t]*(?=;)/i;
const MAX_FILENAME = 255;

/** `null` where the header is not that of a form-data part, or says something twice. */
export function parsePartHeader(header: RawPart['header']): PartHeader | null {
  const disposition = only(header['content-disposition']);
  if (disposition === undefined || disposition === null) return null;
  const names = parseDisposition(disposition);
  if (names === null) return null;

  const sentType = only(header['content-type']);
  const contentType = typeof sentType === 'string' ? parseMediaType(sentType) : null;
  if (sentType === null || (sentType !== undefined && contentType === null)) return null;

  const encoding = only(header['content-transfer-encoding']);
  // Deprecated for form-data (RFC 7578 §4.7); these three change nothing.
  if (encoding !== undefined && !/^(?:7bit|8bit|binary)$/i.test(trimBlanks(encoding ?? ''))) return null;
  return { ...names, contentType };
}

/** The one value of a field; `undefined` where absent, `null` where repeated. */
function only(values: readonly string[] | undefined): string | null | undefined {
  return values === undefined || values.length === 1 ? values?.[0] : null;
}

function parseDisposition(disposition: string): { name: string; filename: string | null } | null {
  const type = FORM_DATA.exec(disposition);
  const text = type === null ? null : decodeUtf8(disposition.slice(type[0].length));
  const parameters = text === null ? null : parseMediaParameters(text);
  if (parameters === null) return null;
  let name: string | null = null;
  let filename: string | null = null;
  for (const [key, value] of parameters) {
    if (key === 'name') {
      if (name !== null) return null;
      name = unescapeName(value);
    } else if (key === 'filename') {
      if (filename !== null) return null;
      filename = value;
    }
    // `filename*` must not be sent (RFC 7578 §4.2) and is not believed.
  }
  return name === null ? null : { name, filename: filename === null ? null : sanitizeFilename(filename) };
}

function decodeUtf8(text: string): string | null {
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

/** What browsers do to quotes and line breaks (HTML §4.10.21.8). */
function unescapeName(name: string): string {
  return name.replace(/%22|%0D|%0A/gi, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)));
}

/** A label for people: the last segment of what may be a path, without controls; never the name of a file of ours. */
function sanitizeFilename(sent: string): string | null {
  const name = sent
    .slice(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .slice(0, MAX_FILENAME)
    // Half a character, where the cut went through it.
    .replace(/\p{Cs}/gu, '')
    .trim();
  return name === '' || name === '.' || name === '..' ? null : name;
}
