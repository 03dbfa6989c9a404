/** Whether a field name as sent is `lowerCaseName`. */
export function isField(sent: string, lowerCaseName: string): boolean {
  if (sent === lowerCaseName) return true;
  if (sent.length !== lowerCaseName.length) return false;
  for (let index = 0; index < sent.length; index += 1) {
    const code = sent.charCodeAt(index);
    const lower = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    if (lower !== lowerCaseName.charCodeAt(index)) return false;
  }
  return true;
}

/** The fields nearly every request is asked for, found in one pass over the raw list. */
export class HeaderFields {
  readonly #raw: readonly string[];
  host: string | undefined;
  hostLines = 0;
  contentLength: string | undefined;
  contentType: string | undefined;
  contentTypeLines = 0;
  contentEncoding: string | undefined;
  transferEncoding: string | undefined;
  accept: string | undefined;
  /** Lines joined by `; `, as HTTP/2 splits them (RFC 9113 §8.2.3). */
  cookie: string | undefined;
  expect: string | undefined;
  /** Lines joined by `, `: two of them are no origin. */
  origin: string | undefined;
  requestId: string | undefined;
  requestIdLines = 0;
  traceparent: string | undefined;
  traceparentLines = 0;
  #userAgent: string | undefined;
  #authorization: string[] | null = null;
  #forwardedFor: string | undefined;
  #forwardedProto: string | undefined;
  #forwardedHost: string | undefined;

  /** @param raw Names and values alternating, as received. */
  constructor(raw: readonly string[]) {
    this.#raw = raw;
    for (let index = 0; index + 1 < raw.length; index += 2) this.#note(raw[index]!, raw[index + 1]!);
  }

  /** A field's lines joined by `, ` (RFC 9110 §5.3); `name` in lower case. */
  get(name: string): string | undefined {
    switch (name) {
      case 'user-agent':
        return this.#userAgent;
      case 'x-forwarded-for':
        return this.#forwardedFor;
      case 'x-forwarded-proto':
        return this.#forwardedProto;
      case 'x-forwarded-host':
        return this.#forwardedHost;
    }
    const raw = this.#raw;
    let value: string | undefined;
    for (let index = 0; index + 1 < raw.length; index += 2) {
      if (isField(raw[index]!, name)) value = joined(value, raw[index + 1]!, ', ');
    }
    return value;
  }

  /** A field's lines as sent; `name` in lower case. */
  values(name: string): readonly string[] {
    if (name === 'authorization') return this.#authorization ?? NONE;
    const raw = this.#raw;
    const values: string[] = [];
    for (let index = 0; index + 1 < raw.length; index += 2) {
      if (isField(raw[index]!, name)) values.push(raw[index + 1]!);
    }
    return values;
  }

  /** By length first: most names are told apart without being looked at. */
  #note(name: string, value: string): void {
    switch (name.length) {
      case 4:
        if (isField(name, 'host')) {
          this.host = value;
          this.hostLines += 1;
        }
        return;
      case 6:
        if (isField(name, 'accept')) this.accept = joined(this.accept, value, ', ');
        else if (isField(name, 'cookie')) this.cookie = joined(this.cookie, value, '; ');
        else if (isField(name, 'expect')) this.expect = value;
        else if (isField(name, 'origin')) this.origin = joined(this.origin, value, ', ');
        return;
      case 10:
        if (isField(name, 'user-agent')) this.#userAgent = joined(this.#userAgent, value, ', ');
        return;
      case 11:
        if (isField(name, 'traceparent')) {
          this.traceparent = value;
          this.traceparentLines += 1;
        }
        return;
      case 12:
        if (isField(name, 'content-type')) {
          this.contentType = value;
          this.contentTypeLines += 1;
        } else if (isField(name, 'x-request-id')) {
          this.requestId = value;
          this.requestIdLines += 1;
        }
        return;
      case 13:
        if (isField(name, 'authorization')) {
          if (this.#authorization === null) this.#authorization = [value];
          else this.#authorization.push(value);
        }
        return;
      case 14:
        if (isField(name, 'content-length')) this.contentLength = joined(this.contentLength, value, ', ');
        return;
      case 15:
        if (isField(name, 'x-forwarded-for')) this.#forwardedFor = joined(this.#forwardedFor, value, ', ');
        return;
      case 16:
        if (isField(name, 'content-encoding'))
          this.contentEncoding = joined(this.contentEncoding, value, ', ');
        else if (isField(name, 'x-forwarded-host'))
          this.#forwardedHost = joined(this.#forwardedHost, value, ', ');
        return;
      case 17:
        if (isField(name, 'transfer-encoding')) {
          this.transferEncoding = joined(this.transferEncoding, value, ', ');
        } else if (isField(name, 'x-forwarded-proto')) {
          this.#forwardedProto = joined(this.#forwardedProto, value, ', ');
        }
    }
  }
}

const NONE: readonly string[] = [];

function joined(before: string | undefined, value: string, separator: string): string {
  return before === undefined ? value : before + separator + value;
}
