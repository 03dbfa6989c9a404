// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Decoding of parameters by `style`, `explode` and location (OAS 3.1.1 §4.8.12; semantics §6, Parameters).
 *
 * Everything about an operation is prepared once by {@link compileParameters}; a request costs its texts.
 */
import type {
  OperationDefinition,
  ParameterDefinition,
  ValidationDefinition,
  WireShape,
} from '../core/definition.js';
import type { InputIssue } from '../core/refusal.js';
import {
  claimsOf,
  compileCodec,
  compileJsonCodec,
  emptyRecord,
  ownClaims,
  type Claims,
  type Codec,
} from './codec.js';
import { parseCookies } from './cookie.js';
import { Fault, faults, isForbiddenKey } from './fault.js';
import { compileHeader } from './header-parameter.js';
import { NamedTexts, NameTable } from './name-table.js';
import { compilePathValue } from './path-parameter.js';
import { decodeFormText, decodePercent } from './percent.js';
import { compileQuerystring, QuerystringIssues } from './querystring.js';
import { wireOf, jsonLimits } from './style.js';

export interface ParameterSource {
  /** Text of a path parameter, still percent-encoded. */
  pathValue(name: string): string;
  /** Without `?`, still percent-encoded. */
  readonly query: string;
  /** Each line of a header as sent; `name` in lower case. */
  headerValues(name: string): readonly string[];
  /** The `Cookie` field, lines joined by `; `. */
  readonly cookie: string | undefined;
}

/** Null-prototype records, defaults filled in. Names of headers are lower case. */
interface ParameterRecords {
  readonly path: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
  readonly cookies: Record<string, unknown>;
}

/** Where there are issues the records hold the parameters that have none. */
export type DecodedParameters =
  | (ParameterRecords & { readonly ok: true })
  | (ParameterRecords & { readonly ok: false; readonly issues: readonly InputIssue[] });

export type ParameterDecoder = (source: ParameterSource) => DecodedParameters;

/**
 * Prepares the parameters of an operation. `unknownQuery` says what a query parameter nobody declared does; names in
 * `queryConstants` (constants of the path key, a credential in the query) are looked at elsewhere and pass, as often as
 * they stand there: a request that sends one again may mean something else by it to whoever reads it next.
 */
export function compileParameters(
  parameters: readonly ParameterDefinition[],
  unknownQuery: ValidationDefinition['unknownQuery'],
  queryConstants: readonly Pick<OperationDefinition['queryConstants'][number], 'name'>[],
): ParameterDecoder {
  const path = parameters.filter((parameter) => parameter.in === 'path').map(preparePath);
  const headers = parameters.filter((parameter) => parameter.in === 'header').map(prepareHeader);
  const query = queryParameters(
    parameters.filter((parameter) => parameter.in === 'query'),
    unknownQuery === 'reject',
    queryConstants.map(({ name }) => name),
  );
  const cookies = new CookieParameters(parameters.filter((parameter) => parameter.in === 'cookie'));

  return (source) => {
    const issues: InputIssue[] = [];
    const result = {
      ok: true as const,
      path: path.length === 0 ? NOTHING : emptyRecord(),
      query: query.isEmpty ? NOTHING : emptyRecord(),
      headers: headers.length === 0 ? NOTHING : emptyRecord(),
      cookies: cookies.isEmpty ? NOTHING : emptyRecord(),
    };
    for (const parameter of path) {
      parameter.settle(result.path, parameter.decode(source.pathValue(parameter.name)), issues);
    }
    query.decode(source.query, result.query, issues);
    for (const parameter of headers) {
      const lines = source.headerValues(parameter.name);
      parameter.settle(result.headers, lines.length === 0 ? undefined : parameter.decode(lines), issues);
    }
    cookies.decode(source.cookie, result.cookies, issues);
    return issues.length === 0 ? result : { ...result, ok: false, issues };
  };
}

/**
 * Prepares one parameter by itself: its value, or its default, as {@link compileParameters} decodes it; `undefined`
 * where it is absent or malformed, whatever else the request holds.
 */
export function compileParameter(parameter: ParameterDefinition): (source: ParameterSource) => unknown {
  const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
  const decode = compileAlone(parameter);
  return (source) => {
    const record = emptyRecord();
    decode(source, record);
    return record[name];
  };
}

