import { schemaPolicy } from '../../model/schema-policy.js';
import { SchemaView } from '../../model/schema-view.js';
import { reachable } from '../../model/subschemas.js';
import type { Schema, SchemaObject } from '../../normalize/normalized-document.js';
import { AppliedSchemas, holdsParameters, type Component } from './applied-schemas.js';
import { checkedFormats, uncheckedFormats } from './formats.js';
import type { InexactNumbers } from './inexact-numbers.js';
import type { Identifiers } from './identifiers.js';
import { KeywordValues } from './keyword-values.js';
import type { NodeInterner } from './node-interner.js';
import { MAX_QUADRATIC_LENGTH, readPattern, type Pattern } from './pattern.js';
import type { SchemaFaults } from './schema-faults.js';
import { isEnumerable } from './unevaluated-items.js';
import type { Definition, KeywordNode, PatternProperty, SchemaNode } from './schema-node.js';
import { propertyRight, variantSuffix, type Variant } from './variant.js';

/** What the schemas around one say about the same value. */
interface Context {
  /** Properties that another schema of the same value keeps from travelling this way, or from some: never required. */
  readonly hidden: ReadonlySet<string>;
  /** The same of what all alternatives of one that certainly applies keep: not for the alternatives themselves. */
  readonly hiddenByAll: ReadonlySet<string>;
  /** Another schema of the same value bounds strings or arrays. */
  readonly boundsStrings: boolean;
  readonly boundsArrays: boolean;
}

const none: ReadonlySet<string> = new Set();

const alone: Context = { hidden: none, hiddenByAll: none, boundsStrings: false, boundsArrays: false };

export interface SchemaReaderOptions {
  readonly components: ReadonlyMap<string, Schema>;
  /** Whether any schema has `x-security`. */
  readonly hasPolicies: boolean;
  readonly faults: SchemaFaults;
  readonly numbers: InexactNumbers;
  readonly identifiers: Identifiers;
  readonly interner: NodeInterner;
  /** Reads the components that are the same in another variant. */
  readonly shared: SharedReader | null;
}

export interface SharedReader {
  readonly reader: SchemaReader;
  /** Components that differ between the variants. */
  readonly differing: ReadonlySet<string>;
}

/** Turns schemas of the model into nodes of one variant. Components are read once, whoever refers to them. */
export class SchemaReader {
  readonly variant: Variant;
  readonly #view: SchemaView;
  readonly #applied: AppliedSchemas;
  readonly #hasPolicies: boolean;
  readonly #faults: SchemaFaults;
  readonly #numbers: InexactNumbers;
  readonly #identifiers: Identifiers;
  readonly #interner: NodeInterner;
  readonly #shared: SharedReader | null;
  readonly #definitions = new Map<string, Definition>();
  /** The component being read. */
  #component: Component | null = null;

  constructor(variant: Variant, options: SchemaReaderOptions) {
    this.variant = variant;
    this.#view = new SchemaView(options.components);
    this.#applied = new AppliedSchemas(variant, this.#view, options);
    this.#hasPolicies = options.hasPolicies;
    this.#faults = options.faults;
    this.#numbers = options.numbers;
    this.#identifiers = options.identifiers;
    this.#interner = options.interner;
    this.#shared = options.shared;
  }

  read(schema: Schema): SchemaNode {
    return this.#read(schema, alone);
  }

  #read(schema: Schema, context: Context): SchemaNode {
    if (typeof schema === 'boolean') return schema;
    const values = new KeywordValues(schema, this.#faults);
    if (this.variant.int64 === 'bigint') this.#numbers.check(schema);
    const inner = this.#contextBelow(values, context);
    const node: KeywordNode = {};
    this.#readReference(values, inner, node);
    this.#readScalars(values, inner, node);
    this.#readArray(values, inner, node);
    this.#readObject(values, inner, node);
    this.#readCombinators(values, inner, node);
    if (node.untrackedItems === true && !isEnumerable(node)) this.#refuseUnevaluatedItems(values);
    if (this.variant.int64 === 'bigint' && speaksOfNumbers(node)) node.exact = true;
    const value = values.raw('default');
    if (value !== undefined) node.default = { value };
    if (this.#hasPolicies) this.#readPolicy(schema, node);
    return this.#interner.intern(node);
  }

  #readPolicy(schema: SchemaObject, node: KeywordNode): void {
    const policy = schemaPolicy(schema);
    const roles = policy?.[propertyRight(this.variant)] ?? null;
    if (roles !== null) node.roles = roles;
    if ((policy?.sensitive ?? null) !== null) node.sensitive = true;
    if (this.variant.direction !== 'reply') assign(node, 'url', policy?.url ?? undefined);
  }

