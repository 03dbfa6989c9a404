/**
 * Writes the functions that name what a value holds of certain properties: those with role lists (guards), and values
 * that are sensitive or of a format (collectors). Unlike finishers they only add up: each schema that applies says its own, so every
 * schema gets a function and no combination of schemas does.
 */
import { constant } from './constant.js';
import type { FinishGenerator } from './finish-generator.js';
import { indented } from './generated-code.js';
import { checkName, FunctionScope, type GeneratedFunction } from './generated-function.js';
import { Identifiers } from './identifiers.js';
import { isInheritedName, literal, member } from './literal.js';
import { accepts } from './location.js';
import { patternConstant } from './pattern.js';
import { restrictsProperties, roleListsOf, ruleConstant, SchemaSearch } from './role-lists.js';
import type { Definition, KeywordNode, SchemaNode } from './schema-node.js';
import type { Tag } from './tag.js';

/**
 * - `request`: properties with role lists of a value that is valid
 * - `reply`: the same of a value nobody has checked: where no alternative applies, all of them do
 * - `sensitive`: sensitive values of any value, whichever alternatives apply
 * - `int64`: integers of 64 bits of a value that is valid
 */
export type GuardKind = 'request' | 'reply' | 'sensitive' | 'int64';

export interface GuardGeneratorOptions {
  readonly kind: GuardKind;
  readonly functions: Map<string, GeneratedFunction>;
  /** Gives branches the checks that tell which of them apply. */
  readonly finishers: FinishGenerator;
  /** Called with every definition whose check is called. */
  readonly onCheck: (definition: Definition) => void;
}

export class GuardGenerator {
  readonly kind: GuardKind;
  readonly finishers: FinishGenerator;
  readonly onCheck: (definition: Definition) => void;
  readonly #functions: Map<string, GeneratedFunction>;
  readonly #names = new Identifiers();
  readonly #byNode = new Map<KeywordNode, string>();
  readonly #search: SchemaSearch;

  constructor({ kind, functions, finishers, onCheck }: GuardGeneratorOptions) {
    this.kind = kind;
    this.finishers = finishers;
    this.onCheck = onCheck;
    this.#functions = functions;
    this.#search = new SchemaSearch(wanted[kind]);
  }

  /** Whether there is something to say of values of a schema. */
  reaches(node: SchemaNode): boolean {
    return this.#search.finds(node);
  }

  /** The name of the function for values of a schema; `null` where it has nothing to say. */
  guard(node: SchemaNode, hint: string): string | null {
    if (typeof node === 'boolean' || !this.#search.finds(node)) return null;
    if (node.ref && Object.keys(node).length === 1) return this.guard(node.ref.node, node.ref.name);
    const present = this.#byNode.get(node);
    if (present !== undefined) return present;
    const name = `${prefixes[this.kind]}${this.#names.unique(hint)}`;
    this.#byNode.set(node, name);
    const scope = new FunctionScope();
    const body = new GuardWriter(this, scope, hint).body(node);
    this.#functions.set(name, {
      name,
      text: indented([`function ${name}(${parameters[this.kind]}) {`, ...body, '}'].join('\n')),
      calls: scope.calls,
      constants: scope.constants,
    });
    return name;
  }
}

const prefixes: Readonly<Record<GuardKind, string>> = {
  request: 'guard',
  reply: 'guardReply',
  sensitive: 'collect',
  int64: 'readInt64',
};

const wanted: Readonly<Record<GuardKind, (node: KeywordNode) => boolean>> = {
  request: restrictsProperties,
  reply: restrictsProperties,
  sensitive: (node) => node.sensitive === true,
  int64: isInt64,
};

/** Collectors of integers say where one stands: it is replaced. */
const parameters: Readonly<Record<GuardKind, string>> = {
  request: 'value, found',
  reply: 'value, found',
  sensitive: 'value, found',
  int64: 'value, found, holder, key',
};

function isInt64({ exact, format }: KeywordNode): boolean {
  return exact === true && format === 'int64';
}

/** The statements of one function. */
class GuardWriter {
  readonly #generator: GuardGenerator;
  readonly #scope: FunctionScope;
  readonly #hint: string;
  readonly #isCollector: boolean;
  readonly #isInt64: boolean;

  constructor(generator: GuardGenerator, scope: FunctionScope, hint: string) {
    this.#generator = generator;
    this.#scope = scope;
    this.#hint = hint;
    this.#isCollector = generator.kind === 'sensitive';
    this.#isInt64 = generator.kind === 'int64';
  }

