// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * What the core knows of multipart bodies. The parser stands in `multipart.ts` and is handed in by the generated
 * `index.ts`, so that an API without such bodies does not carry it.
 */
import type { Readable } from 'node:stream';
import type { RequestMediaType } from '../core/definition.js';
import type { InputCheck } from '../core/operation-validators.js';
import type { InputIssue } from '../core/refusal.js';
import type { BodyFailure, BodyLimits } from './body.js';
import type { FilePart } from './file-part.js';

/**
 * Reads a multipart body up to its first file (semantics §1, stage 13): `fields` is complete then. Never rejects.
 *
 * `boundary` is the parameter of the request's Content-Type.
 */
export type MultipartDecoder = (
  source: Readable,
  boundary: string,
  media: RequestMediaType,
  limits: MultipartLimits,
) => Promise<MultipartResult>;

/** `max` counts every byte of the body, files and delimiters included; the clock covers the parts that are no files. */
export interface MultipartLimits extends BodyLimits {
  /** For parts that are JSON. */
  readonly depth: number;
  readonly nodes: number;
  readonly int64?: 'bigint' | undefined;
  /** Checks of decoded headers of parts, by field, where the document describes any. */
  readonly headers?: ReadonlyMap<string, InputCheck> | undefined;
}

export type MultipartResult = ReadMultipart | MultipartFailure;

export interface ReadMultipart {
  readonly ok: true;
  /** The decoded parts that are no files: a null-prototype record. */
  readonly fields: Record<string, unknown>;
  /** The rest of the body, read as it is asked for. Ends with {@link MultipartError} where it breaks the contract. */
  readonly files: AsyncIterable<FilePart>;
  /**
   * Lets go of the body: nothing more is parsed, open file streams are destroyed, the source is left paused. Call it
   * whenever the request is over, also after the files were read; calling it twice does nothing.
   */
  close(): void;
}

export interface MultipartFailure {
  readonly ok: false;
  /** The body's bytes did not arrive: 413, 408, or a client that is gone. `null` for what it says. */
  readonly failure: BodyFailure | null;
  /** For the log. */
  readonly reason: string;
  /** What does not match the document; empty where the body is not well-formed. */
  readonly issues: readonly InputIssue[];
  /** The fields that were sent and that there are no issues of; empty where the body is not well-formed. */
  readonly fields: Record<string, unknown>;
}

/** Ends the iteration of the files; answers 400 where nothing was sent yet. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
  readonly issues: readonly InputIssue[];
  constructor(reason: string, issues: readonly InputIssue[]) {
    super(reason);
    this.issues = issues;
  }
}
