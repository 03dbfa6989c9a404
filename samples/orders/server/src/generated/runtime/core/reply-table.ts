// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { ReplyDefinition, ReplyMediaType } from './definition.js';

/** One declared reply, ready to be looked up by status. */
export interface DeclaredReply {
  /** Row in the operation's reply checks. */
  readonly row: number;
  readonly content: readonly ReplyMediaType[];
  readonly mediaTypes: readonly string[];
  /** Declared header names, lower case. */
  readonly headers: ReadonlySet<string>;
  readonly requiredHeaders: readonly string[];
}

/** The replies an operation declares: an exact status wins over a range, a range over `default` (OAS, Responses Object). */
export class ReplyTable {
  /** Media types of replies that are no errors; empty where they have no content. */
  readonly successMediaTypes: readonly string[];
  readonly #declared = new Map<string, DeclaredReply>();
  /** By status, once it was asked for. */
  readonly #found: (DeclaredReply | null)[] = [];

  constructor(definitions: readonly ReplyDefinition[]) {
    for (const [row, { status, content, headers }] of definitions.entries()) {
      this.#declared.set(status.toUpperCase(), {
        row,
        content,
        mediaTypes: content.map(({ mediaType }) => mediaType),
        headers: new Set(headers.map(({ name }) => name.toLowerCase())),
        requiredHeaders: headers.filter(({ required }) => required).map(({ name }) => name.toLowerCase()),
      });
    }
    this.successMediaTypes = successMediaTypes(this.#declared);
  }

  find(status: number): DeclaredReply | null {
    let reply = this.#found[status];
    if (reply === undefined) {
      const text = String(status);
      reply =
        this.#declared.get(text) ??
        this.#declared.get(`${text[0]}XX`) ??
        this.#declared.get('DEFAULT') ??
        null;
      this.#found[status] = reply;
    }
    return reply;
  }
}

function successMediaTypes(declared: ReadonlyMap<string, DeclaredReply>): readonly string[] {
  const success = [...declared].filter(([status]) => status.startsWith('2'));
  const replies = success.length > 0 ? success : [...declared].filter(([status]) => status === 'DEFAULT');
  const mediaTypes = new Set(replies.flatMap(([, reply]) => reply.mediaTypes));
  // A reply without content, a 204 say, satisfies every Accept, and of a range nobody knows what it will be.
  const isOpen = replies.some(([, { content }]) => content.length === 0) || [...mediaTypes].some(isRange);
  return isOpen ? [] : [...mediaTypes];
}

/** Whether a declared media type is a range (`image/*`). */
export function isRange(mediaType: string): boolean {
  return mediaType.endsWith('/*');
}
