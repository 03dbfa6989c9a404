// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * How bodies that are not read into memory reach a handler (semantics §1, stage 13): as capped streams, after the
 * object policy decided. Reading past a cap destroys the stream with an error.
 *
 * - Binary media types: `body` is a `Readable`.
 * - `multipart/*` with file fields: `body` is a {@link MultipartBody}.
 * - `multipart/*` without file fields: `body` is the plain, validated object of its fields.
 */
import type { Readable } from 'node:stream';

/** One file of a multipart body. */
export interface FilePart<Name extends string = string> {
  /** The field it was sent as. */
  readonly name: Name;
  /** As the client sent it: never a path, never trusted; `null` where it sent none. */
  readonly filename: string | null;
  /** Lower case, without parameters; one of the field's declared types. */
  readonly contentType: string;
  readonly stream: Readable;
}

/** A multipart body with files. */
export interface MultipartBody<Fields = Readonly<Record<string, unknown>>, File extends string = string> {
  /** The parts that are no files, validated. They come first on the wire, at most 64 KiB in all. */
  readonly fields: Fields;
  /**
   * The files in order of arrival. Read a file's stream to its end, or destroy it, before asking for the next. A
   * missing required file, or one too many, ends the iteration with an error that answers 400.
   */
  readonly files: AsyncIterable<FilePart<File>>;
}
