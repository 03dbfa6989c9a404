/**
 * Writes the functions that check a reply and print its JSON in one walk, declared properties only. Schemas that take
 * more than one walk (`not`, `if`, several combinators at one place, ...) get a check by ajv and a finisher instead,
 * applied to a copy.
 */
import type { Int64Form } from '../../model/api.js';
import { describe } from '../../runtime/validate/schema-errors.js';
import { runtimeImport } from './constant.js';
import type { FinishGenerator } from './finish-generator.js';
import { indented } from './generated-code.js';
import { checkName, FunctionScope, type GeneratedFunction } from './generated-function.js';
import type { GuardGenerator } from './guard-generator.js';
import { Identifiers } from './identifiers.js';
import { literal, member } from './literal.js';
import {
  accepts,
  describesContent,
  locationAccepts,
  valueTypes,
  type Choice,
  type Location,
  type Locations,
} from './location.js';
import { ObjectWriter } from './object-writer.js';
import {
  listedValues,
  ScalarWriter,
  takesBigint,
  typeNames,
  typeTest,
  type Failure,
} from './scalar-writer.js';
import type { Definition, KeywordNode, SchemaNode } from './schema-node.js';
import { tagOf, type Tag } from './tag.js';
import { valueCode } from './value-code.js';
import { Writable } from './writable.js';
import type { WriterSource } from './writer-source.js';

export interface ReplyGeneratorOptions {
  readonly locations: Locations;
  readonly functions: Map<string, GeneratedFunction>;
  readonly finishers: FinishGenerator;
  /** Writes what names the properties that not every caller may see. */
  readonly guards: GuardGenerator;
  /** Names the definitions that get a check by ajv. */
  readonly definitionNames: Identifiers;
  /** Whether undeclared properties are kept. */
  readonly keep: boolean;
  readonly int64: Int64Form;
  /** Names the functions of all reply generators of one run. */
  readonly names: Identifiers;
}

export class ReplyGenerator implements WriterSource {
  /** Definitions that need a check by ajv. */
  readonly checked: Definition[] = [];
  readonly keep: boolean;
  readonly exact: boolean;
  readonly #options: ReplyGeneratorOptions;
  readonly #byLocation = new Map<string, string>();
  readonly #writable: Writable;

  constructor(options: ReplyGeneratorOptions) {
    this.#options = options;
    this.keep = options.keep;
    this.exact = options.int64 === 'bigint';
    this.#writable = new Writable(options.locations, options.guards, this.exact);
  }

  at(nodes: readonly SchemaNode[]): Location {
    return this.#options.locations.at(nodes);
  }

  /** The name of the function that writes values to which all of `nodes` apply. */
  writer(nodes: readonly SchemaNode[], hint: string): string {
    return this.locationWriter(this.at(nodes), hint);
  }

  locationWriter(location: Location, hint: string): string {
    const present = this.#byLocation.get(location.key);
    if (present !== undefined) return present;
    const base = this.#options.locations.definitionOf(location)?.name ?? hint;
    const name = `write${this.#options.names.unique(base)}`;
    this.#byLocation.set(location.key, name);
    const scope = new FunctionScope();
    const body = this.isWritable(location)
      ? new WriterBody(this, scope, base).of(location)
      : this.#checkedBody(location, base, scope);
    const parameters = this.isRestricted(location) ? 'value, caller' : 'value';
    this.#options.functions.set(name, {
      name,
      text: indented([`function ${name}(${parameters}) {`, ...body, '}'].join('\n')),
      calls: scope.calls,
      constants: scope.constants,
    });
    return name;
  }

  tagOf(branches: readonly SchemaNode[]): Tag | null {
    return tagOf(this.#options.locations, branches);
  }

  isWritable(location: Location): boolean {
    return this.#writable.isWritable(location);
  }

  isRestricted({ parts }: Location): boolean {
    return parts.some((part) => this.#options.guards.reaches(part));
  }

  writerCall(scope: FunctionScope, location: Location, hint: string, variable: string): string {
    const writer = scope.call(this.locationWriter(location, hint));
    return this.isRestricted(location) ? `${writer}(${variable}, caller)` : `${writer}(${variable})`;
  }

  decide(location: Location, choice: Choice, nodes: readonly SchemaNode[]): Location {
    return this.#options.locations.decide(location, choice, nodes);
  }

  #checkedBody(location: Location, hint: string, scope: FunctionScope): readonly string[] {
    const node: SchemaNode = location.never ? false : { allOf: undecidedParts(location) };
    const definition: Definition = this.#options.locations.definitionOf(location) ?? {
      name: this.#options.definitionNames.unique(hint),
      node,
    };
    this.checked.push(definition);
    const finisher = this.#options.finishers.finisher([definition.node], hint);
    const finish = finisher === null ? 'null' : scope.call(finisher);
    const mode = scope.use(runtimeImport('finish', this.keep ? 'keep' : 'strip'));
    const print = this.exact ? `, ${scope.use(runtimeImport('exact-json', 'exactJson'))}` : '';
    const rest = `${scope.call(checkName(definition))}, ${finish}, ${mode}${print}`;
    const guard = this.isRestricted(location) ? this.#options.guards.guard(definition.node, hint) : null;
    if (guard === null)
      return [`return ${scope.use(runtimeImport('reply-check', 'writeChecked'))}(value, ${rest});`];
    const write = scope.use(runtimeImport('reply-check', 'writeReadable'));
    return [`return ${write}(value, caller, ${scope.call(guard)}, ${rest});`];
  }
}

