// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Decoding of parameters by `style`, `explode` and location (OAS 3.1.1 §4.8.12; semantics §6, Parameters).
 *
 * Everything about an operation is prepared once by {@link compileParameters}; a request costs its texts.
 */
import type { OperationDefinition, ParameterDefinition, ValidationDefinition } from '../core/definition.js';
import type { InputIssue } from '../core/refusal.js';
import { emptyRecord } from './codec.js';
import { parseCookies } from './cookie.js';
import { type Fault, faults } from './fault.js';
import { compileHeader } from './header-parameter.js';
import { NamedTexts, NameTable } from './name-table.js';
import { compilePathValue } from './path-parameter.js';
import { decodePercent } from './percent.js';
import { NamedParameter, PreparedParameter } from './prepared-parameter.js';
import { queryParameters } from './query-parameters.js';

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

class Single<Raw> extends PreparedParameter {
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

/** Cookies nobody declared belong to somebody else on the host and pass unseen. */
class CookieParameters {
  readonly #parameters: readonly NamedParameter[];
  readonly #table: NameTable;

  constructor(definitions: readonly ParameterDefinition[]) {
    this.#parameters = definitions.map(
      (definition) => new NamedParameter(definition, unescapeOf(definition)),
    );
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
