// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** `multipart/form-data` bodies (RFC 7578; semantics §1, stage 13, and §6, Multipart). */
import type { Readable } from 'node:stream';
import type { FieldDefinition, RequestMediaType } from '../core/definition.js';
import type { InputIssue } from '../core/refusal.js';
import { BodyClock, type BodyFailure } from './body.js';
import { capStream, ContentAbortedError, ContentTooLargeError } from './capped-stream.js';
import { emptyRecord } from './codec.js';
import { Fault, faults } from './fault.js';
import { fieldIssue, UNDECLARED_FIELD } from './field-issue.js';
import { FieldTable, type WireOfStyle } from './field-table.js';
import type { FilePart } from './file-part.js';
import { matchMediaType } from './media-type.js';
import {
  MultipartError,
  type MultipartDecoder,
  type MultipartFailure,
  type MultipartLimits,
} from './multipart-decoder.js';
import { parsePartHeader, type PartHeader } from './part-header.js';
import { compilePartHeaders, type PartHeaderCheck } from './part-headers.js';
import { isBoundary, PartReader, type RawPart } from './part-reader.js';
import { plainWireOf } from './style.js';
import { decodeText } from './text.js';

/** Bytes of all parts that are no files (semantics §1, stage 13). */
const MAX_FIELD_BYTES = 64 * 1024;

const AFTER_FILE = new Fault('order', 'Must come before the files.');
const CONTENT_TYPE = new Fault('contentType', 'Must be of a declared media type.');
const TOO_LONG = new Fault('maxLength', 'Is too long.');
const NOT_TEXT = new Fault('encoding', 'Must be UTF-8 text.');

export const decodeMultipart: MultipartDecoder = async (source, boundary, media, limits) => {
  if (!isBoundary(boundary)) return failed('malformed-boundary', []);
  const reader = new PartReader(source, boundary, limits.max);
  const clock = new BodyClock(
    limits,
    () => reader.received,
    () => reader.fail(new LateError()),
  );
  const body = new MultipartBodyReader(reader, media, limits);
  try {
    const { fields, issues } = await body.readFields();
    if (issues.length === 0) return { ok: true, fields, files: body.files(), close: () => body.close() };
    body.close();
    return { ...failed('fields', issues), fields };
  } catch (error) {
    body.close();
    return failureOf(error);
  } finally {
    clock.stop();
  }
};

class LateError extends Error {}

function failureOf(error: unknown): MultipartFailure {
  if (error instanceof MultipartError) return failed(error.message, error.issues);
  const kind: BodyFailure['kind'] =
    error instanceof ContentTooLargeError
      ? 'too-large'
      : error instanceof LateError
        ? 'timeout'
        : error instanceof ContentAbortedError
          ? 'aborted'
          : raise(error);
  return { ...failed(kind, []), failure: { kind } };
}

/** A fault of ours must not pass for one of the sender's. */
function raise(error: unknown): never {
  throw error;
}

function failed(reason: string, issues: readonly InputIssue[]): MultipartFailure {
  return { ok: false, failure: null, reason, issues, fields: emptyRecord() };
}

interface ReadFields {
  /** What was sent and fits. */
  readonly fields: Record<string, unknown>;
  readonly issues: readonly InputIssue[];
}

interface ExpectedFile {
  readonly field: FieldDefinition;
  readonly header: PartHeader;
  readonly contentType: string;
  readonly stream: Readable;
}

class MultipartBodyReader {
  readonly #reader: PartReader;
  readonly #files: ReadonlyMap<string, FieldDefinition>;
  readonly #media: RequestMediaType;
  readonly #table: FieldTable;
  readonly #checkHeaders: PartHeaderCheck | null;
  readonly #seen = new Set<string>();
  /** The first file, whose header ended the fields. */
  #first: ExpectedFile | null = null;

  constructor(reader: PartReader, media: RequestMediaType, limits: MultipartLimits) {
    this.#reader = reader;
    this.#media = media;
    this.#table = tableOf(media, limits);
    this.#checkHeaders = headerCheckOf(media, limits);
    this.#files = new Map(media.fields.filter(({ file }) => file).map((field) => [field.name, field]));
  }

