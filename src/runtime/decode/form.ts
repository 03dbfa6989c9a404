/** `application/x-www-form-urlencoded` bodies (WHATWG URL §5; OAS 3.1.1 §4.8.14.4). */
import type { RequestMediaType } from '../core/definition.js';
import type { InputIssue } from '../core/refusal.js';
import { emptyRecord } from './codec.js';
import { FieldTable, type WireOfStyle } from './field-table.js';
import type { DecodedForm, FormDecoder, FormLimits } from './form-decoder.js';
import { decodeFormText } from './percent.js';
import { wireOf } from './style.js';
import { decodeText } from './text.js';

export const decodeForm: FormDecoder = (bytes, media, limits) => {
  const text = decodeText(bytes);
  if (text === null) return malformed('not-utf-8');
  const table = tableOf(media, limits);
  const sent = table.collect();
  if (!sent.addPairs(text, limits.nodes)) return malformed('too-many-fields');
  if (sent.malformed) return malformed('malformed-field-name');

  const issues: InputIssue[] = [];
  const value = table.decode(sent, issues);
  return issues.length === 0 ? { ok: true, value } : { ok: false, reason: 'fields', issues, value };
};

function malformed(reason: string): DecodedForm {
  return { ok: false, reason, issues: [], value: emptyRecord() };
}

const formWire: WireOfStyle = (style, explode, depth) => wireOf(style, explode, decodeFormText, depth);

/** Media types are data of the server and live as long as it does. */
const tables = new WeakMap<RequestMediaType, FieldTable>();

function tableOf(media: RequestMediaType, limits: FormLimits): FieldTable {
  let table = tables.get(media);
  if (table === undefined || !table.fits(limits)) {
    table = new FieldTable(media, limits, formWire);
    tables.set(media, table);
  }
  return table;
}
