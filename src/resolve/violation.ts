import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Severity } from '../diagnostics/diagnostic.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonArray, type Json, type JsonObject } from '../load/json.js';
import { editDistance } from '../policy/nearest-name.js';
import { methodsOf, type ObjectKind, schemaGrammar } from './object-grammar.js';
import type { ObjectPlace } from './object-place.js';

/** One error of the official schema, and the place it is about. */
export interface Violation {
  readonly error: ErrorObject;
  readonly place: ObjectPlace;
  readonly holder: JsonObject | readonly Json[];
  /** `null` for the checked object itself. */
  readonly key: string | null;
  /** Key of `holder` where that is an array. */
  readonly holderKey: string | null;
  readonly onKey: boolean;
  readonly value: Json;
}

/** Says in one sentence what a violation is, and how bad. */
export function describeViolation(violation: Violation): {
  readonly message: string;
  readonly severity: Severity;
  readonly help: string;
} {
  return {
    message: messageOf(violation),
    severity: isDecisive(violation) ? 'error' : 'medium',
    help: suggestion(violation) ?? wayOut(violation),
  };
}

function messageOf(violation: Violation): string {
  const { error, value, place } = violation;
  const name = nameOf(violation);
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'type':
      return `${name} must be ${listed(asList(params['type']).map(typeName))}, not ${describe(value)}`;
    case 'required':
      return `${name} lacks ${quoted(String(params['missingProperty']))}`;
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return place.kind === 'document' && place.rest[0] === 'paths'
        ? `The path ${name} does not start with '/'`
        : `${name} has no meaning here`;
    case 'propertyNames':
      if (isAdditionalOperation(place))
        return `${name} is no method name (RFC 9110 section 9.1), or one that path items have a member for`;
      return `The name ${name} has other characters than letters, digits, '.', '_' and '-'`;
    case 'enum':
      if (isPathRequired(violation)) return 'A path parameter is always required';
      return `${name} must be ${listed(asList(params['allowedValues']).map((allowed) => JSON.stringify(allowed)))}`;
    case 'const':
      if (isPathRequired(violation)) return 'A path parameter is always required';
      return `${name} must be ${JSON.stringify(params['allowedValue'])}`;
    case 'not':
      return error.schemaPath.includes('xample')
        ? `${name} has both "example" and "examples"`
        : `${name} has members that exclude one another`;
    case 'anyOf':
    case 'oneOf':
      return place.rest.at(-1) === 'type'
        ? '"type" must be the name of a type or a list of such names'
        : choiceMessage(error, name);
    default:
      if (isEmptyRequired(violation)) return '"required" names no property';
      return `${name} ${error.message ?? 'is wrong'}`;
  }
}

function nameOf({ key, holder, holderKey }: Violation): string {
  if (key === null) return 'The document';
  if (!isJsonArray(holder)) return quoted(key);
  return holderKey === null ? `Item ${key}` : `Item ${key} of ${quoted(holderKey)}`;
}

function choiceMessage(error: ErrorObject, name: string): string {
  const branches = isJsonArray(error.schema) ? error.schema : [];
  const members = branches.flatMap((branch) =>
    asList((branch as { readonly required?: unknown } | null)?.required),
  );
  return members.length === 0
    ? `${name} has none of the allowed forms`
    : `${name} must have ${listed(members.map((member) => JSON.stringify(member)))}`;
}

/** Members, outside schemas, that decide what an operation accepts or whom it serves. */
const decisiveMembers = new Set([
  'name',
  'in',
  'required',
  'style',
  'explode',
  'allowReserved',
  'allowEmptyValue',
  'operationId',
  'url',
  'default',
  'enum',
  'contentType',
  'variables',
  'servers',
]);

/** Keywords that restrict values, or say which values are restricted. */
const decisiveKeywords = new Set([
  ...schemaGrammar.keys(),
  'type',
  'enum',
  'const',
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'format',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxContains',
  'minContains',
  'maxProperties',
  'minProperties',
  'required',
  'dependentRequired',
  'discriminator',
  'readOnly',
  'writeOnly',
]);

/** What parameters of Swagger 2.0 have instead of a schema. */
const valueMembers: ReadonlySet<string> = new Set([...decisiveKeywords, 'collectionFormat']);

/** Without one of these there is nothing to go by; without others, such as `description`, there is. */
const decisiveWhenMissing = new Set(['name', 'in', 'url', 'content', 'propertyName']);

/** Members that only describe; whatever is wrong in them changes nothing. */
const descriptive = new Set(['info', 'tags', 'externalDocs', 'example', 'examples', 'links', 'openapi']);

const methodNames: ReadonlySet<string> = new Set(methodsOf('3.2'));

/** A lost or doubled method: one of the two operations would be served without anybody having asked for it. */
function isAdditionalOperation({ kind, rest }: ObjectPlace): boolean {
  return kind === 'pathItem' && rest[0] === 'additionalOperations';
}

/** Whether a member of a path item holds operations, in this version or another. */
function isOperationMember(member: string): boolean {
  return member === 'additionalOperations' || methodNames.has(member.toLowerCase());
}

/** `required` of a path parameter, which 3.0 describes by `enum` and later versions by `const`. */
function isPathRequired({ error, place }: Violation): boolean {
  const allowed: unknown = error.params['allowedValue'] ?? asList(error.params['allowedValues'])[0];
  return place.kind === 'parameter' && place.rest[0] === 'required' && allowed === true;
}

