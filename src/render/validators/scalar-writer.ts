import { describe } from '../../runtime/validate/schema-errors.js';
import type { Json } from '../../load/json.js';
import { constant, runtimeImport } from './constant.js';
import { checkedFormats } from './formats.js';
import type { FunctionScope } from './generated-function.js';
import { literal } from './literal.js';
import { locationAccepts, typeOf, type Location, type ValueType } from './location.js';
import { patternConstant } from './pattern.js';
import type { KeywordNode } from './schema-node.js';

/** How code reports a failed keyword: a statement that leaves the function. */
export interface Failure {
  /** For a value of the wrong type, or none. */
  readonly type: (detail: string) => string;
  readonly keyword: (keyword: string, detail: string) => string;
}

export interface ScalarCode {
  readonly lines: readonly string[];
  /** Expression of the JSON text. */
  readonly text: string;
}

const scalarTypes = ['string', 'number', 'boolean', 'null'] as const satisfies readonly ValueType[];
type ScalarType = (typeof scalarTypes)[number];

/** Formats whose texts hold nothing that JSON escapes. */
const plainFormats: ReadonlySet<string> = new Set([
  'date-time',
  'date',
  'time',
  'duration',
  'uuid',
  'ipv4',
  'ipv6',
  'byte',
  'base64url',
]);

/** Writes checks and text of null, booleans, numbers and strings. */
export class ScalarWriter {
  readonly #scope: FunctionScope;

  constructor(scope: FunctionScope) {
    this.#scope = scope;
  }

  /** Code for a variable whose location takes scalars only. */
  write(location: Location, variable: string, failure: Failure): ScalarCode {
    const types = scalarTypes.filter((type) => locationAccepts(location, type));
    const values = listedValues(location);
    if (values !== null) return this.#listed(location, values, variable, failure);
    const [only] = types;
    if (only === undefined) return { lines: [failure.type('must not be there')], text: '""' };
    const mismatch = failure.type(describe('type', { type: typeNames(location) }));
    if (types.length === 1) {
      const lines = [
        `if (!(${typeTest(only, variable, takesBigint(location))})) ${mismatch}`,
        ...this.checks(location, only, variable, failure),
      ];
      return { lines, text: this.text(location, only, variable) };
    }
    const text = this.#scope.local('text');
    const lines = [`let ${text};`];
    for (const [index, type] of types.entries()) {
      const test = typeTest(type, variable, takesBigint(location));
      lines.push(`${index === 0 ? '' : '} else '}if (${test}) {`);
      lines.push(
        ...this.checks(location, type, variable, failure),
        `${text} = ${this.text(location, type, variable)};`,
      );
    }
    return { lines: [...lines, '} else {', mismatch, '}'], text };
  }

