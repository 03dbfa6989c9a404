import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { SchemaBounds } from '../model/api.js';
import { componentName, isSchema, schemasIn } from '../model/schema-view.js';
import type { NormalizedDocument, NormalizedOperation, Schema } from '../normalize/normalized-document.js';
import { counted, type GroupedFindings } from '../diagnostics/grouped-findings.js';
import { quoted } from '../diagnostics/quoted.js';
import type { PolicyTable } from './policy-table.js';

/** Formats whose grammar bounds the length. */
const BOUNDED_FORMATS: ReadonlySet<string> = new Set(
  'binary date date-time duration email hostname idn-hostname ipv4 ipv6 time uuid'.split(' '),
);

const URL_NAME = /(^|[a-z_-])(url|uri|href|webhook|callback)s?$/i;

/** What of one component, or of one operation's own schemas, is weak: counted, with the first place of each. */
interface Tally {
  freeForm: number;
  freeFormAt: Location | null;
  urls: string[];
  urlAt: Location | null;
}

/**
 * Reports what requests may hold that nothing bounds or names (API3, API4 and API7 of the OWASP list): free-form objects
 * and URLs once for a component and for an operation's own schemas, bounds and ids once for the document.
 */
export function reportSchemaWeaknesses(
  document: NormalizedDocument,
  table: PolicyTable,
  findings: GroupedFindings,
  diagnostics: Diagnostics,
): void {
  const reader = new RequestSchemas(document, findings);
  // Operations that share a parameter have the same weakness at the same place.
  const told = new Set<string>();
  for (const [operation, { bounds }] of table.operations) {
    const tally = emptyTally();
    for (const schema of requestSchemas(operation)) reader.read(schema, bounds, tally);
    for (const parameter of operation.parameters) reader.readParameter(parameter, tally);
    reportTally(tally, 'This operation', told, diagnostics);
    for (const parameter of operation.parameters) reportNumericId(parameter, findings);
  }
  for (const [name, tally] of reader.components) {
    reportTally(tally, `The schema ${quoted(name)}`, told, diagnostics);
  }
}

class RequestSchemas {
  readonly components = new Map<string, Tally>();
  readonly #document: NormalizedDocument;
  readonly #findings: GroupedFindings;
  readonly #seen = new Set<Schema>();

  constructor(document: NormalizedDocument, findings: GroupedFindings) {
    this.#document = document;
    this.#findings = findings;
  }

  /** Counts into `tally` what stands in the schema itself, and into tallies of their own what it refers to. */
  read(start: Schema, bounds: SchemaBounds, tally: Tally): void {
    const pending: { readonly schema: Schema; readonly tally: Tally }[] = [{ schema: start, tally }];
    for (const next of pending) {
      const { schema } = next;
      if (typeof schema === 'boolean' || this.#seen.has(schema)) continue;
      this.#seen.add(schema);
      this.#count(schema, bounds, next.tally);
      for (const child of subschemas(schema)) pending.push({ schema: child, tally: next.tally });
      const name = typeof schema['$ref'] === 'string' ? componentName(schema['$ref']) : null;
      const target = name === null ? undefined : this.#document.schemas.get(name);
      if (name === null || target === undefined) continue;
      const own = this.components.get(name) ?? emptyTally();
      this.components.set(name, own);
      pending.push({ schema: target, tally: own });
    }
  }

  /** Counts a parameter that is a URL. */
  readParameter({ name, schema }: JsonObject, tally: Tally): void {
    if (typeof name === 'string' && isJsonObject(schema)) this.#countUrl(name, schema, tally);
  }

  #count(schema: JsonObject, bounds: SchemaBounds, tally: Tally): void {
    if (isUnboundedString(schema) && bounds.maxLength === null) {
      this.#findings.add('schema-unbounded', 'strings', { node: schema }, (places) => {
        return `Requests may hold strings of any length: ${counted(places, 'schema')} without maxLength.`;
      });
    }
    if (hasType(schema, 'array') && schema['maxItems'] === undefined && bounds.maxItems === null) {
      this.#findings.add('schema-unbounded', 'arrays', { node: schema }, (places) => {
        return `Requests may hold arrays of any length: ${counted(places, 'schema')} without maxItems.`;
      });
    }
    if (isFreeForm(schema)) {
      tally.freeForm += 1;
      tally.freeFormAt ??= this.#document.origins.of(schema, 'key');
    }
    for (const [name, property] of Object.entries(objectOf(schema['properties']))) {
      if (isJsonObject(property)) this.#countUrl(name, property, tally);
    }
  }

  #countUrl(name: string, schema: JsonObject, tally: Tally): void {
    if (!isUrl(name, schema)) return;
    tally.urls.push(name);
    tally.urlAt ??= this.#document.origins.of(schema, 'key');
  }
}

