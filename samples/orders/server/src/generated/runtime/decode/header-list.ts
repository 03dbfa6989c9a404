// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { skipBlanks, trimBlanks } from './blanks.js';
import { readQuotedString } from './media-type.js';

/**
 * Elements of a list-based header field (RFC 9110 §5.6.1): separated by commas outside quoted strings, blanks around
 * them dropped, empty ones ignored, quoted ones unquoted. `null` where a quoted string is broken.
 */
export function splitHeaderList(text: string): string[] | null {
  const elements: string[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x2c || code === 0x20 || code === 0x09) {
      at++;
      continue;
    }
    if (code === 0x22) {
      const quoted = readQuotedString(text, at);
      if (quoted === null) return null;
      elements.push(quoted.value);
      at = skipBlanks(text, quoted.end);
      if (at < text.length && text.charCodeAt(at) !== 0x2c) return null;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma === -1 ? text.length : comma;
      elements.push(trimBlanks(text.slice(at, end)));
      at = end;
    }
  }
  return elements;
}