function compileAlone(
  parameter: ParameterDefinition,
): (source: ParameterSource, record: Record<string, unknown>) => void {
  switch (parameter.in) {
    case 'path': {
      const prepared = preparePath(parameter);
      return (source, record) =>
        prepared.settle(record, prepared.decode(source.pathValue(prepared.name)), []);
    }
    case 'header': {
      const prepared = prepareHeader(parameter);
      return (source, record) => {
        const lines = source.headerValues(prepared.name);
        prepared.settle(record, lines.length === 0 ? undefined : prepared.decode(lines), []);
      };
    }
    case 'query': {
      const prepared = queryParameters([parameter], false, []);
      return (source, record) => prepared.decode(source.query, record, []);
    }
    case 'cookie': {
      const prepared = new CookieParameters([parameter]);
      return (source, record) => prepared.decode(source.cookie, record, []);
    }
  }
}

/** Of all requests to operations that have no parameters of a kind. */
const NOTHING: Record<string, unknown> = Object.freeze(emptyRecord());

/** Arrays and objects that are defaults of absent parameters. */
const filledIn = new WeakSet<object>();

/** Whether a parameter's value is its default: then nobody sent what stands in it. */
export function isFilledIn(value: unknown): boolean {
  return typeof value === 'object' && value !== null && filledIn.has(value);
}

/** A parameter's name, default and issues: what is the same in all locations. */
class Prepared {
  readonly name: string;
  readonly #definition: ParameterDefinition;
  readonly #hasDefault: boolean;
  /** Set where a default needs no copy for each request. */
  readonly #scalarDefault: unknown;
  readonly #issues = new Map<Fault, InputIssue>();

  constructor(definition: ParameterDefinition) {
    this.#definition = definition;
    this.name = definition.in === 'header' ? definition.name.toLowerCase() : definition.name;
    const value: unknown = definition.default === null ? undefined : JSON.parse(definition.default);
    this.#hasDefault = value !== undefined;
    this.#scalarDefault = typeof value === 'object' && value !== null ? undefined : value;
  }