  /** Reads up to the first file, or the end. */
  async readFields(): Promise<ReadFields> {
    const sent = this.#table.collect();
    const issues: InputIssue[] = [];
    let left = MAX_FIELD_BYTES;
    for (;;) {
      const part = await this.#reader.next();
      if (part === null) {
        issues.push(...this.#missingFiles());
        break;
      }
      const header = headerOf(part);
      if (this.#files.has(header.name)) {
        const file = this.#expectFile(header, part);
        if (isExpected(file)) this.#first = file;
        else issues.push(...file);
        break;
      }
      const bytes = await this.#reader.readPart(part, left);
      left -= bytes.byteLength;
      const issue = this.#checkField(header, bytes);
      const headerIssues = this.#headerIssues(header.name, part);
      const text = decodeText(bytes);
      if (issue !== null) issues.push(issue);
      else if (headerIssues.length > 0) issues.push(...headerIssues);
      else if (text === null) issues.push(this.#issueOf(header.name, NOT_TEXT));
      else sent.add(header.name, text);
    }
    if (sent.malformed) throw new MultipartError('malformed-field-name', []);
    const fields = this.#table.decode(sent, issues);
    return { fields, issues };
  }

  /** The files, one after the other. */
  async *files(): AsyncGenerator<FilePart, void, undefined> {
    try {
      for (let file = this.#first; file !== null; file = await this.#nextFile()) {
        const stream = capStream(file.stream, file.field.maxBytes ?? Number.POSITIVE_INFINITY);
        yield {
          name: file.field.name,
          filename: file.header.filename,
          contentType: file.contentType,
          stream,
        };
        // A handler that swallowed the error of a stream must not take the rest for complete.
        if (stream.errored !== null) throw stream.errored;
        stream.destroy();
        file.stream.resume();
      }
      const missing = this.#missingFiles();
      if (missing.length > 0) throw new MultipartError('files', missing);
    } finally {
      this.close();
    }
  }

  close(): void {
    this.#reader.fail(new ContentAbortedError());
  }

  async #nextFile(): Promise<ExpectedFile | null> {
    const part = await this.#reader.next();
    if (part === null) return null;
    const header = headerOf(part);
    if (!this.#files.has(header.name)) {
      throw new MultipartError('order', [this.#issueOf(header.name, AFTER_FILE)]);
    }
    const file = this.#expectFile(header, part);
    if (isExpected(file)) return file;
    throw new MultipartError('files', file);
  }

  /** A file that may be handed over, or what is wrong with it. */
  #expectFile(header: PartHeader, part: RawPart): ExpectedFile | readonly InputIssue[] {
    const field = this.#files.get(header.name)!;
    if (this.#seen.has(field.name) && !field.repeated) return [fieldIssue(field.name, faults.repeated)];
    this.#seen.add(field.name);
    // A file that is not labelled is of unknown type (RFC 7578 §4.4).
    const contentType = header.contentType?.essence ?? 'application/octet-stream';
    if (!isDeclared(field, contentType)) return [fieldIssue(field.name, CONTENT_TYPE)];
    const issues = this.#headerIssues(field.name, part);
    return issues.length > 0 ? issues : { field, header, contentType, stream: part.stream };
  }

  #checkField(header: PartHeader, bytes: Uint8Array): InputIssue | null {
    const field = this.#fieldOf(header.name);
    if (field === undefined) return null;
    if (field.maxBytes !== null && bytes.byteLength > field.maxBytes) return fieldIssue(field.name, TOO_LONG);
    const { contentType } = header;
    // Browsers do not label texts, whatever the document says of them.
    if (contentType === null) return null;
    const fits = isDeclared(field, contentType.essence) && (contentType.charset ?? 'utf-8') === 'utf-8';
    return fits ? null : fieldIssue(field.name, CONTENT_TYPE);
  }

  #headerIssues(name: string, { header }: RawPart): readonly InputIssue[] {
    const field = this.#checkHeaders === null ? undefined : this.#fieldOf(name);
    return field?.headers === undefined ? [] : this.#checkHeaders!(field, header);
  }

  #fieldOf(name: string): FieldDefinition | undefined {
    return this.#media.fields.find((field) => field.name === name);
  }

  /** Says the name of a declared field only. */
  #issueOf(name: string, fault: Fault): InputIssue {
    const field = this.#fieldOf(name);
    if (field !== undefined) return fieldIssue(field.name, fault);
    return { ...UNDECLARED_FIELD, keyword: fault.keyword, detail: fault.detail };
  }

  #missingFiles(): InputIssue[] {
    return [...this.#files.values()]
      .filter(({ name, required }) => required && !this.#seen.has(name))
      .map(({ name }) => fieldIssue(name, faults.required));
  }
}

function isExpected(file: ExpectedFile | readonly InputIssue[]): file is ExpectedFile {
  return 'stream' in file;
}

function headerOf(part: RawPart): PartHeader {
  const header = parsePartHeader(part.header);
  if (header === null) throw new MultipartError('malformed-part-header', []);
  return header;
}

function isDeclared(field: FieldDefinition, contentType: string): boolean {
  return field.contentTypes.length === 0 || matchMediaType(field.contentTypes, contentType) !== -1;
}

const multipartWire: WireOfStyle = (style, explode, depth) => plainWireOf(style, explode, depth);

/** Media types are data of the server and live as long as it does. */
const tables = new WeakMap<RequestMediaType, FieldTable>();

function tableOf(media: RequestMediaType, limits: MultipartLimits): FieldTable {
  let table = tables.get(media);
  if (table === undefined || !table.fits(limits)) {
    table = new FieldTable(media, limits, multipartWire);
    tables.set(media, table);
  }
  return table;
}

const headerChecks = new WeakMap<RequestMediaType, PartHeaderCheck>();

function headerCheckOf(media: RequestMediaType, { headers }: MultipartLimits): PartHeaderCheck | null {
  if (headers === undefined) return null;
  let check = headerChecks.get(media);
  if (check === undefined) headerChecks.set(media, (check = compilePartHeaders(media, headers)));
  return check;
}
