/** Stands for what must not be read. */
const REDACTED = '[redacted]';

/** Shorter values are looked for as whole words only: every text holds their characters. */
const MIN_ANYWHERE = 4;
/** Shorter values make encoded forms that ordinary text holds by chance. */
const MIN_ENCODED_BYTES = 6;
/** With more values no text is searched. */
const MAX_VALUES = 1000;
const MAX_DEPTH = 8;

/** Takes sensitive values out of text and data that are about to be logged, recorded or sent as an error. */
export class SensitiveText {
  /** Longest first: one value may be part of another. `null` where anything may be sensitive. */
  readonly #values: readonly string[] | null;

  /** @param values `null` where nobody knows them: then all text goes */
  constructor(values: ReadonlySet<string> | null) {
    this.#values =
      values === null || values.size > MAX_VALUES
        ? null
        : [...new Set([...values].flatMap(writtenForms))]
            // Nothing is everywhere, and looking for it has no end.
            .filter((form) => form !== '')
            .sort((one, other) => other.length - one.length);
  }

  get isEmpty(): boolean {
    return this.#values?.length === 0;
  }

  redact(text: string): string {
    return this.#values === null ? REDACTED : this.#values.reduce(without, text);
  }

  /** A copy of log fields without the values. */
  redactFields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    try {
      return this.#members(fields, []);
    } catch {
      // An accessor or a `toJSON` of the application's failed.
      return { fields: 'unprintable' };
    }
  }

  #value(value: unknown, around: readonly object[]): unknown {
    switch (typeof value) {
      case 'string':
        return this.redact(value);
      case 'number':
      case 'bigint':
        return this.redact(String(value)) === String(value) ? value : REDACTED;
      case 'object':
        return value === null ? null : this.#object(value, around);
      case 'boolean':
      case 'undefined':
        return value;
      default:
        return REDACTED;
    }
  }

  #object(value: object, around: readonly object[]): unknown {
    // What is too deep to look at may hold anything.
    if (around.length > MAX_DEPTH || around.includes(value)) return REDACTED;
    const inside = [...around, value];
    if (value instanceof Error) return this.#error(value, inside);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return REDACTED;
    if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
      return Array.from(value as Iterable<unknown>, (item) => this.#value(item, inside));
    }
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      return this.#value((value.toJSON as () => unknown)(), inside);
    }
    return this.#members(value, inside);
  }

  #members(object: object, around: readonly object[]): Readonly<Record<string, unknown>> {
    const members = Object.create(null) as Record<string, unknown>;
    for (const [name, member] of Object.entries(object)) {
      members[this.redact(name)] = this.#value(member, around);
    }
    return members;
  }

  /** An error that says the same as far as it may: loggers know what to do with errors. */
  #error(error: Error, around: readonly object[]): Error {
    const copy = new Error(this.redact(error.message));
    copy.stack = this.redact(error.stack ?? '');
    const members = Object.assign(Object.create(null) as object, error, {
      name: error.name,
      cause: error.cause,
    });
    for (const [name, value] of Object.entries(this.#members(members, around))) {
      Object.defineProperty(copy, name, {
        value,
        enumerable: Object.hasOwn(error, name),
        configurable: true,
      });
    }
    return copy;
  }
}

/**
 * A value as text may hold it: as it is, in JSON, in JSON in JSON, all but the last of these in a URL or form, and its
 * octets in base64 and hexadecimal.
 */
function writtenForms(value: string): readonly string[] {
  const escaped = JSON.stringify(value).slice(1, -1);
  const urls = [value, escaped].map(inUrl);
  return [
    value,
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    ...urls,
    ...urls.map(inForm),
    ...encodedForms(Buffer.from(value)),
  ];
}

/**
 * Base64 (RFC 4648 §4 and §5) says three octets in four characters: what a value looks like depends on where in them it
 * begins. A character at either end may hold bits of its neighbours, and is left out.
 */
function encodedForms(octets: Buffer): readonly string[] {
  if (octets.length < MIN_ENCODED_BYTES) return [];
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), octets]).toString('base64');
    return text.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + octets.length) * 4) / 3));
  });
  const base64url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...base64, ...base64url, octets.toString('hex')];
}

function inUrl(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // A lone surrogate, which no URL can hold.
    return text;
  }
}

function inForm(url: string): string {
  return url.replaceAll('%20', '+');
}

/** The text without a value, in whatever case it is written. */
function without(text: string, value: string): string {
  const lower = text.toLowerCase();
  const wanted = value.toLowerCase();
  // Some letters change their length with their case: places in one text are then not places in the other.
  const [haystack, needle] = lower.length === text.length ? [lower, wanted] : [text, value];
  let rest = '';
  let start = 0;
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) {
    if (needle.length < MIN_ANYWHERE && !isWord(haystack, at, at + needle.length)) continue;
    rest += text.slice(start, at) + REDACTED;
    start = at + needle.length;
  }
  return start === 0 ? text : rest + text.slice(start);
}

function isWord(text: string, start: number, end: number): boolean {
  return !WORD.test(text.charAt(start - 1)) && !WORD.test(text.charAt(end));
}

const WORD = /[\p{L}\p{N}]/u;