/** `required: []` was invalid until JSON Schema draft 6, and says nothing. */
function isEmptyRequired({ error, place }: Violation): boolean {
  return place.kind === 'schema' && place.rest[0] === 'required' && error.keyword === 'minItems';
}

function isDecisive(violation: Violation): boolean {
  const { error, place, value, holder } = violation;
  if (touchesSecurity(violation)) return true;
  if (isPathRequired(violation) || isEmptyRequired(violation)) return false;
  const [member] = place.rest;
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      // A lost path or method is a lost route; anything else that is unknown loses nothing.
      return (
        (place.kind === 'document' && member === 'paths') ||
        (place.kind === 'pathItem' && isOperationMember(String(place.rest.at(-1))))
      );
    case 'required':
      return decisiveWhenMissing.has(String(error.params['missingProperty']));
    case 'propertyNames':
      return isAdditionalOperation(place);
    case 'pattern':
    case 'not':
    case 'uniqueItems':
      return false;
    case 'minProperties':
    case 'maxProperties':
      return place.kind === 'parameter';
    case 'const':
      return false;
    default:
      if (place.kind === 'schema') return isDecisiveInSchema(place, value);
      // `parameters:` with nothing after it says nothing. A list's item that is nothing is a mistake.
      if (value === null && !isJsonArray(holder)) return false;
      if (member === undefined) return true;
      if (place.kind === 'parameter' && valueMembers.has(member)) return true;
      if (descriptive.has(member)) return false;
      return decisiveMembers.has(member) || (error.keyword === 'type' && isStructure(error));
  }
}

function isDecisiveInSchema({ rest }: ObjectPlace, value: Json): boolean {
  const [keyword] = rest;
  if (keyword === undefined) return true;
  // Of older drafts, and understood: see `upgrade-schema.ts`.
  if (typeof value === 'boolean' && ['required', 'exclusiveMinimum', 'exclusiveMaximum'].includes(keyword))
    return false;
  return decisiveKeywords.has(keyword);
}

function isStructure(error: ErrorObject): boolean {
  return asList(error.params['type']).some((type) => type === 'object' || type === 'array');
}

function touchesSecurity({ place, error }: Violation): boolean {
  const { kind, rest } = place;
  if (kind === 'securityScheme') return true;
  const [member] = rest;
  if (kind === 'components' && member === 'securitySchemes') return true;
  if (kind !== 'operation' && kind !== 'document') return false;
  if (member === 'security') return true;
  const isUnknown = error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties';
  return isUnknown && rest.length === 1 && isLikeSecurity(member!);
}

/** Swagger 2.0's word, or a misspelling that would leave the operation to another rule than its author thinks. */
export function isLikeSecurity(member: string): boolean {
  return (
    /^security(?:definitions|schemes?|requirements?)?$/iu.test(member) ||
    editDistance(member.toLowerCase(), 'security', 2) <= 2
  );
}

function suggestion({ error, key }: Violation): string | null {
  if (error.keyword !== 'additionalProperties' && error.keyword !== 'unevaluatedProperties') return null;
  const schema = error.parentSchema as
    { readonly properties?: Readonly<Record<string, unknown>> } | undefined;
  const close = Object.keys(schema?.properties ?? {}).find(
    (member) => key !== null && editDistance(member.toLowerCase(), key.toLowerCase(), 2) <= 2,
  );
  return close === undefined ? null : `Did you mean ${JSON.stringify(close)}?`;
}

function wayOut(violation: Violation): string {
  const { error, place, value, holder } = violation;
  const { kind, rest } = place;
  if (isPathRequired(violation)) return 'Write `required: true`, or take the parameter out of the path.';
  if (isEmptyRequired(violation)) return 'Remove it, or name the properties that must be there.';
  if (kind === 'schema' && rest[0] === 'type' && value === null && isJsonArray(holder))
    return "Write 'null' in quotes: without them YAML reads no value.";
  const source = `See "${nameOfKind[kind]}" in the specification of OpenAPI.`;
  if (error.keyword === 'required')
    return `Add ${quoted(String(error.params['missingProperty']))}. ${source}`;
  if (error.keyword !== 'additionalProperties' && error.keyword !== 'unevaluatedProperties') return source;
  return kind === 'document' && rest[0] === 'paths'
    ? 'Start it with "/".'
    : `Remove it, or let its name start with "x-". ${source}`;
}

/** As the specification heads them. */
const nameOfKind: Readonly<Record<ObjectKind, string>> = {
  document: 'OpenAPI Object',
  components: 'Components Object',
  pathItem: 'Path Item Object',
  operation: 'Operation Object',
  callback: 'Callback Object',
  parameter: 'Parameter Object',
  header: 'Header Object',
  requestBody: 'Request Body Object',
  response: 'Response Object',
  mediaType: 'Media Type Object',
  encoding: 'Encoding Object',
  example: 'Example Object',
  link: 'Link Object',
  securityScheme: 'Security Scheme Object',
  schema: 'Schema Object',
};

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (typeof value === 'string' && value.includes(',')) return value.split(',');
  return Array.isArray(value) ? value : [value];
}

function typeName(type: unknown): string {
  return `${/^[aeiou]/u.test(String(type)) ? 'an' : 'a'} ${String(type)}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function describe(value: Json): string {
  if (value === null) return 'null';
  return typeName(isJsonArray(value) ? 'array' : typeof value);
}