  body(node: KeywordNode): readonly string[] {
    if (node.sensitive && this.#isCollector) return ['found.value(value);'];
    const objects = [...this.#members(node), ...this.#dependent(node)];
    const items = this.#items(node);
    const own = 'if (typeof value === "number" || typeof value === "bigint") found.int64(holder, key);';
    return [
      ...(this.#isInt64 && isInt64(node) ? [own] : []),
      ...(node.ref ? this.#call(node.ref.node, 'value', node.ref.name) : []),
      ...(node.allOf ?? []).flatMap((part) => this.#call(part)),
      ...this.#branches(node.anyOf),
      ...this.#branches(node.oneOf),
      ...this.#condition(node),
      ...(items.length === 0 ? [] : ['if (Array.isArray(value)) {', ...items, '}']),
      ...(objects.length === 0 ? [] : [`if (${IS_OBJECT}) {`, ...objects, '}']),
    ];
  }

  /**
   * The function of a schema, called; nothing where it has nothing to say.
   *
   * @param key of `value`, where the schema is about a member or an item of the value
   */
  #call(node: SchemaNode, value = 'value', hint = this.#hint, key: string | null = null): readonly string[] {
    const name = this.#generator.guard(node, hint);
    if (name === null) return [];
    const place = !this.#isInt64 ? '' : key === null ? ', holder, key' : `, value, ${key}`;
    return [`${this.#scope.call(name)}(${value}, found${place});`];
  }

  #branches(branches: SchemaNode[] | undefined): readonly string[] {
    if (branches === undefined) return [];
    const calls = branches.map((branch) => this.#call(branch));
    if (calls.every((call) => call.length === 0)) return [];
    if (this.#isCollector) return calls.flat();
    const tag = this.#generator.finishers.tagOf(branches);
    const isObject = branches.every(
      (branch) => !accepts(branch, 'array') && !(this.#isInt64 && accepts(branch, 'number')),
    );
    if (tag !== null && isObject) return this.#tagged(tag, calls);
    const candidates = [...branches.keys()].filter((index) => {
      const branch = branches[index] ?? true;
      return acceptsContent(branch) || (this.#isInt64 && accepts(branch, 'number'));
    });
    const speaking = [...calls.keys()].filter((index) => calls[index]?.length);
    const certain =
      candidates.length < 2 &&
      (this.#generator.kind !== 'reply' || speaking.every((index) => candidates.includes(index)));
    if (certain) return candidates.flatMap((index) => calls[index] ?? []);
    return this.#tested(branches, candidates, calls);
  }

  /** At most one branch accepts a value, and the tag says which. */
  #tagged({ name, values }: Tag, calls: readonly (readonly string[])[]): readonly string[] {
    const lines = [`switch (value${member(name)}) {`];
    for (const [index, list] of values) {
      lines.push(...list.map((value) => `case ${literal(value)}:`), ...(calls[index] ?? []), 'break;');
    }
    if (this.#generator.kind === 'reply') lines.push('default:', ...calls.flat());
    return [`if (${IS_OBJECT}) {`, ...lines, '}', '}'];
  }

  #tested(
    branches: SchemaNode[],
    candidates: readonly number[],
    calls: readonly (readonly string[])[],
  ): readonly string[] {
    const test = (index: number): string => `${this.#check(branches, index)}(value)`;
    if (this.#generator.kind !== 'reply') {
      return candidates.flatMap((index) => conditional(test(index), calls[index] ?? []));
    }
    const outcomes = new Map(candidates.map((index) => [index, this.#scope.local('applies')]));
    const none = this.#scope.local('none');
    return [
      ...[...outcomes].map(([index, name]) => `const ${name} = ${test(index)};`),
      `const ${none} = ${negated([...outcomes.values()])};`,
      ...calls.flatMap((call, index) => {
        const applies = outcomes.get(index);
        return conditional(applies === undefined ? none : `${applies} || ${none}`, call);
      }),
    ];
  }

  #condition(node: KeywordNode): readonly string[] {
    if (node.if === undefined) return [];
    const [condition, consequence, alternative] = [node.if, node.then ?? true, node.else ?? true].map(
      (part) => this.#call(part),
    );
    const holds = [...(condition ?? []), ...(consequence ?? [])];
    const fails = alternative ?? [];
    if (this.#isCollector || holds.length + fails.length === 0) return [...holds, ...fails];
    const definition = this.#generator.finishers.conditionCheck(node, `${this.#hint}If`);
    this.#generator.onCheck(definition);
    const check = `${this.#scope.call(checkName(definition))}(value)`;
    return [`if (${check}) {`, ...holds, ...(fails.length === 0 ? [] : ['} else {', ...fails]), '}'];
  }

  #dependent(node: KeywordNode): readonly string[] {
    const lines: string[] = [];
    for (const [name, part] of node.dependentSchemas ?? []) {
      const call = this.#call(part);
      if (call.length > 0) lines.push(`if (${isPresent(name)}) {`, ...call, '}');
    }
    return lines;
  }

  #items({ prefixItems = [], items, contains, unevaluatedItems }: KeywordNode): readonly string[] {
    const lines = prefixItems.flatMap((item, index) =>
      this.#call(item, `value[${index}]`, `${this.#hint}Item`, String(index)),
    );
    const parts = this.#isCollector ? [items, contains, unevaluatedItems] : [items];
    const rest = parts.flatMap((part) =>
      part === undefined ? [] : this.#call(part, 'value[i]', `${this.#hint}Item`, 'i'),
    );
    if (rest.length === 0) return lines;
    return [
      ...lines,
      `for (let i = ${this.#isCollector ? 0 : prefixItems.length}; i < value.length; i++) {`,
      ...rest,
      '}',
    ];
  }

  #members(node: KeywordNode): readonly string[] {
    const { properties = new Map<string, SchemaNode>(), patternProperties = [] } = node;
    const lines: string[] = [];
    for (const [name, property] of properties) {
      const own = this.#property(
        property,
        JSON.stringify(name),
        `value${member(name)}`,
        `${this.#hint}-${name}`,
      );
      if (own.length > 0) lines.push(`if (${isPresent(name)}) {`, ...own, '}');
    }
    const value = 'value[name]';
    const matched = patternProperties.map(({ pattern, node }) => ({
      test: () => `${this.#scope.use(patternConstant(pattern))}.test(name)`,
      own: this.#property(node, 'name', value, `${this.#hint}Value`),
    }));
    const rest = this.#isCollector
      ? [node.additionalProperties, node.unevaluatedProperties]
      : [node.additionalProperties];
    const others = rest.flatMap((part) =>
      part === undefined ? [] : this.#property(part, 'name', value, `${this.#hint}Value`),
    );
    const names =
      this.#isCollector && node.propertyNames !== undefined
        ? this.#call(node.propertyNames, 'name', `${this.#hint}Name`)
        : [];
    if (others.length + names.length === 0 && matched.every(({ own }) => own.length === 0)) return lines;
    lines.push('for (const name of Object.keys(value)) {', ...names);
    if (others.length > 0) lines.push(`let other = ${this.#isOther([...properties.keys()])};`);
    for (const { test, own } of matched) {
      if (own.length === 0 && others.length === 0) continue;
      lines.push(`if (${test()}) {`, ...own, ...(others.length === 0 ? [] : ['other = false;']), '}');
    }
    if (others.length > 0) lines.push('if (other) {', ...others, '}');
    return [...lines, '}'];
  }

  /** What is to be said of a property and of its value. */
  #property(node: SchemaNode, name: string, value: string, hint: string): readonly string[] {
    const lists = this.#isCollector || this.#isInt64 ? [] : roleListsOf([node]);
    const rule = lists.length === 0 ? null : this.#scope.use(ruleConstant(lists));
    const own = rule === null ? [] : [`found.property(value, ${name}, ${rule});`];
    return [...own, ...this.#call(node, value, hint, name)];
  }

  #isOther(declared: readonly string[]): string {
    if (declared.length === 0) return 'true';
    if (declared.length <= 6) return declared.map((name) => `name !== ${JSON.stringify(name)}`).join(' && ');
    return `!${this.#scope.use(constant('names', `new Set(${JSON.stringify(declared)})`))}.has(name)`;
  }

  #check(branches: SchemaNode[], index: number): string {
    const definition = this.#generator.finishers.check(branches, index, this.#hint);
    this.#generator.onCheck(definition);
    return this.#scope.call(checkName(definition));
  }
}

const IS_OBJECT = 'typeof value === "object" && value !== null && !Array.isArray(value)';

function acceptsContent(branch: SchemaNode): boolean {
  return accepts(branch, 'object') || accepts(branch, 'array');
}

function conditional(condition: string, statements: readonly string[]): readonly string[] {
  return statements.length === 0 ? [] : [`if (${condition}) {`, ...statements, '}'];
}

function negated(names: readonly string[]): string {
  return names.length === 0 ? 'true' : `!(${names.join(' || ')})`;
}

function isPresent(name: string): string {
  return isInheritedName(name)
    ? `Object.hasOwn(value, ${JSON.stringify(name)})`
    : `value${member(name)} !== undefined`;
}