/** The schemas of a location without the combinators whose outcome is already decided there. */
function undecidedParts({ parts, decided }: Location): KeywordNode[] {
  return parts.map((part) => {
    const node = { ...part };
    for (const choice of decided) {
      if (choice.owner === part && (choice.kind === 'anyOf' || choice.kind === 'oneOf'))
        delete node[choice.kind];
    }
    return node;
  });
}

/** The statements of one writer. */
class WriterBody {
  readonly #generator: WriterSource;
  readonly #scope: FunctionScope;
  readonly #hint: string;

  constructor(generator: WriterSource, scope: FunctionScope, hint: string) {
    this.#generator = generator;
    this.#scope = scope;
    this.#hint = hint;
  }

  of(location: Location): readonly string[] {
    if (location.parts.length === 0 && !location.never) return [`return ${this.#runtime('anyText')}(value);`];
    const types = valueTypes.filter((type) => locationAccepts(location, type));
    const seen = location.parts.some(({ format }) => format === 'date') ? 'day' : 'plain';
    // Only objects have a toJSON; booleans, numbers and null stand for themselves.
    const lines = types.some((type) => type === 'string' || type === 'object' || type === 'array')
      ? [`value = ${this.#runtime(seen)}(value);`]
      : [];
    const [choice] = location.choices;
    if (choice && (choice.kind === 'oneOf' || choice.kind === 'anyOf')) {
      return [...lines, ...this.#choice(location, choice)];
    }
    for (const type of types) lines.push(...this.#typed(location, type));
    const values = listedValues(location);
    const failure =
      values === null
        ? this.#fail('type', describe('type', { type: typeNames(location) }))
        : this.#fail('enum', describe('enum', {}));
    return [...lines, failure];
  }

  #typed(location: Location, type: (typeof valueTypes)[number]): readonly string[] {
    const test = typeTest(type, 'value', takesBigint(location));
    if (type === 'object') {
      const body = new ObjectWriter(this.#generator, this.#scope, this.#hint).write(location);
      return [`if (${test}) {`, ...body, '}'];
    }
    if (type === 'array') return [`if (${test}) {`, ...this.#items(location), '}'];
    const values = listedValues(location);
    const scalars = new ScalarWriter(this.#scope);
    const failure: Failure = {
      type: (detail) => this.#fail('type', detail),
      keyword: (keyword, detail) => this.#fail(keyword, detail),
    };
    if (values === null) {
      const checks = scalars.checks(location, type, 'value', failure);
      return [`if (${test}) {`, ...checks, `return ${scalars.text(location, type, 'value')};`, '}'];
    }
    const { lines, text } = scalars.write(location, 'value', failure);
    return [`if (${test}) {`, ...lines, `return ${text};`, '}'];
  }

  #items({ parts }: Location): readonly string[] {
    const lines: string[] = [];
    const check = (condition: string, keyword: string, params: Parameters<typeof describe>[1]): void => {
      lines.push(`if (${condition}) ${this.#fail(keyword, describe(keyword, params))}`);
    };
    for (const { minItems, maxItems, uniqueItems } of parts) {
      if (minItems !== undefined) check(`value.length < ${minItems}`, 'minItems', { limit: minItems });
      if (maxItems !== undefined) check(`value.length > ${maxItems}`, 'maxItems', { limit: maxItems });
      if (uniqueItems) {
        const unique = this.#scope.use(runtimeImport('has-unique-items', 'hasUniqueItems'));
        check(`!${unique}(value)`, 'uniqueItems', {});
      }
    }
    const nodes = parts.flatMap((part) => (part.items === undefined ? [] : [part.items]));
    if (nodes.length === 0) return [...lines, `return ${this.#runtime('anyText')}(value);`];
    const location = this.#generator.at(nodes);
    const item = valueCode(this.#generator, this.#scope, location, {
      variable: 'item',
      access: 'value[i]',
      token: 'i',
      hint: `${this.#hint}Item`,
    });
    return [
      ...lines,
      'let text = "[";',
      'for (let i = 0; i < value.length; i++) {',
      ...item.lines,
      `text += (i > 0 ? "," : "") + ${item.text};`,
      '}',
      'return text + "]";',
    ];
  }

  #choice(location: Location, choice: BranchChoice): readonly string[] {
    const lines: string[] = [];
    const tag = this.#generator.tagOf(choice.branches);
    const call = (index: number): string => {
      const decided = this.#generator.decide(location, choice, [branchOf(choice, index)]);
      return this.#generator.writerCall(this.#scope, decided, this.#hint, 'value');
    };
    const groups = new Map<string, BranchGroup>();
    for (const type of valueTypes) {
      if (!locationAccepts(location, type)) continue;
      if (type === 'object' && tag !== null) {
        lines.push(`if (${typeTest(type, 'value')}) {`, ...this.#tagged(tag, call), '}');
        continue;
      }
      const indices = [...choice.branches.keys()].filter((index) => accepts(branchOf(choice, index), type));
      const silent =
        type === 'object' || type === 'array'
          ? indices.filter((index) => !describesContent(branchOf(choice, index), type))
          : [];
      const key = `${indices.join()} ${silent.join()}`;
      const group = groups.get(key) ?? { tests: [], indices, silent };
      group.tests.push(typeTest(type, 'value', this.#generator.exact));
      groups.set(key, group);
    }
    for (const group of groups.values()) {
      const { tests } = group;
      const test = tests.map((each) => (tests.length > 1 ? `(${each})` : each)).join(' || ');
      lines.push(`if (${test}) return ${this.#branchesText(choice.kind, group, call)};`);
    }
    return [...lines, this.#fail(choice.kind, describe(choice.kind, {}))];
  }

  #branchesText(
    kind: BranchChoice['kind'],
    { indices, silent }: BranchGroup,
    call: (index: number) => string,
  ): string {
    if (indices.length === 1) return indices.map(call).join();
    if (kind === 'oneOf') return `${this.#runtime('exactlyOne')}(${indices.map(call).join(', ')})`;
    // Branches that say nothing of the content would keep what the others do not declare.
    return [indices.filter((index) => !silent.includes(index)), silent]
      .filter((list) => list.length > 0)
      .map((list) => `${this.#runtime('anyOf')}(${list.map(call).join(', ')})`)
      .join(' ?? ');
  }

  #tagged({ name, values }: Tag, call: (index: number) => string): readonly string[] {
    const lines = [`switch (${this.#runtime('plain')}(value${member(name)})) {`];
    for (const [index, list] of values) {
      lines.push(...list.map((value) => `case ${literal(value)}:`), `return ${call(index)};`);
    }
    const failure = `return ${this.#runtime('failAt')}(${JSON.stringify(name)}, "enum", ${JSON.stringify(describe('enum', {}))});`;
    return [...lines, 'default:', failure, '}'];
  }

  #fail(keyword: string, detail: string): string {
    return `return ${this.#runtime('fail')}(${JSON.stringify(keyword)}, ${JSON.stringify(detail)});`;
  }

  #runtime(name: string): string {
    return this.#scope.use(runtimeImport('reply-text', name));
  }
}

/** Types for which the same branches come into question. */
interface BranchGroup {
  readonly tests: string[];
  readonly indices: readonly number[];
  /** Those that say nothing of the content. */
  readonly silent: readonly number[];
}

function branchOf({ branches }: BranchChoice, index: number): SchemaNode {
  return branches[index] ?? true;
}

type BranchChoice = Choice & { readonly kind: 'oneOf' | 'anyOf' };
