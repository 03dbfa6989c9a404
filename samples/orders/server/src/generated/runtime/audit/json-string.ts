// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * What a terminal obeys or hides beside the C0 controls that JSON escapes anyway: C1 controls, soft hyphen, line
 * separators, bidirectional and zero-width characters, tags.
 */
const INVISIBLE =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

const SURROGATE = /[\ud800-\udfff]/;

/** A JSON string as RFC 8785 writes it; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD. */
export function canonicalString(text: string): string {
  return JSON.stringify(SURROGATE.test(text) ? Buffer.from(text, 'utf8').toString('utf8') : text);
}

/** The same, printable. Nearly every text is plain ASCII, and needs neither escapes nor their search. */
export function jsonString(text: string): string {
  return isPlain(text) ? `"${text}"` : printableJson(canonicalString(text));
}

const UNPLAIN = /[^ !#-[\]-~]/;

/** Below some length a loop is done before a regular expression has begun. */
const SHORT = 48;

function isPlain(text: string): boolean {
  if (text.length > SHORT) return !UNPLAIN.test(text);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x22 || code === 0x5c || code > 0x7e) return false;
  }
  return true;
}

/**
 * JSON in which nothing invisible survives: a record stays one line, and printing it on a terminal does nothing. Such
 * characters stand only inside strings, where the escape means the same.
 */
export function printableJson(json: string): string {
  return json.replace(INVISIBLE, (characters) => {
    let escaped = '';
    for (let index = 0; index < characters.length; index += 1) {
      escaped += `\\u${characters.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }
    return escaped;
  });
}