function reportTally(tally: Tally, owner: string, told: Set<string>, diagnostics: Diagnostics): void {
  const report = (code: 'schema-free-form' | 'schema-url', at: Location, message: string): void => {
    const identity = `${at.file} ${at.pointer} ${message}`;
    if (told.has(identity)) return;
    told.add(identity);
    diagnostics.report(code, at, message);
  };
  const { freeForm, freeFormAt, urls, urlAt } = tally;
  if (freeFormAt !== null) {
    report('schema-free-form', freeFormAt, `${owner} takes ${counted(freeForm, 'object')} of any content.`);
  }
  if (urlAt !== null) {
    const names = urls.slice(0, 5).map(quoted);
    report(
      'schema-url',
      urlAt,
      `${owner} takes URLs without a url rule: ${names.join(', ')}${urls.length > names.length ? ', …' : ''}.`,
    );
  }
}

function reportNumericId(parameter: JsonObject, findings: GroupedFindings): void {
  const { schema } = parameter;
  if (parameter['in'] !== 'path' || !isJsonObject(schema) || !hasType(schema, 'integer')) return;
  findings.add('numeric-id', '', { node: parameter, on: 'value' }, (places) => {
    return `Ids that can be counted up can be guessed: ${counted(places, 'path parameter')} of type integer.`;
  });
}

function requestSchemas(operation: NormalizedOperation): readonly Schema[] {
  const schemas: Schema[] = [];
  const addContent = (content: Json | undefined): void => {
    for (const media of Object.values(objectOf(content))) {
      if (isJsonObject(media) && isSchema(media['schema'])) schemas.push(media['schema']);
    }
  };
  for (const parameter of operation.parameters) {
    if (isSchema(parameter['schema'])) schemas.push(parameter['schema']);
    addContent(parameter['content']);
  }
  addContent(objectOf(operation.node['requestBody'])['content']);
  return schemas;
}

function subschemas(schema: JsonObject): readonly Schema[] {
  return [
    ...['properties', 'patternProperties'].flatMap((name) =>
      Object.values(objectOf(schema[name])).filter(isSchema),
    ),
    ...['allOf', 'anyOf', 'oneOf', 'prefixItems'].flatMap((name) => schemasIn(schema[name])),
    ...['items', 'additionalProperties'].flatMap((name) => (isSchema(schema[name]) ? [schema[name]] : [])),
  ];
}

/** Files are bounded by the body's cap, and read as a stream. */
function isUnboundedString(schema: JsonObject): boolean {
  return (
    hasType(schema, 'string') &&
    ['maxLength', 'enum', 'const', 'pattern', 'contentMediaType'].every(
      (keyword) => schema[keyword] === undefined,
    ) &&
    !(typeof schema['format'] === 'string' && BOUNDED_FORMATS.has(schema['format'])) &&
    schema['readOnly'] !== true
  );
}

/** `{}` is left to the schemas around it: only an object that names nothing and closes nothing is free-form. */
function isFreeForm(schema: JsonObject): boolean {
  return (
    hasType(schema, 'object') &&
    ['properties', 'patternProperties', 'allOf', 'anyOf', 'oneOf', '$ref', 'enum', 'const'].every(
      (keyword) => schema[keyword] === undefined,
    ) &&
    (schema['additionalProperties'] === undefined || schema['additionalProperties'] === true)
  );
}

function isUrl(name: string, property: JsonObject): boolean {
  if (!hasType(property, 'string') || property['readOnly'] === true || property['enum'] !== undefined)
    return false;
  if (objectOf(property['x-security'])['url'] !== undefined) return false;
  return property['format'] === 'uri' || property['format'] === 'url' || URL_NAME.test(name);
}

function hasType(schema: JsonObject, name: string): boolean {
  const { type } = schema;
  return type === name || (Array.isArray(type) && (type as readonly Json[]).includes(name));
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function emptyTally(): Tally {
  return { freeForm: 0, freeFormAt: null, urls: [], urlAt: null };
}
