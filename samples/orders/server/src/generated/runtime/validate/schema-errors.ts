// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { RefusedFields, SchemaError } from '../core/operation-validators.js';

/** A compiled check, as ajv writes it: answers a boolean and leaves the errors on itself. */
export interface CompiledCheck {
  (value: unknown): boolean;
  errors?: readonly CompiledError[] | null;
}

/** An error object of ajv, without its schema path and message. */
export interface CompiledError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: CompiledParams;
}

/** What a keyword says about its failure: limits and names. */
export type CompiledParams = Readonly<Record<string, string | number | readonly string[]>>;

/** Errors are counted up to one more than a reply shows, so that the caller knows that it left some out. */
export const MAX_SCHEMA_ERRORS = 21;

/**
 * What is wrong with a value, in the fixed words of this module; `null` where nothing is.
 *
 * @param refused fields that are not in the value, for reasons told elsewhere: what may follow from that is left out
 */
export function schemaErrors(
  check: CompiledCheck,
  value: unknown,
  refused?: RefusedFields,
): readonly SchemaError[] | null {
  if (check(value)) return null;
  const found = check.errors ?? [];
  // The errors live on the function: left there, they would keep the rejected value's keys alive.
  check.errors = null;
  const errors = refused === undefined ? found : withoutFollowUps(found, refused);
  const told = errors.filter((error) => !echoes.has(error.keyword));
  return (told.length > 0 ? told : errors).slice(0, MAX_SCHEMA_ERRORS).map(schemaError);
}

/** The errors that would be there whatever the refused fields had been. */
function withoutFollowUps(
  errors: readonly CompiledError[],
  { names, unnamed }: RefusedFields,
): readonly CompiledError[] {
  // Which alternative was meant, and whether a condition holds, may be up to a field that is not there.
  if (errors.some(({ instancePath, keyword }) => instancePath === '' && choices.has(keyword))) return [];
  return errors.filter(({ instancePath, params }) => {
    if (instancePath !== '') return !names.has(firstToken(instancePath));
    // How many properties there are, for instance, is not known of the whole.
    const { missingProperty: missing, additionalProperty: undeclared } = params;
    return undeclared !== undefined || (missing !== undefined && !unnamed && !names.has(String(missing)));
  });
}

const choices: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'if']);

/** First reference token of a JSON Pointer (RFC 6901 §4). */
function firstToken(pointer: string): string {
  const [, token = ''] = pointer.split('/', 2);
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Keywords that only repeat that a schema below them failed. */
const echoes: ReadonlySet<string> = new Set(['if', 'propertyNames']);

/** Begins the names of keywords that take bigints too. */
export const EXACT = 'exact-';

function schemaError({ instancePath, keyword: compiled, params }: CompiledError): SchemaError {
  const keyword = compiled.startsWith(EXACT) ? compiled.slice(EXACT.length) : compiled;
  const undeclared = params['additionalProperty'] ?? params['unevaluatedProperty'];
  const pointer =
    undeclared === undefined ? instancePath : `${instancePath}/${escapeToken(String(undeclared))}`;
  const name = keywordNames.get(keyword) ?? keyword;
  return { pointer, keyword: name, detail: describe(keyword, params) };
}

/** One reference token of a JSON Pointer (RFC 6901 §3). */
export function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Keywords of our own and of ajv, by the name the document's author knows. */
const keywordNames: ReadonlyMap<string, string> = new Map([
  ['false schema', 'not'],
  ['safeInteger', 'type'],
  ['ownRequired', 'required'],
]);

/** Interpolates limits and names that the document declares, nothing else. */
export function describe(keyword: string, params: CompiledParams): string {
  const limit = String(params['limit']);
  switch (keyword) {
    case 'type':
      return `must be ${typeNames(params['type'])}`;
    case 'safeInteger':
      return 'must be an integer from -9007199254740991 to 9007199254740991';
    case 'required':
    case 'ownRequired':
      return `must have the property ${JSON.stringify(params['missingProperty'])}`;
    case 'dependentRequired':
      return `must have the property ${JSON.stringify(params['missingProperty'])} beside ${JSON.stringify(params['property'])}`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `must be ${String(params['comparison'])} ${limit}`;
    case 'multipleOf':
      return `must be a multiple of ${String(params['multipleOf'])}`;
    case 'minLength':
      return `must have at least ${limit} characters`;
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'minItems':
      return `must have at least ${limit} items`;
    case 'maxItems':
      return `must have at most ${limit} items`;
    case 'minProperties':
      return `must have at least ${limit} properties`;
    case 'maxProperties':
      return `must have at most ${limit} properties`;
    case 'contains':
      return containsDetail(params);
    case 'format':
      return `must be in the format ${JSON.stringify(params['format'])}`;
    default:
      return fixedDetails.get(keyword) ?? 'does not match the API document';
  }
}

const fixedDetails: ReadonlyMap<string, string> = new Map([
  ['pattern', 'must match the declared pattern'],
  ['enum', 'must be one of the declared values'],
  ['const', 'must be the declared value'],
  ['uniqueItems', 'must not repeat an item'],
  ['items', 'must not have more items than declared'],
  ['unevaluatedItems', 'must not have more items than declared'],
  ['additionalProperties', 'is not declared'],
  ['unevaluatedProperties', 'is not declared'],
  ['propertyNames', 'has a property whose name is not allowed'],
  ['readOnly', 'is set by the server only'],
  ['url', 'must be a URL that the API document allows'],
  ['anyOf', 'must match at least one of the declared alternatives'],
  ['oneOf', 'must match exactly one of the declared alternatives'],
  ['not', 'must not match the schema the document excludes'],
  ['false schema', 'is not allowed here'],
  ['if', 'must match the schema its condition demands'],
]);

function typeNames(type: CompiledParams[string] | undefined): string {
  return Array.isArray(type) ? type.join(' or ') : String(type);
}

function containsDetail(params: CompiledParams): string {
  const min = String(params['minContains']);
  const max = params['maxContains'];
  return max === undefined
    ? `must contain at least ${min} items of the declared kind`
    : `must contain from ${min} to ${String(max)} items of the declared kind`;
}
