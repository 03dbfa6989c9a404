import { Ajv2020, type SchemaObject as AjvSchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { SourceCode } from 'ajv/dist/types/index.js';

import { MAX_SCHEMA_ERRORS } from '../../runtime/validate/schema-errors.js';
import { keywords } from './ajv-keywords.js';
import { ajvSchema } from './ajv-schema.js';
import { constant, type Constant } from './constant.js';
import { rewriteCode, type Literals } from './generated-code.js';
import type { Locations } from './location.js';
import { compilePattern, patternConstant } from './pattern.js';
import type { Definition } from './schema-node.js';

/** The function that ajv wrote for a definition. */
export interface CompiledFunction {
  /** Its name in `code`. */
  readonly name: string;
  readonly code: string;
  /** Identifiers in `code` that stand for checks of other definitions. */
  readonly calls: ReadonlyMap<string, Definition>;
  /** The same, where the identifier is an object with the check as its `validate` (ajv's way to recurse). */
  readonly wrappedCalls: ReadonlyMap<string, Definition>;
  readonly constants: ReadonlyMap<string, Constant>;
}

/** One Ajv for any number of definitions. */
export class AjvCompiler {
  readonly #ajv: Ajv2020;
  readonly #locations: Locations;
  readonly #definitions = new Map<string, Definition>();
  readonly #bySchema = new Map<unknown, Definition>();

  /** `unevaluated`: whether any definition uses the unevaluated keywords; tracking costs every check something. */
  constructor(locations: Locations, unevaluated: boolean) {
    this.#locations = locations;
    const ajv = new Ajv2020({
      allErrors: true,
      strict: false,
      strictNumbers: true,
      inlineRefs: false,
      messages: false,
      validateSchema: false,
      meta: false,
      addUsedSchema: false,
      logger: false,
      unicodeRegExp: true,
      code: { source: true, esm: true, lines: true, regExp },
    });
    // The class turns both on whatever it is asked; every check would pay for them.
    ajv.opts.dynamicRef = false;
    ajv.opts.unevaluated = unevaluated;
    for (const definition of keywords) {
      ajv.removeKeyword(String(definition.keyword));
      ajv.addKeyword(definition);
    }
    this.#ajv = ajv;
  }

  /** Makes a definition known; all that one refers to must be known before it is compiled. */
  add(definition: Definition): void {
    if (this.#definitions.has(definition.name)) return;
    this.#definitions.set(definition.name, definition);
    const translated = ajvSchema(definition.node, this.#locations);
    const schema: AjvSchemaObject = typeof translated === 'boolean' ? { allOf: [translated] } : translated;
    this.#bySchema.set(schema, definition);
    this.#ajv.addSchema(schema, definition.name);
  }

  compile(definition: Definition): CompiledFunction {
    const check = this.#ajv.getSchema(definition.name);
    const source = check?.source;
    if (!check || !source) throw new Error(`ajv did not compile ${definition.name}`);
    const calls = new Map<string, Definition>();
    const wrappedCalls = new Map<string, Definition>();
    const constants = new Map<string, Constant>();
    for (const [prefix, names] of Object.entries(source.scopeValues)) {
      for (const name of names ?? []) {
        const ref: unknown = name.value?.ref;
        if (prefix === 'validate') calls.set(name.str, this.#called((ref as ValidateFunction).schema));
        else if (prefix === 'wrapper' || prefix === 'root') {
          wrappedCalls.set(name.str, this.#called((ref as { readonly schema: unknown }).schema));
        } else if (prefix !== 'schema' && ref !== Object.prototype.hasOwnProperty) {
          constants.set(name.str, ref as Constant);
        }
      }
    }
    const code = tidied(source, constants);
    const evaluated =
      source.evaluated === undefined
        ? ''
        : `\n${source.validateName.str}.evaluated = ${String(source.evaluated)};`;
    return { name: source.validateName.str, code: code + evaluated, calls, wrappedCalls, constants };
  }

  #called(schema: unknown): Definition {
    const definition = this.#bySchema.get(schema);
    if (!definition) throw new Error('ajv calls a schema that is no definition');
    return definition;
  }
}

/** Stands in for the regular expressions of `patternProperties`: only its text is needed to generate code. */
const regExp = Object.assign(
  (source: string) => {
    const pattern = patternConstant(compilePattern(source));
    return { ...pattern, test: () => false, toString: () => pattern.expression };
  },
  { code: 'new RegExp' },
);

/** Makes ajv's code shorter without changing what it answers, and bounds the errors it collects. */
function tidied(source: SourceCode, constants: Map<string, Constant>): string {
  const schemas = new Map<string, unknown>();
  for (const name of source.scopeValues['schema'] ?? []) schemas.set(name.str, name.value?.ref);
  return rewriteCode(source.validateCode, (opaque, literals) =>
    inlineSchemaValues(nameSets(opaque, literals, schemas, constants), literals, schemas)
      // Nothing reads the path of the failed keyword, the parent or the root.
      .replaceAll(/schemaPath:"\d+",/gu, '')
      .replaceAll(
        /\{instancePath(?::(.*?))?,parentData(?::[^,]*)?,parentDataProperty(?::[^,]*)?,rootData\}/gu,
        (_, path: string | undefined) => path ?? 'instancePath',
      )
      .replace(
        /\{instancePath="\d+", parentData, parentDataProperty, rootData=data\}=\{\}/u,
        "instancePath = ''",
      )
      .replaceAll(
        /const (err\d+) = (.*);\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\nerrors\+\+;/gu,
        '(vErrors ??= []).push($2);\nerrors++;',
      )
      // Sets of evaluated names may be undefined (ajv then throws) or belong to another check, whose next answer would
      // be wrong: they are copied, never written to.
      .replaceAll(
        /\b(props\d+)(?:\.(\w+)|\[(\w+|"\d+")\]) = true;/gu,
        (_, set: string, plain: string | undefined, key: string | undefined) =>
          `if(${set} !== true) ${set} = {...${set}, ${plain ?? `[${key ?? ''}]`}: true};`,
      )
      .replaceAll(/Object\.assign\((props\d+), (props\d+)\)/gu, '$1 = {...$1, ...$2}')
      // Loops over data end once there are more errors than a reply shows. What is skipped could only add errors:
      // the counter never falls back below where a failed branch began.
      .replaceAll(
        /for\(let (i\d+)=(\d+); \1<(\w+); \1\+\+\)\{/gu,
        `for(let $1=$2; $1<$3 && errors < ${MAX_SCHEMA_ERRORS}; $1++){`,
      )
      .replaceAll(
        /for\(const (key\d+) in (data\d*)\)\{/gu,
        `for(const $1 in $2){\nif(errors >= ${MAX_SCHEMA_ERRORS}) break;`,
      ),
  );
}

const SCHEMA_PATH = /\b(schema\d+)((?:\.\w+|\["\d+"\]|\[\d+\])*)/gu;
const NAME_LOOKUP = new RegExp(String.raw`\bfunc\d+\.call\(${SCHEMA_PATH.source}, (\w+)\)`, 'gu');

/** To tell declared names from others, ajv looks into the schema; a set of the names does. */
function nameSets(
  opaque: string,
  literals: Literals,
  schemas: ReadonlyMap<string, unknown>,
  constants: Map<string, Constant>,
): string {
  return opaque.replaceAll(NAME_LOOKUP, (_, name: string, path: string, key: string) => {
    const names = Object.keys(schemaValue(name, path, literals, schemas) as object);
    const set = `declared${constants.size}`;
    constants.set(set, constant('names', `new Set(${JSON.stringify(names)})`));
    return `${set}.has(${key})`;
  });
}

/** `schema12.properties["a b"].type` becomes the value it names, so that the schema itself is not in the output. */
function inlineSchemaValues(
  opaque: string,
  literals: Literals,
  schemas: ReadonlyMap<string, unknown>,
): string {
  return opaque.replaceAll(SCHEMA_PATH, (_, name: string, path: string) =>
    JSON.stringify(schemaValue(name, path, literals, schemas)).replaceAll(/"(?:[^"\\]|\\.)*"/gu, (literal) =>
      literals.keep(literal),
    ),
  );
}

function schemaValue(
  name: string,
  path: string,
  literals: Literals,
  schemas: ReadonlyMap<string, unknown>,
): unknown {
  let value = schemas.get(name);
  for (const [, plain, literal, index] of path.matchAll(/\.(\w+)|\["(\d+)"\]|\[(\d+)\]/gu)) {
    const key =
      literal === undefined ? (plain ?? index ?? '') : String(JSON.parse(literals.at(Number(literal))));
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  if (value === undefined) throw new Error(`ajv refers to an unknown part of a schema: ${name}${path}`);
  return value;
}