  /** Puts a decoded value, or the default of an absent one, into `record`; what is wrong into `issues`. */
  settle(record: Record<string, unknown>, value: unknown, issues: InputIssue[]): void {
    if (value === undefined) {
      if (this.#hasDefault) record[this.name] = this.#defaultValue();
      else if (this.#definition.required) issues.push(this.#issue(faults.required));
    } else if (value instanceof Fault) issues.push(this.#issue(value));
    else record[this.name] = value;
  }

  #defaultValue(): unknown {
    if (this.#scalarDefault !== undefined) return this.#scalarDefault;
    const value = JSON.parse(this.#definition.default!) as object | null;
    if (value !== null) filledIn.add(value);
    return value;
  }

  #issue(fault: Fault): InputIssue {
    let issue = this.#issues.get(fault);
    if (issue === undefined) {
      const { in: location, name } = this.#definition;
      issue = { in: location, parameter: name, keyword: fault.keyword, detail: fault.detail };
      this.#issues.set(fault, issue);
    }
    return issue;
  }
}

class Single<Raw> extends Prepared {
  readonly decode: (raw: Raw) => unknown;
  constructor(definition: ParameterDefinition, decode: (raw: Raw) => unknown) {
    super(definition);
    this.decode = decode;
  }
}

function preparePath(definition: ParameterDefinition): Single<string> {
  return new Single(definition, compilePathValue(definition));
}

function prepareHeader(definition: ParameterDefinition): Single<readonly string[]> {
  return new Single(definition, compileHeader(definition));
}

/** A parameter that is found by name among the pairs of a query or of cookies. */
class Named extends Prepared {
  readonly codec: Codec;
  readonly claims: Claims;
  /** Whether its value may be spread over several pairs. */
  readonly exploded: boolean;
  readonly style: ParameterDefinition['style'];
  readonly #allowEmpty: boolean;

  constructor(definition: ParameterDefinition, unescape: (raw: string) => string | null) {
    super(definition);
    this.style = definition.style;
    this.exploded = definition.explode && !definition.json && isComposite(definition.shape);
    const wire = wireOf(definition.style, definition.explode, unescape);
    this.codec = definition.json
      ? compileJsonCodec(wire, jsonLimits(definition))
      : compileCodec(definition.shape, wire);
    this.claims = definition.json ? ownClaims() : claimsOf(definition.shape, wire);
    this.#allowEmpty = definition.allowEmptyValue;
  }

  /** OAS 3.1.1, `allowEmptyValue`: an empty text that is no value of its own means the parameter is not used. */
  orUnused(value: unknown, sent: string | string[] | undefined): unknown {
    return this.#allowEmpty && sent === '' && value instanceof Fault ? undefined : value;
  }
}

function isComposite(shape: WireShape): boolean {
  return shape.kind === 'oneOf'
    ? shape.options.some(isComposite)
    : shape.kind === 'array' || shape.kind === 'object';
}

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
  readonly isEmpty: boolean;
  decode(query: string, record: Record<string, unknown>, issues: InputIssue[]): void;
}

function queryParameters(
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
  readonly #parameter: Prepared;
  readonly #foreign: NameTable | null;
  readonly #decode: (query: string) => unknown;

  constructor(definition: ParameterDefinition, foreign: readonly string[]) {
    this.#parameter = new Prepared(definition);
    this.#foreign = foreign.length === 0 ? null : new NameTable([], foreign);
    this.#decode = compileQuerystring(definition, foreign);
  }

  decode(query: string, record: Record<string, unknown>, issues: InputIssue[]): void {
    if (this.#foreign !== null) {
      const sent = new NamedTexts(this.#foreign, decodeFormText, false);
      sent.addPairs(query, Number.MAX_SAFE_INTEGER);
      reportRepeated(sent, issues);
    }
    const value = this.#decode(query);
    if (value instanceof QuerystringIssues) issues.push(...value.issues);
    else this.#parameter.settle(record, value, issues);
  }
}

class QueryParameters implements QueryDecoder {
  readonly #parameters: readonly Named[];
  readonly #table: NameTable;
  readonly #rejectUnknown: boolean;

  constructor(
    definitions: readonly ParameterDefinition[],
    rejectUnknown: boolean,
    foreign: readonly string[],
  ) {
    this.#parameters = definitions.map((definition) => new Named(definition, decodeFormText));
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

function reportRepeated({ repeated }: NamedTexts, issues: InputIssue[]): void {
  if (repeated === null) return;
  const { keyword, detail } = faults.repeated;
  for (const parameter of repeated) issues.push({ in: 'query', parameter, keyword, detail });
}

function someKey(map: ReadonlyMap<string, unknown> | null, test: (key: string) => boolean): boolean {
  if (map === null) return false;
  for (const key of map.keys()) if (test(key)) return true;
  return false;
}

/** Cookies nobody declared belong to somebody else on the host and pass unseen. */
class CookieParameters {
  readonly #parameters: readonly Named[];
  readonly #table: NameTable;

  constructor(definitions: readonly ParameterDefinition[]) {
    this.#parameters = definitions.map((definition) => new Named(definition, unescapeOf(definition)));
    this.#table = new NameTable(this.#parameters, []);
  }

  get isEmpty(): boolean {
    return this.#parameters.length === 0;
  }

  decode(field: string | undefined, record: Record<string, unknown>, issues: InputIssue[]): void {
    if (this.isEmpty) return;
    const sent = new NamedTexts(this.#table, decodePercent, false);
    const faulty = field === undefined ? NO_FAULTS : this.#collect(field, sent);
    for (let i = 0; i < this.#parameters.length; i++) {
      this.#parameters[i]!.settle(record, faulty.get(i) ?? this.#table.decode(i, sent), issues);
    }
  }

  /** Sorts the cookies into `sent`; answers what is wrong already, by parameter. */
  #collect(field: string, sent: NamedTexts): ReadonlyMap<number, Fault> {
    const faulty = new Map<number, Fault>();
    const seen = new Set<string>();
    for (const { name, value } of parseCookies(field)) {
      const index = this.#table.own.get(name) ?? this.#table.properties.get(name);
      if (index === undefined) continue;
      const { exploded, style } = this.#parameters[index]!;
      const spread = exploded && style === 'cookie';
      if (seen.has(name) && !spread) faulty.set(index, faults.repeated);
      seen.add(name);
      // Style `cookie` (OAS 3.2) spreads a value over several cookies, which need no name of their own.
      if (!exploded || spread) sent.add(name, value);
      else if (!this.#addExploded(index, name, value, sent)) faulty.set(index, faults.text);
    }
    return faulty;
  }

  /**
   * `color=blue&color=black`: RFC 6570 knows no cookies, so an exploded value is one cookie with the form expansion in
   * it (OAS 3.1.1 §4.8.12.6). Every piece must belong to the same parameter.
   */
  #addExploded(index: number, name: string, value: string, sent: NamedTexts): boolean {
    const [first, ...others] = value.split('&');
    sent.add(name, first!);
    for (const piece of others) {
      const equals = piece.indexOf('=');
      const key = equals === -1 ? null : decodePercent(piece.slice(0, equals));
      if (key === null || (this.#table.own.get(key) ?? this.#table.properties.get(key)) !== index)
        return false;
      sent.add(key, piece.slice(equals + 1));
    }
    return true;
  }
}

/** Style `cookie` has no percent-encoding: what needs escaping is escaped by whoever made the value (OAS 3.2). */
function unescapeOf({ style }: ParameterDefinition): (raw: string) => string | null {
  return style === 'cookie' ? (raw) => raw : decodePercent;
}

const NO_FAULTS: ReadonlyMap<number, Fault> = new Map();
