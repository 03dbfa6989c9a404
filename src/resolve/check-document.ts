import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { DocumentVersion } from '../load/document-version.js';
import { isJsonArray, isJsonObject, memberOf, type Json, type JsonObject } from '../load/json.js';
import { parsePointer } from '../load/json-pointer.js';
import type { LoadedDocument } from '../load/load-document.js';
import { MetaSchema } from './meta-schema.js';
import { grammarOf, type ObjectKind } from './object-grammar.js';
import { objectPlace } from './object-place.js';
import { describeViolation, type Violation } from './violation.js';

/** Checks the root document, overlays applied, against the official JSON Schema of its version. */
export function checkDocument(loaded: LoadedDocument, diagnostics: Diagnostics): void {
  const context = { loaded, diagnostics, seen: new Set<string>() };
  check(MetaSchema.of(loaded.version).document(), loaded.document, 'document', context);
}

/** Checks what only references lead to: objects of other files, and in places without a structure. */
export function checkFragments(
  fragments: readonly { readonly node: JsonObject; readonly kind: ObjectKind }[],
  loaded: LoadedDocument,
  diagnostics: Diagnostics,
): void {
  const schema = MetaSchema.of(loaded.version);
  const context = { loaded, diagnostics, seen: new Set<string>() };
  for (const { node, kind } of fragments) {
    if (Object.hasOwn(node, '$ref')) continue;
    const validate = schema.kind(kind);
    if (validate !== null) check(validate, node, kind, context);
  }
}

interface CheckContext {
  readonly loaded: LoadedDocument;
  readonly diagnostics: Diagnostics;
  /** What was reported: an object may be reached by itself and as part of another. */
  readonly seen: Set<string>;
}

function check(
  validate: ValidateFunction,
  root: JsonObject,
  kind: ObjectKind,
  { loaded, diagnostics, seen }: CheckContext,
): void {
  if (validate(root)) return;
  // Read at once: the errors live on the function, which the next check overwrites.
  const errors = validate.errors ?? [];
  const consequences = new Consequences(errors);
  for (const error of errors) {
    const violation = locate(error, root, kind, loaded.version);
    if (consequences.includes(violation)) continue;
    // Reported where references are resolved.
    if (violation.key === '$ref') continue;
    const { message, severity, help } = describeViolation(violation);
    const { holder, key } = violation;
    const at =
      key === null
        ? loaded.origins.of(holder, 'key')
        : loaded.origins.member(holder, key, violation.onKey ? 'key' : 'value');
    const identity = `${at.file} ${at.pointer} ${message}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    diagnostics.report('schema-violation', at, message, { severity, help });
  }
}

/** Objects the 3.1 schema describes by conditions: what a failed condition would have evaluated counts as unknown. */
const conditional = new Set<ObjectKind>(['parameter', 'header', 'securityScheme', 'link']);

/** Tells errors that only repeat another: of the branches of a choice, of a wrong type, of a failed condition. */
class Consequences {
  readonly #keywords = new Map<string, Set<string>>();
  readonly #untyped = new Set<string>();

  constructor(errors: readonly ErrorObject[]) {
    for (const { instancePath, keyword, params } of errors) {
      if (keyword === 'required' && params['missingProperty'] === 'type') this.#untyped.add(instancePath);
      if (keyword === 'if') continue;
      const keywords = this.#keywords.get(instancePath);
      if (keywords === undefined) this.#keywords.set(instancePath, new Set([keyword]));
      else keywords.add(keyword);
    }
  }

  includes({ error, place, value }: Violation): boolean {
    const { keyword, schemaPath, instancePath } = error;
    if (keyword === 'if' || (error.propertyName !== undefined && keyword !== 'propertyNames')) return true;
    if (/\/(?:oneOf|anyOf)\/\d+\//u.test(schemaPath)) return true;
    const beside = this.#keywords.get(instancePath) ?? new Set();
    const isChoice = keyword === 'anyOf' || keyword === 'oneOf';
    // Of a list, the item that is wrong says more than that the list is none of the forms.
    if (isChoice && isJsonArray(value) && place.rest.at(-1) === 'type' && this.#hasInner(instancePath))
      return true;
    if (!isChoice && (beside.has('anyOf') || beside.has('oneOf'))) return true;
    if (!isChoice && keyword !== 'type' && beside.has('type')) return true;
    // Without a type, every type's members count as missing.
    if (place.kind === 'securityScheme' && keyword === 'required' && this.#untyped.has(instancePath)) {
      return error.params['missingProperty'] !== 'type';
    }
    return keyword === 'unevaluatedProperties' && conditional.has(place.kind) && this.#hasOther(instancePath);
  }

  #hasInner(instancePath: string): boolean {
    return [...this.#keywords.keys()].some((path) => path.startsWith(`${instancePath}/`));
  }

  #hasOther(instancePath: string): boolean {
    for (const [path, keywords] of this.#keywords) {
      // What is wrong further down leaves everything on the way to it unevaluated.
      if (path.startsWith(`${instancePath}/`)) return true;
      if (path !== instancePath) continue;
      if ([...keywords].some((keyword) => keyword !== 'unevaluatedProperties')) return true;
    }
    return false;
  }
}

function locate(error: ErrorObject, root: JsonObject, kind: ObjectKind, version: DocumentVersion): Violation {
  const grammar = grammarOf(version);
  const tokens = parsePointer(error.instancePath) ?? [];
  let holder: JsonObject | readonly Json[] = root;
  let value: Json = root;
  let key: string | null = null;
  let holderKey: string | null = null;
  for (const token of tokens) {
    holderKey = key;
    holder = value as JsonObject | readonly Json[];
    key = token;
    value = memberOf(value, token) ?? null;
  }
  const property = unknownProperty(error);
  if (property !== null && (isJsonObject(value) || isJsonArray(value))) {
    const { kind: innermost, rest } = objectPlace(kind, tokens, grammar);
    const place = { kind: innermost, rest: [...rest, property] };
    return { error, place, holder: value, key: property, holderKey: key, onKey: true, value };
  }
  const place = objectPlace(kind, tokens, grammar);
  return { error, place, holder, key, holderKey, onKey: error.keyword === 'required', value };
}

function unknownProperty(error: ErrorObject): string | null {
  const params = error.params as Readonly<Record<string, unknown>>;
  for (const name of ['additionalProperty', 'unevaluatedProperty', 'propertyName']) {
    const property = params[name];
    if (typeof property === 'string') return property;
  }
  return null;
}
