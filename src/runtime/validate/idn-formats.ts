/**
 * Internationalized names: `idn-hostname` (RFC 5890 §2.3.2.3), `idn-email` (RFC 6531 §3.3) and the A-labels of
 * `hostname` (JSON Schema validation §7.3.2 and §7.3.3).
 *
 * Punycode and what characters are mapped to is the platform's business (UTS #46); that is more lenient than IDNA 2008,
 * whose rules stand here: which characters (RFC 5892), in which company (its appendix A), in which direction (RFC 5893).
 */
import { domainToASCII, domainToUnicode } from 'node:url';

/** More characters than any name has octets. */
const MAX_LENGTH = 253;
const LDH_LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/u;
const A_LABEL = /^xn--/iu;
/** The full stop and its three look-alikes (RFC 3490 §3.1), which users type for it. */
const SEPARATOR = /[.\u3002\uff0e\uff61]/u;
const NOT_ASCII = /[^\u0000-\u007f]/u;

/** RFC 1123 §2.1. Labels that claim to be A-labels must be. */
export function isHostname(text: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  const labels = text.split('.');
  if (!labels.every((label) => LDH_LABEL.test(label))) return false;
  return !labels.some((label) => A_LABEL.test(label)) || isIdnHostname(text);
}

export function isIdnHostname(text: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  const labels = text.split(SEPARATOR);
  const decoded: string[] = [];
  let length = labels.length - 1;
  for (const label of labels) {
    const ascii = NOT_ASCII.test(label) ? domainToASCII(label) : label;
    if (!LDH_LABEL.test(ascii)) return false;
    length += ascii.length;
    const unicode = A_LABEL.test(ascii) ? domainToUnicode(ascii) : ascii;
    if (A_LABEL.test(ascii) && !isULabel(unicode, ascii.toLowerCase())) return false;
    if (NOT_ASCII.test(label) && unicode !== label) return false;
    decoded.push(unicode);
  }
  return (
    length <= MAX_LENGTH && (!decoded.some((label) => RIGHT.test(label)) || decoded.every(hasOneDirection))
  );
}

const QUOTED = /^"(?:[ !#-[\]-~\u0080-\u{10ffff}]|\\[ -~])*"$/u;
const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+$/u;

/** A `Mailbox` of RFC 5321 §4.1.2 with the characters of RFC 6531 §3.3; the domain may be written in any normal form. */
export function isIdnEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  if (local === '' || Buffer.byteLength(local) > 64) return false;
  return (
    (QUOTED.test(local) || local.split('.').every((atom) => ATOM.test(atom))) &&
    isIdnHostname(text.slice(at + 1).normalize('NFC'))
  );
}

/** Whether a decoded label is one, and encodes to `ascii` again (RFC 5891 §4.2). */
function isULabel(label: string, ascii: string): boolean {
  return (
    NOT_ASCII.test(label) &&
    LETTERS_AND_DIGITS.test(label) &&
    !DISALLOWED.test(label) &&
    !/^(?:\p{M}|-)|^..--|-$/u.test(label) &&
    followsContext(label) &&
    joins(label) &&
    domainToASCII(label) === ascii
  );
}

/** RFC 5892 §2: letters, digits, marks, hyphens, and the exceptions that are valid or depend on their context. */
const LETTERS_AND_DIGITS =
  /^[\p{Ll}\p{Lo}\p{Lm}\p{Nd}\p{Mn}\p{Mc}\u00b7\u0375\u05f3\u05f4\u06fd\u06fe\u3007\u30fb\u200c-\u200d\u0f0b-]+$/u;
/** The exceptions that are not (RFC 5892 §2.6). */
const DISALLOWED = /[\u302e-\u302f\u0640\u07fa\u3031-\u3035\u303b]/u;

/** RFC 5892 appendix A.3 to A.9. */
function followsContext(label: string): boolean {
  return (
    !/(?<!l)\u00b7|\u00b7(?!l)/u.test(label) &&
    !/\u0375(?!\p{Script=Greek})/u.test(label) &&
    !/(?<!\p{Script=Hebrew})[\u05f3\u05f4]/u.test(label) &&
    (!label.includes('\u30fb') || /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(label)) &&
    !(/[\u0660-\u0669]/u.test(label) && /[\u06f0-\u06f9]/u.test(label))
  );
}

const JOINERS = /[\u200c\u200d]/gu;

/** RFC 5892 appendix A.1 and A.2. The platform looks at the first joiner of a label: each is shown to it alone. */
function joins(label: string): boolean {
  for (const { index } of label.matchAll(JOINERS)) {
    const before = label.slice(0, index).replace(JOINERS, '');
    const after = label.slice(index + 1).replace(JOINERS, '');
    if (domainToASCII(before + label.charAt(index) + after) === '') return false;
  }
  return true;
}

/** Letters that are written from right to left, and digits that go with them (Bidi classes R, AL and AN). */
const RIGHT = /[\u0590-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const ARABIC_DIGITS = /[\u0660-\u0669\u{10d30}-\u{10d39}]/u;
const EUROPEAN_DIGITS = /[0-9\u06f0-\u06f9]/u;

/** The Bidi rule (RFC 5893 §2), for labels of names with any character of {@link RIGHT}. */
function hasOneDirection(label: string): boolean {
  // Marks take the direction of what they stand on.
  const base = label.replace(/\p{M}/gu, '');
  if (/^[0-9\u06f0-\u06f9-]/u.test(base) || ARABIC_DIGITS.test(base.charAt(0))) return false;
  const letters = base.match(/\p{L}/gu) ?? [];
  const right = letters.filter((character) => RIGHT.test(character)).length;
  if (right === 0) return !ARABIC_DIGITS.test(base);
  return right === letters.length && !(ARABIC_DIGITS.test(base) && EUROPEAN_DIGITS.test(base));
}