  #readReference(values: KeywordValues, context: Context, node: KeywordNode): void {
    const target = this.#referenced(values);
    if (target !== null) node.ref = this.#definition(target.name, target.schema, context);
  }

  #referenced(values: KeywordValues): Component | null {
    const reference = values.string('$ref');
    if (reference !== undefined) {
      const target = this.#applied.component(reference);
      if (target === null) throw new Error(`The model refers to a schema it does not hold: ${reference}`);
      return target;
    }
    const keyword = ['$recursiveRef', '$dynamicRef'].find((name) => values.has(name));
    if (keyword === undefined) return null;
    // Draft 2019-09: the schema that says it is the anchor. OpenAPI documents have no other resource.
    const recursive = this.#component !== null && isRecursiveAnchor(this.#component.schema);
    if (keyword === '$recursiveRef' && values.raw(keyword) === '#' && recursive) return this.#component;
    this.#faults.report(
      'schema-keyword-unsupported',
      values.schema,
      keyword,
      `${keyword} is not supported: it would be ignored, and with it what it checks.`,
    );
    return null;
  }

  /** A component under a context that changes it gets a definition of its own. */
  #definition(name: string, schema: Schema, context: Context): Definition {
    const required = this.#applied.collect(schema, (part) => part.names('required') ?? [], true);
    const ofRequired = (names: ReadonlySet<string>): readonly string[] =>
      [...names].filter((property) => required.has(property)).sort();
    const [hidden, byAll] = [ofRequired(context.hidden), ofRequired(context.hiddenByAll)];
    const { maxLength, maxItems } = this.variant.bounds;
    const specific: Context = {
      hidden: new Set(hidden),
      hiddenByAll: new Set(byAll),
      boundsStrings: maxLength !== null && context.boundsStrings,
      boundsArrays: maxItems !== null && context.boundsArrays,
    };
    const key = JSON.stringify([name, hidden, byAll, specific.boundsStrings, specific.boundsArrays]);
    const known = this.#definitions.get(key);
    if (known) return known;
    if (this.#shared && hidden.length + byAll.length === 0 && !this.#shared.differing.has(name)) {
      return this.#shared.reader.#definition(name, schema, specific);
    }
    const definition: Definition = {
      name: this.#identifiers.unique(name + variantSuffix(this.variant)),
      node: true,
    };
    this.#definitions.set(key, definition);
    const outer = this.#component;
    this.#component = { name, schema };
    definition.node = this.#read(schema, specific);
    this.#component = outer;
    return definition;
  }

  #contextBelow(values: KeywordValues, context: Context): Context {
    const { maxLength, maxItems } = this.variant.bounds;
    return {
      hidden: union(context.hidden, this.#applied.flaggedProperties(values.schema)),
      hiddenByAll: union(context.hiddenByAll, this.#applied.hiddenByAlternatives(values.schema)),
      boundsStrings:
        maxLength !== null && (context.boundsStrings || this.#applied.declares(values.schema, 'maxLength')),
      boundsArrays:
        maxItems !== null && (context.boundsArrays || this.#applied.declares(values.schema, 'maxItems')),
    };
  }

  #readScalars(values: KeywordValues, context: Context, node: KeywordNode): void {
    assign(node, 'type', values.types('type'));
    const constant = values.raw('const');
    assign(node, 'enum', constant === undefined ? values.values('enum') : [constant]);
    assign(node, 'multipleOf', values.positiveNumber('multipleOf'));
    assign(node, 'maximum', values.number('maximum'));
    assign(node, 'exclusiveMaximum', values.number('exclusiveMaximum'));
    assign(node, 'minimum', values.number('minimum'));
    assign(node, 'exclusiveMinimum', values.number('exclusiveMinimum'));
    assign(node, 'maxLength', values.count('maxLength'));
    assign(node, 'minLength', values.count('minLength'));
    const { maxLength } = this.variant.bounds;
    if (maxLength !== null && !context.boundsStrings && node.type?.includes('string') && !node.enum) {
      node.maxLength = maxLength;
    }
    assign(node, 'pattern', this.#pattern(values, 'pattern', values.string('pattern'), node.maxLength));
    const format = values.string('format');
    if (format === undefined) return;
    if (checkedFormats.has(format)) node.format = format;
    else if (!uncheckedFormats.has(format)) this.#faults.unknownFormat(values.schema, format);
  }

  #pattern(
    values: KeywordValues,
    keyword: string,
    source: string | undefined,
    maxLength: number | undefined,
  ): Pattern | undefined {
    if (source === undefined) return undefined;
    const pattern = readPattern(source);
    const isBounded = maxLength !== undefined && maxLength <= MAX_QUADRATIC_LENGTH;
    if (!('problem' in pattern) && (isBounded || !pattern.needsBound)) {
      if (pattern.ignoresCase) {
        const meaning = 'starts with (?i): letters of ASCII match in either case';
        this.#faults.report(
          'pattern-dialect',
          values.schema,
          keyword,
          `Pattern ${JSON.stringify(source)} ${meaning}.`,
        );
      }
      return pattern;
    }
    const problem =
      'problem' in pattern
        ? pattern
        : ({
            code: 'pattern-super-linear',
            problem: `takes quadratic time; it needs ^ in front, or a maxLength up to ${MAX_QUADRATIC_LENGTH} beside it`,
          } as const);
    this.#faults.report(
      problem.code,
      values.schema,
      keyword,
      `Pattern ${JSON.stringify(source)} ${problem.problem}.`,
    );
    return undefined;
  }

  #readArray(values: KeywordValues, context: Context, node: KeywordNode): void {
    assign(node, 'maxItems', values.count('maxItems'));
    assign(node, 'minItems', values.count('minItems'));
    const { maxItems } = this.variant.bounds;
    if (maxItems !== null && !context.boundsArrays && node.type?.includes('array')) node.maxItems = maxItems;
    if (values.boolean('uniqueItems') === true) node.uniqueItems = true;
    assign(node, 'prefixItems', this.#list(values.schemas('prefixItems')));
    assign(node, 'items', this.#one(values.schemaValue('items')));
    assign(node, 'contains', this.#one(values.schemaValue('contains')));
    assign(node, 'minContains', values.count('minContains'));
    assign(node, 'maxContains', values.count('maxContains'));
    assign(node, 'unevaluatedItems', this.#one(values.schemaValue('unevaluatedItems')));
    if (node.unevaluatedItems !== undefined && this.#losesItems(values)) node.untrackedItems = true;
  }

  /** ajv tracks the items that `prefixItems` and `items` evaluate, but not all that other keywords do. */
  #losesItems({ schema }: KeywordValues): boolean {
    const uses = (test: (part: KeywordValues) => boolean, conditional: boolean): boolean =>
      this.#applied.collect(schema, (part) => (test(part) ? ['yes'] : []), conditional).size > 0;
    return (
      uses((part) => part.has('contains') || (part.has('if') && !part.has('then')), true) ||
      (uses((part) => part.has('items'), true) && !uses((part) => part.has('items'), false))
    );
  }

  #refuseUnevaluatedItems({ schema }: KeywordValues): void {
    this.#faults.report(
      'schema-keyword-unsupported',
      schema,
      'unevaluatedItems',
      'unevaluatedItems is not supported beside contains, if without then, or items in one of many branches.',
    );
  }

  #readObject(values: KeywordValues, context: Context, node: KeywordNode): void {
    assign(node, 'maxProperties', values.count('maxProperties'));
    assign(node, 'minProperties', values.count('minProperties'));
    const required = values
      .names('required')
      ?.filter((name) => !context.hidden.has(name) && !context.hiddenByAll.has(name));
    if (required && required.length > 0) node.required = [...new Set(required)];
    const properties = values.schemaMap('properties');
    if (properties) this.#readProperties(properties, node, !holdsParameters(values.schema));
    const patterns: PatternProperty[] = [];
    for (const [source, schema] of values.schemaMap('patternProperties') ?? []) {
      const pattern = this.#pattern(values, 'patternProperties', source, undefined);
      if (pattern) patterns.push({ pattern, node: this.#undeclared(values, 'patternProperties', schema) });
    }
    if (patterns.length > 0) node.patternProperties = patterns;
    for (const keyword of ['additionalProperties', 'unevaluatedProperties'] as const) {
      const schema = values.schemaValue(keyword);
      if (schema !== undefined) node[keyword] = this.#undeclared(values, keyword, schema);
    }
    assign(node, 'propertyNames', this.#one(values.schemaValue('propertyNames')));
    assign(node, 'dependentRequired', values.nameMap('dependentRequired'));
  }

  /** The schema of properties that have no name in the document. */
  #undeclared(values: KeywordValues, keyword: string, schema: Schema): SchemaNode {
    if (!this.#applied.isHidden(schema)) return this.#read(schema, alone);
    if (this.variant.direction !== 'reply') return this.#interner.intern({ serverOnly: true });
    this.#faults.report(
      'schema-keyword-unsupported',
      values.schema,
      keyword,
      `writeOnly is not supported in ${keyword}: what it hides would be sent.`,
    );
    return true;
  }

  #readProperties(
    properties: readonly (readonly [string, Schema])[],
    node: KeywordNode,
    mayHide: boolean,
  ): void {
    const hidden = mayHide
      ? properties.filter(([, schema]) => this.#applied.isHidden(schema)).map(([name]) => name)
      : [];
    const read = new Map<string, SchemaNode>();
    for (const [name, schema] of properties) {
      read.set(name, hidden.includes(name) ? this.#hidden(schema) : this.#read(schema, alone));
    }
    node.properties = read;
    if (hidden.length === 0) return;
    if (this.variant.direction === 'request') node.refused = new Set(hidden);
    else node.dropped = new Set(hidden);
  }

  /** A property that does not travel this way is anything; that it is sensitive stays true of what is sent all the same. */
  #hidden(schema: Schema): SchemaNode {
    const isSensitive =
      this.#hasPolicies &&
      reachable(schema, this.#view).some((part) => (schemaPolicy(part)?.sensitive ?? null) !== null);
    return isSensitive ? this.#interner.intern({ sensitive: true }) : true;
  }

  #readCombinators(values: KeywordValues, context: Context, node: KeywordNode): void {
    assign(node, 'allOf', this.#list(values.schemas('allOf'), context));
    const own = context.hiddenByAll.size === 0 ? context : { ...context, hiddenByAll: none };
    assign(node, 'anyOf', this.#list(values.schemas('anyOf'), own));
    assign(node, 'oneOf', this.#list(values.schemas('oneOf'), own));
    assign(node, 'not', this.#one(values.schemaValue('not'), own));
    assign(node, 'if', this.#one(values.schemaValue('if'), own));
    assign(node, 'then', this.#one(values.schemaValue('then'), own));
    assign(node, 'else', this.#one(values.schemaValue('else'), own));
    const dependent = values.schemaMap('dependentSchemas');
    if (!dependent) return;
    node.dependentSchemas = new Map(dependent.map(([name, schema]) => [name, this.#read(schema, own)]));
  }

  #one(schema: Schema | undefined, context: Context = alone): SchemaNode | undefined {
    return schema === undefined ? undefined : this.#read(schema, context);
  }

  #list(schemas: readonly Schema[] | undefined, context: Context = alone): SchemaNode[] | undefined {
    return schemas?.map((schema) => this.#read(schema, context));
  }
}

function union(names: ReadonlySet<string>, more: ReadonlySet<string>): ReadonlySet<string> {
  return more.size === 0 ? names : new Set([...names, ...more]);
}

function speaksOfNumbers(node: KeywordNode): boolean {
  if (node.type?.some((type) => type === 'integer' || type === 'number') === true) return true;
  if (node.enum?.some((value) => typeof value === 'number') === true) return true;
  if (node.format !== undefined && checkedFormats.get(node.format)?.type === 'number') return true;
  return numberKeywords.some((keyword) => node[keyword] !== undefined);
}

const numberKeywords = [
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
] as const satisfies readonly (keyof KeywordNode)[];

function isRecursiveAnchor(schema: Schema): boolean {
  return typeof schema === 'object' && schema['$recursiveAnchor'] === true;
}

/** Sets a keyword the schema has; absent ones stay absent. */
function assign<K extends keyof KeywordNode>(
  node: KeywordNode,
  keyword: K,
  value: KeywordNode[K] | undefined,
): void {
  if (value !== undefined) node[keyword] = value;
}
