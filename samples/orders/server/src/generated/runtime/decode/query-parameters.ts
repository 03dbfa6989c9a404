// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Decoding of the parameters in a query: by name, or the whole of it as one value. */
import type { ParameterDefinition } from '../core/definition.js';
import type { InputIssue } from '../core/refusal.js';
import { faults, isForbiddenKey } from './fault.js';
import { countNames, ForeignNames, NamedTexts, NameTable } from './name-table.js';
import { decodeFormText } from './percent.js';
import { NamedParameter, PreparedParameter } from './prepared-parameter.js';
import { compileQuerystring, QuerystringIssues } from './querystring.js';

const UNDECLARED_QUERY: InputIssue = {
  in: 'query',
  keyword: 'additionalProperties',
  detail: 'The query has a parameter that is not declared.',
};
const RESERVED_QUERY: InputIssue = {
  in: 'query',
  keyword: 'propertyNames',
  detail: 'The query has a parameter of a reserved name.',
};
const MALFORMED_QUERY: InputIssue = {
  in: 'query',
  keyword: 'encoding',
  detail: 'The query has a parameter whose name is not well-formed.',
};

interface QueryDecoder {
  /** Whether there is nothing to decode. */
  readonly isEmpty: boolean;
  /** Puts the values into `record`, by name, and what is wrong into `issues`. */
  decode(query: string, record: Record<string, unknown>, issues: InputIssue[]): void;
}

/**
 * Prepares the parameters in the query of an operation.
 *
 * @param foreign names that mean something elsewhere, each as often as it may be sent
 */
export function queryParameters(
  definitions: readonly ParameterDefinition[],
  rejectUnknown: boolean,
  foreign: readonly string[],
): QueryDecoder {
  const whole = definitions.find(({ querystring }) => querystring !== undefined);
  return whole === undefined
    ? new QueryParameters(definitions, rejectUnknown, foreign)
    : new WholeQuery(whole, foreign);
}

/** A parameter that is the whole query string: it stands alone, what belongs to others excepted. */
class WholeQuery implements QueryDecoder {
  readonly isEmpty = false;
  readonly #parameter: PreparedParameter;
  readonly #foreign: ReadonlyMap<string, number> | null;
  readonly #isForm: boolean;
  readonly #decode: (query: string) => unknown;

  constructor(definition: ParameterDefinition, foreign: readonly string[]) {
    this.#parameter = new PreparedParameter(definition);
    this.#foreign = foreign.length === 0 ? null : countNames(foreign);
    this.#isForm = definition.querystring?.codec === 'form';
    this.#decode = compileQuerystring(definition);
  }

  decode(query: string, record: Record<string, unknown>, issues: InputIssue[]): void {
    const own = this.#foreign === null ? query : takeForeign(query, this.#foreign, issues);
    const value = this.#decode(this.#isForm ? own : query);
    if (value instanceof QuerystringIssues) issues.push(...value.issues);
    else this.#parameter.settle(record, value, issues);
  }
}

/** The pairs of `a=1&b=2` that are nobody else's. */
function takeForeign(query: string, allowed: ReadonlyMap<string, number>, issues: InputIssue[]): string {
  const foreign = new ForeignNames(allowed);
  const own = query.split('&').filter((pair) => {
    const equals = pair.indexOf('=');
    const name = decodeFormText(equals === -1 ? pair : pair.slice(0, equals));
    return name === null || !foreign.take(name);
  });
  reportRepeated(foreign, issues);
  return own.join('&');
}

class QueryParameters implements QueryDecoder {
  readonly #parameters: readonly NamedParameter[];
  readonly #table: NameTable;
  readonly #rejectUnknown: boolean;

  constructor(
    definitions: readonly ParameterDefinition[],
    rejectUnknown: boolean,
    foreign: readonly string[],
  ) {
    this.#parameters = definitions.map((definition) => new NamedParameter(definition, decodeFormText));
    this.#table = new NameTable(this.#parameters, foreign);
    this.#rejectUnknown = rejectUnknown;
  }

  get isEmpty(): boolean {
    return this.#parameters.length === 0;
  }

  decode(query: string, record: Record<string, unknown>, issues: InputIssue[]): void {
    if (query === '' && this.isEmpty) return;
    const sent = new NamedTexts(this.#table, decodeFormText, !this.#rejectUnknown);
    if (query !== '') {
      sent.addPairs(query, Number.MAX_SAFE_INTEGER);
      reportRepeated(sent, issues);
      if (sent.malformed) issues.push(MALFORMED_QUERY);
      if (sent.undeclared) {
        if (this.#rejectUnknown) issues.push(UNDECLARED_QUERY);
        else if (someKey(sent.unclaimed, isForbiddenKey)) issues.push(RESERVED_QUERY);
      }
    }
    for (let i = 0; i < this.#parameters.length; i++) {
      const parameter = this.#parameters[i]!;
      const value = parameter.orUnused(this.#table.decode(i, sent), sent.texts[i]);
      parameter.settle(record, value, issues);
    }
  }
}

function reportRepeated({ repeated }: { readonly repeated: readonly string[] }, issues: InputIssue[]): void {
  const { keyword, detail } = faults.repeated;
  for (const parameter of repeated) issues.push({ in: 'query', parameter, keyword, detail });
}

function someKey(map: ReadonlyMap<string, unknown> | null, test: (key: string) => boolean): boolean {
  if (map === null) return false;
  for (const key of map.keys()) if (test(key)) return true;
  return false;
}