  #listed(location: Location, values: readonly Json[], variable: string, failure: Failure): ScalarCode {
    const text = this.#scope.local('text');
    const entries = values.map((value) => `[${literal(value)}, ${JSON.stringify(JSON.stringify(value))}]`);
    const texts = this.#scope.use(constant('texts', `new Map([${entries.join(', ')}])`));
    const key = takesBigint(location)
      ? `${this.#scope.use(runtimeImport('narrow', 'narrow'))}(${variable})`
      : variable;
    const lines = [
      `const ${text} = ${texts}.get(${key});`,
      `if (${text} === undefined) ${failure.keyword('enum', describe('enum', {}))}`,
    ];
    const types = new Set(values.map(typeOf));
    for (const type of scalarTypes) {
      const checks = types.has(type) ? this.checks(location, type, variable, failure) : [];
      const test = typeTest(type, variable, takesBigint(location));
      if (checks.length > 0) lines.push(`if (${test}) {`, ...checks, '}');
    }
    return { lines, text };
  }

  /** Statements that leave the function where a value of the type breaks a keyword. */
  checks(location: Location, type: ScalarType, variable: string, failure: Failure): readonly string[] {
    const lines: string[] = [];
    const check = (condition: string, keyword: string, params: Parameters<typeof describe>[1]): void => {
      lines.push(`if (${condition}) ${failure.keyword(keyword, describe(keyword, params))}`);
    };
    for (const part of location.parts) {
      if (type === 'number') this.#numberChecks(part, variable, takesBigint(location), check);
      if (type === 'string') this.#stringChecks(part, variable, check);
    }
    return [...new Set(lines)];
  }

  #numberChecks(part: KeywordNode, variable: string, exact: boolean, check: Check): void {
    if (part.type?.includes('integer') && !part.type.includes('number')) {
      const isInteger = exact
        ? `${this.#scope.use(runtimeImport('int64', 'isExactInteger'))}(${variable})`
        : `Number.isSafeInteger(${variable})`;
      check(`!${isInteger}`, 'type', { type: 'integer' });
    }
    for (const [keyword, fails, comparison] of bounds) {
      const limit = part[keyword];
      if (limit !== undefined)
        check(`${variable} ${fails} ${literal(limit)}`, keyword, { comparison, limit });
    }
    const { multipleOf } = part;
    if (multipleOf !== undefined) {
      const isMultiple = this.#scope.use(runtimeImport('is-multiple-of', 'isMultipleOf'));
      const fails =
        Number.isInteger(multipleOf) && !exact
          ? `${variable} % ${multipleOf} !== 0`
          : `!${isMultiple}(${variable}, ${multipleOf})`;
      check(fails, 'multipleOf', { multipleOf });
    }
    this.#format(part, 'number', variable, check);
  }

  #stringChecks(part: KeywordNode, variable: string, check: Check): void {
    const length = (): string =>
      `${this.#scope.use(runtimeImport('code-point-length', 'codePointLength'))}(${variable})`;
    const { maxLength, minLength } = part;
    if (maxLength !== undefined) {
      check(`${variable}.length > ${maxLength} && ${length()} > ${maxLength}`, 'maxLength', {
        limit: maxLength,
      });
    }
    if (minLength !== undefined && minLength > 0) {
      const short = `${variable}.length < ${minLength}`;
      const fails =
        minLength === 1
          ? short
          : `${short} || (${variable}.length < ${2 * minLength} && ${length()} < ${minLength})`;
      check(fails, 'minLength', { limit: minLength });
    }
    this.#format(part, 'string', variable, check);
    if (part.pattern) {
      check(`!${this.#scope.use(patternConstant(part.pattern))}.test(${variable})`, 'pattern', {});
    }
  }

  #format(part: KeywordNode, type: 'number' | 'string', variable: string, check: Check): void {
    const checked = part.format === undefined ? undefined : checkedFormats.get(part.format);
    if (part.format === undefined || checked?.type !== type) return;
    const isExact = part.exact === true && part.format === 'int64';
    const test = this.#scope.use(
      isExact ? runtimeImport('int64', 'isExactInt64') : runtimeImport(checked.module, checked.name),
    );
    check(`!${test}(${variable})`, 'format', { format: part.format });
  }

  /** Expression of the JSON text of a value that passed its checks. */
  text(location: Location, type: ScalarType, variable: string): string {
    if (type === 'null') return '"null"';
    if (type === 'number') return `String(${variable})`;
    if (type === 'boolean') return `(${variable} ? "true" : "false")`;
    const isPlain = location.parts.some(
      ({ format, pattern }) =>
        (format !== undefined && plainFormats.has(format)) || pattern?.isPlain === true,
    );
    return isPlain
      ? `"\\"" + ${variable} + "\\""`
      : `${this.#scope.use(runtimeImport('reply-text', 'quote'))}(${variable})`;
  }
}

type Check = (condition: string, keyword: string, params: Parameters<typeof describe>[1]) => void;

const bounds = [
  ['maximum', '>', '<='],
  ['exclusiveMaximum', '>=', '<'],
  ['minimum', '<', '>='],
  ['exclusiveMinimum', '<=', '>'],
] as const;

/** Whether values at a location are integers of 64 bits, as bigint. */
export function takesBigint({ parts }: Location): boolean {
  return parts.some(({ exact, format }) => exact === true && format === 'int64');
}

/** @param bigint whether a number may be a bigint */
export function typeTest(type: ValueType, variable: string, bigint = false): string {
  switch (type) {
    case 'null':
      return `${variable} === null`;
    case 'array':
      return `Array.isArray(${variable})`;
    case 'object':
      return `typeof ${variable} === "object" && ${variable} !== null && !Array.isArray(${variable})`;
    case 'number': {
      const test = `typeof ${variable} === "number" && Number.isFinite(${variable})`;
      return bigint ? `typeof ${variable} === "bigint" || (${test})` : test;
    }
    default:
      return `typeof ${variable} === "${type}"`;
  }
}

/** The values all parts list; `null` where none lists any. */
export function listedValues({ parts }: Location): readonly Json[] | null {
  const lists = parts.flatMap((part) => (part.enum ? [part.enum] : []));
  const [first, ...others] = lists;
  if (first === undefined) return null;
  const types = parts.flatMap((part) => (part.type ? [part.type] : []));
  return [...new Set(first)].filter(
    (value) =>
      others.every((list) => list.includes(value)) &&
      types.every((list) =>
        list.some((type) => type === typeOf(value) || (type === 'integer' && typeof value === 'number')),
      ),
  );
}

/** Declared type names, for error texts. */
export function typeNames({ parts }: Location): string | readonly string[] {
  const declared = parts.find((part) => part.type)?.type ?? [];
  return declared.length === 1 ? (declared[0] ?? '') : declared.length === 0 ? 'a JSON value' : declared;
}
