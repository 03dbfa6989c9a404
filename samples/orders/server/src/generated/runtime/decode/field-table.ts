// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** The fields of a form or multipart body, prepared once for each media type of the document. */
import type { FieldDefinition, RequestMediaType, WireShape } from '../core/definition.js';
import type { InputIssue } from '../core/refusal.js';
import {
  claimsOf,
  compileCodec,
  compileJsonCodec,
  compileJsonItemsCodec,
  emptyRecord,
  ownClaims,
  type Codec,
  type Wire,
} from './codec.js';
import { Fault, faults, isForbiddenKey } from './fault.js';
import { fieldIssue, FORBIDDEN_FIELD, UNDECLARED_FIELD } from './field-issue.js';
import type { JsonLimits } from './json.js';
import { decodeUnclaimed, NamedTexts, NameTable, type NamedCodec } from './name-table.js';

/** How the texts of a kind of body are written, by style. */
export type WireOfStyle = (style: FieldDefinition['style'], explode: boolean, depth: number) => Wire;

export class FieldTable {
  readonly #limits: JsonLimits;
  readonly #fields: readonly FieldDefinition[];
  readonly #table: NameTable;
  readonly #additional: Codec | null;
  readonly #unescape: Wire['unescape'];

  /** File fields are left out: they are no texts. */
  constructor(media: RequestMediaType, limits: JsonLimits, wireOf: WireOfStyle) {
    this.#limits = limits;
    this.#fields = media.fields.filter(({ file }) => !file);
    this.#table = new NameTable(
      this.#fields.map((field) => compileField(field, limits, wireOf)),
      [],
    );
    const wire = wireOf('form', true, limits.depth);
    this.#additional = media.additional === null ? null : compileCodec(media.additional, wire);
    this.#unescape = wire.unescape;
  }

  /** Whether this table was made for the same limits. */
  fits(limits: JsonLimits): boolean {
    return this.#limits.depth === limits.depth && this.#limits.nodes === limits.nodes;
  }

  /** An empty collection of texts for one body. */
  collect(): NamedTexts {
    return new NamedTexts(this.#table, this.#unescape, true);
  }

  /** The values of what was collected; what does not match goes into `issues`. */
  decode(sent: NamedTexts, issues: InputIssue[]): Record<string, unknown> {
    const record = emptyRecord();
    for (const [index, field] of this.#fields.entries()) {
      const value = this.#table.decode(index, sent);
      if (value instanceof Fault) issues.push(fieldIssue(field.name, value));
      else if (value !== undefined) record[field.name] = value;
      else if (field.required && !isReported(field.name, issues)) {
        issues.push(fieldIssue(field.name, faults.required));
      }
    }
    const unclaimed = this.#decodeUnclaimed(sent.unclaimed ?? new Map(), record);
    if (unclaimed !== null) issues.push(unclaimed);
    return record;
  }

  /** The first problem is enough: what is wrong has no name that may be said. */
  #decodeUnclaimed(
    unclaimed: ReadonlyMap<string, readonly string[]>,
    record: Record<string, unknown>,
  ): InputIssue | null {
    let first: InputIssue | null = null;
    for (const [name, texts] of unclaimed) {
      const issue = this.#addUnclaimed(name, texts, record);
      first ??= issue;
    }
    return first;
  }

  #addUnclaimed(name: string, texts: readonly string[], record: Record<string, unknown>): InputIssue | null {
    if (isForbiddenKey(name)) return FORBIDDEN_FIELD;
    if (this.#additional === null) return UNDECLARED_FIELD;
    const value = decodeUnclaimed(this.#additional, texts);
    if (value instanceof Fault) return { ...UNDECLARED_FIELD, keyword: value.keyword, detail: value.detail };
    record[name] = value;
    return null;
  }
}

/** A field that was sent and refused already is not missing. */
function isReported(name: string, issues: readonly InputIssue[]): boolean {
  const { pointer } = fieldIssue(name, faults.required);
  return issues.some((issue) => issue.pointer === pointer);
}

function compileField(field: FieldDefinition, limits: JsonLimits, wireOf: WireOfStyle): NamedCodec {
  const { name, shape } = field;
  const wire = wireOf(field.style, field.explode, limits.depth);
  if (!field.json) return { name, codec: compileCodec(shape, wire), claims: claimsOf(shape, wire) };
  const items = field.repeated ? itemsOf(shape) : null;
  const codec = items === null ? compileJsonCodec(wire, limits) : compileJsonItemsCodec(items, wire, limits);
  return { name, codec, claims: ownClaims() };
}

function itemsOf(shape: WireShape): WireShape {
  return shape.kind === 'array' ? shape.items : { kind: 'any' };
}
