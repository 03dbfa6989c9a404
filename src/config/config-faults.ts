import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { quoted } from '../diagnostics/quoted.js';
import { isOrigin } from '../load/is-origin.js';
import { parsePointer } from '../load/json-pointer.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import { suggestion } from '../policy/nearest-name.js';

export interface ConfigFault {
  readonly kind: 'config-unknown-member' | 'config-invalid';
  /** Steps from the root to the faulty token. */
  readonly path: readonly string[];
  readonly on: 'key' | 'value';
  readonly message: string;
  readonly help: string | null;
}

const FILE = new URL('../../src/config/config.schema.json', import.meta.url);

interface Compiled {
  readonly validate: ValidateFunction;
  /** Members of the root. */
  readonly members: readonly string[];
  /** Members of an entry of `apis`. */
  readonly apiMembers: readonly string[];
}

let compiled: Compiled | null = null;

/** What a configuration breaks of its JSON Schema; `[]` where it is valid. */
export function configFaults(value: Json): readonly ConfigFault[] {
  if (!isJsonObject(value)) return [invalid([], 'The configuration is no object.', null)];
  compiled ??= compile();
  if (compiled.validate(value)) return listFaults(value);
  const errors = compiled.validate.errors ?? [];
  const unknown = errors.filter(({ keyword }) => isUnknown(keyword));
  const faults = errors.filter((error) => matters(error, unknown)).map(faultOf);
  // The same place can break several branches.
  const byPlace = new Map(faults.map((fault) => [JSON.stringify([fault.path, fault.on]), fault]));
  return [...byPlace.values()];
}

function compile(): Compiled {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false });
  const schema = JSON.parse(readFileSync(FILE, 'utf8')) as {
    readonly properties: JsonObject;
    readonly $defs: { readonly settings: { readonly properties: JsonObject } };
  };
  const members = [...Object.keys(schema.properties), ...Object.keys(schema.$defs.settings.properties)];
  return {
    validate: ajv.compile(schema),
    members,
    apiMembers: members.filter((name) => name !== '$schema' && name !== 'apis'),
  };
}

/** What the schema cannot say: a list of two has one severity, and what is an origin. */
function listFaults(root: JsonObject): readonly ConfigFault[] {
  const apis = isJsonObject(root['apis']) ? root['apis'] : {};
  const entries = Object.entries(apis).map(([name, api]) => [['apis', name], api] as const);
  return [[[] as readonly string[], root] as const, ...entries].flatMap(([path, api]) => {
    if (!isJsonObject(api)) return [];
    const { failOn, allowRemote } = api;
    const twice = Array.isArray(failOn) && failOn.length === 2 && !failOn.includes('weaker');
    const origins = Array.isArray(allowRemote) ? (allowRemote as readonly string[]) : [];
    return [
      ...(twice
        ? [invalid([...path, 'failOn'], 'failOn lists two severities.', 'Keep one, and weaker beside it.')]
        : []),
      ...origins.flatMap((origin, index) =>
        isOrigin(origin)
          ? []
          : [
              invalid(
                [...path, 'allowRemote', String(index)],
                `${quoted(origin)} is no origin.`,
                ORIGIN_HELP,
              ),
            ],
      ),
    ];
  });
}

const ORIGIN_HELP = 'Write it as https://specs.example.com: no path, no default port, lower case.';

function isUnknown(keyword: string): boolean {
  return keyword === 'additionalProperties' || keyword === 'unevaluatedProperties';
}

/** A misspelt `document` is not missing as well. */
function matters(
  { keyword, instancePath, schemaPath }: ErrorObject,
  unknown: readonly ErrorObject[],
): boolean {
  if (keyword === 'not' || keyword === 'anyOf' || keyword === 'propertyNames') return keyword === 'anyOf';
  if (schemaPath.includes('/oneOf/') || schemaPath.includes('/anyOf/')) return false;
  if (keyword === 'oneOf' || keyword === 'required') {
    return !unknown.some((error) => error.instancePath === instancePath);
  }
  return true;
}

function faultOf(error: ErrorObject): ConfigFault {
  const path = parsePointer(error.instancePath) ?? [];
  const params = error.params as Readonly<Record<string, unknown>>;
  const schema = isJsonObject(error.parentSchema) ? error.parentSchema : {};
  const label = path.length === 0 ? 'The configuration' : path.join('.');
  if (isUnknown(error.keyword)) {
    const name = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
    return {
      kind: 'config-unknown-member',
      path: [...path, name],
      on: 'key',
      message: `${label} has no member ${quoted(name)}.`,
      help: suggestion(name, membersOf(path, schema)),
    };
  }
  if (error.propertyName !== undefined) {
    const text = `${quoted(error.propertyName)} is no ${path.at(-1) === 'operations' ? 'method and path' : 'name'}.`;
    const help =
      path.at(-1) === 'operations'
        ? 'Write it as the document does: GET /orders/{orderId}.'
        : 'A letter or digit, then letters, digits, dots, hyphens or underscores.';
    return { kind: 'config-invalid', path: [...path, error.propertyName], on: 'key', message: text, help };
  }
  switch (error.keyword) {
    case 'required':
      return invalid(path, `${label} needs the member ${String(params['missingProperty'])}.`, null);
    case 'oneOf':
      return invalid(
        path,
        'The configuration names one document, or several APIs in apis, whose document, out and naming stand there.',
        null,
      );
    case 'enum': {
      const values = (schema['enum'] as readonly Json[]).filter((entry) => typeof entry === 'string');
      return invalid(
        path,
        `${label} cannot be ${shown(error.data)}.`,
        suggestion(String(error.data), values),
      );
    }
    case 'anyOf': {
      const values = ['info', 'low', 'medium', 'high', 'weaker'];
      const words = [error.data].flat().filter((entry) => typeof entry === 'string');
      const wrong = words.find((word) => !values.includes(word));
      return invalid(path, `${label} cannot be ${shown(error.data)}.`, suggestion(wrong ?? '', values));
    }
    case 'pattern':
      return invalid(path, `${label} cannot be ${shown(error.data)}.`, textOf(schema['description']));
    default:
      return invalid(path, `${label} ${error.message ?? 'is not valid'}.`, textOf(schema['description']));
  }
}

function membersOf(path: readonly string[], schema: JsonObject): readonly string[] {
  if (path.length === 0) return compiled?.members ?? [];
  if (path.length === 2 && path[0] === 'apis') return compiled?.apiMembers ?? [];
  return isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
}

function invalid(path: readonly string[], message: string, help: string | null): ConfigFault {
  return { kind: 'config-invalid', path, on: 'value', message, help };
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'object' && value !== null ? quoted(JSON.stringify(value)) : String(value);
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
