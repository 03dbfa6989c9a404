// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Headers of form-data parts that the document describes (OAS, Encoding Object, `headers`). Any other is ignored. */
import type { FieldDefinition, PartHeaderDefinition, RequestMediaType } from '../core/definition.js';
import type { InputCheck } from '../core/operation-validators.js';
import type { InputIssue } from '../core/refusal.js';
import { emptyRecord } from './codec.js';
import { Fault, faults } from './fault.js';
import { fieldIssue } from './field-issue.js';
import { compileHeader } from './header-parameter.js';

/** Field names in lower case; values as sent, one character per byte. */
type SentHeader = Readonly<Record<string, readonly string[]>>;

/** What is wrong with the headers of the part of a field. */
export type PartHeaderCheck = (field: FieldDefinition, header: SentHeader) => readonly InputIssue[];

/** @param checks of decoded headers, by field */
export function compilePartHeaders(
  { fields }: RequestMediaType,
  checks: ReadonlyMap<string, InputCheck>,
): PartHeaderCheck {
  const readers = new Map(
    fields.map((field) => [field.name, field.headers?.map((definition) => new PartHeader(definition)) ?? []]),
  );
  return ({ name }, header) => {
    const issues: InputIssue[] = [];
    const values = emptyRecord();
    for (const reader of readers.get(name) ?? []) {
      const value = reader.read(header);
      if (value instanceof Fault) issues.push(headerIssue(name, reader.name, value.keyword, value.detail));
      else if (value !== undefined) values[reader.key] = value;
    }
    if (issues.length > 0) return issues;
    return (checks.get(name)?.validate(values) ?? []).map(({ pointer, keyword, detail }) => {
      const [, key = ''] = pointer.split('/');
      const reader = readers.get(name)?.find((candidate) => candidate.key === key);
      return headerIssue(name, reader?.name ?? '', keyword, detail);
    });
  };
}

class PartHeader {
  readonly name: string;
  /** In lower case. */
  readonly key: string;
  readonly #required: boolean;
  readonly #decode: (lines: readonly string[]) => unknown;

  constructor(definition: PartHeaderDefinition) {
    this.name = definition.name;
    this.key = definition.name.toLowerCase();
    this.#required = definition.required;
    this.#decode = compileHeader({ ...definition, style: 'simple' });
  }

  /** The value, a {@link Fault}, or `undefined` where it was not sent and need not be. */
  read(header: SentHeader): unknown {
    const lines = Object.hasOwn(header, this.key) ? header[this.key] : undefined;
    if (lines !== undefined && lines.length > 0) return this.#decode(lines);
    return this.#required ? faults.required : undefined;
  }
}

/** Says which header by its declared name. */
function headerIssue(field: string, header: string, keyword: string, detail: string): InputIssue {
  return fieldIssue(field, new Fault(keyword, `The part header ${JSON.stringify(header)}: ${detail}`));
}
