/** `application/x-www-form-urlencoded` bodies (WHATWG URL §5; OAS 3.1.1 §4.8.14.4). */
import type { FieldDefinition, RequestMediaType } from '../core/definition.js';
import type { InputIssue } from '../core/refusal.js';
import { claimsOf, compileCodec, compileJsonCodec, emptyRecord, type Codec } from './codec.js';
import { Fault, faults, isForbiddenKey } from './fault.js';
import { fieldIssue, FORBIDDEN_FIELD, UNDECLARED_FIELD } from './field-issue.js';
import type { DecodedForm, FormDecoder, FormLimits } from './form-decoder.js';
import { decodeUnclaimed, NamedTexts, NameTable, type NamedCodec } from './name-table.js';
import { decodeFormText } from './percent.js';
import { wireOf } from './style.js';
import { decodeText } from './text.js';

export const decodeForm: FormDecoder = (bytes, media, limits) => {
  const text = decodeText(bytes);
  return text === null ? malformed('not UTF-8') : formOf(media, limits).decode(text);
};

function malformed(reason: string): DecodedForm {
  return { ok: false, reason, issues: [] };
}

/** Prepared once for each media type of the document, which lives as long as the server. */
const forms = new WeakMap<RequestMediaType, Form>();

function formOf(media: RequestMediaType, limits: FormLimits): Form {
  let form = forms.get(media);
  if (form === undefined || form.limits.depth !== limits.depth || form.limits.nodes !== limits.nodes) {
    form = new Form(media, limits);
    forms.set(media, form);
  }
  return form;
}

class Form {
  readonly limits: FormLimits;
  readonly #fields: readonly FieldDefinition[];
  readonly #table: NameTable;
  readonly #additional: Codec | null;

  constructor(media: RequestMediaType, limits: FormLimits) {
    this.limits = limits;
    this.#fields = media.fields;
    this.#table = new NameTable(
      media.fields.map((field) => compileField(field, limits)),
      [],
    );
    this.#additional =
      media.additional === null ? null : compileCodec(media.additional, wireOf('form', true, decodeFormText));
  }

  decode(text: string): DecodedForm {
    const sent = new NamedTexts(this.#table, decodeFormText, true);
    if (!sent.addPairs(text, this.limits.nodes)) return malformed('too many fields');
    if (sent.malformed) return malformed('a field name is not well-formed');

    const issues: InputIssue[] = [];
    const record = emptyRecord();
    for (const [index, field] of this.#fields.entries()) {
      const value = this.#table.decode(index, sent);
      if (value instanceof Fault) issues.push(fieldIssue(field.name, value));
      else if (value !== undefined) record[field.name] = value;
      else if (field.required) issues.push(fieldIssue(field.name, faults.required));
    }
    this.#addUnclaimed(sent.unclaimed!, record, issues);
    return issues.length === 0
      ? { ok: true, value: record }
      : { ok: false, reason: 'fields do not match', issues };
  }

  #addUnclaimed(
    unclaimed: ReadonlyMap<string, string[]>,
    record: Record<string, unknown>,
    issues: InputIssue[],
  ): void {
    for (const [name, texts] of unclaimed) {
      if (isForbiddenKey(name)) return void issues.push(FORBIDDEN_FIELD);
      if (this.#additional === null) return void issues.push(UNDECLARED_FIELD);
      const value = decodeUnclaimed(this.#additional, texts);
      if (value instanceof Fault)
        return void issues.push({ ...UNDECLARED_FIELD, keyword: value.keyword, detail: value.detail });
      record[name] = value;
    }
  }
}

function compileField(field: FieldDefinition, limits: FormLimits): NamedCodec {
  const { name } = field;
  const wire = wireOf(field.style, field.explode, decodeFormText, limits.depth);
  if (field.json) {
    const claims = { own: true, properties: new Set<string>(), open: false, deep: false };
    return { name, codec: compileJsonCodec(wire, limits), claims };
  }
  return { name, codec: compileCodec(field.shape, wire), claims: claimsOf(field.shape, wire) };
}
