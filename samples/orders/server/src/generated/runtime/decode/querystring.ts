// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * The whole query string as one value (OAS 3.2 section 4.12.1, `in: querystring`): a form, or a percent-encoded text of
 * another media type.
 */
import type { ParameterDefinition } from '../core/definition.js';
import type { InputIssue } from '../core/refusal.js';
import { compileJsonCodec } from './codec.js';
import { faults } from './fault.js';
import { FieldTable } from './field-table.js';
import { decodeFormText, decodePercent } from './percent.js';
import { jsonLimits, wireOf } from './style.js';

/** What is wrong with the fields of a form in a query. */
export class QuerystringIssues {
  readonly issues: readonly InputIssue[];

  constructor(issues: readonly InputIssue[]) {
    this.issues = issues;
  }
}

/**
 * Decodes the query of a request: a value, `undefined` where there is none, a `Fault` or
 * {@link QuerystringIssues}.
 */
export function compileQuerystring(definition: ParameterDefinition): (query: string) => unknown {
  const { name, querystring } = definition;
  const decode =
    querystring?.codec === 'form'
      ? formDecoder(new FieldTable(querystring, jsonLimits(definition), formWire), name)
      : querystring?.codec === 'json'
        ? compileJsonCodec(wireOf('form', false, decodePercent), jsonLimits(definition)).single
        : decodeWhole;
  return (query) => (query === '' ? undefined : decode(query));
}

function formDecoder(table: FieldTable, name: string): (query: string) => unknown {
  return (query) => {
    const sent = table.collect();
    sent.addPairs(query, Number.MAX_SAFE_INTEGER);
    if (sent.malformed) return faults.encoding;
    const issues: InputIssue[] = [];
    const value = table.decode(sent, issues);
    if (issues.length === 0) return value;
    // The value has no body to point into; which field is meant, the pointer of the parameter's value would say.
    return new QuerystringIssues(
      issues.map(({ keyword, detail }) => ({ in: 'query', parameter: name, keyword, detail })),
    );
  };
}

const formWire = (
  style: Parameters<typeof wireOf>[0],
  explode: boolean,
  depth: number,
): ReturnType<typeof wireOf> => wireOf(style, explode, decodeFormText, depth);

function decodeWhole(query: string): unknown {
  return decodePercent(query) ?? faults.encoding;
}
