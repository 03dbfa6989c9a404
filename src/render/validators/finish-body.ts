import { constant, runtimeImport } from './constant.js';
import type { FinishSource } from './finish-source.js';
import { checkName, type FunctionScope } from './generated-function.js';
import { isInheritedName, literal, member } from './literal.js';
import {
  accepts,
  describesContent,
  describesItems,
  describesProperties,
  locationAccepts,
  type Choice,
  type Location,
} from './location.js';
import { objectLayout, type ObjectLayout } from './object-layout.js';
import { patternConstant } from './pattern.js';
import type { KeywordNode, SchemaNode } from './schema-node.js';
import type { Tag } from './tag.js';

/** Combinations of `anyOf` branches up to which each gets a function of its own. */
const MAX_COMBINED_BRANCHES = 3;
/** Choices after which branches are finished on their own: a schema of n choices must not make 2^n functions. */
const MAX_DECISIONS = 3;

const DESCRIBED = 'undeclared.described(value);';

/** The statements of one function. */
export class FinishBody {
  readonly #generator: FinishSource;
  readonly #scope: FunctionScope;
  readonly #hint: string;
  readonly #united: boolean;

  /** @param united see {@link FinishSource.finisher} */
  constructor(generator: FinishSource, scope: FunctionScope, hint: string, united: boolean) {
    this.#generator = generator;
    this.#scope = scope;
    this.#hint = hint;
    this.#united = united;
  }

  of(location: Location): readonly string[] {
    const items = locationAccepts(location, 'array') ? this.#ofType(location, 'array') : [];
    const members = locationAccepts(location, 'object') ? this.#ofType(location, 'object') : [];
    const lines: string[] = [];
    if (items.length > 0) lines.push('if (Array.isArray(value)) {', ...items, 'return;', '}');
    if (members.length === 0) return lines;
    const isArray = items.length > 0 ? '' : ' || Array.isArray(value)';
    return [...lines, `if (typeof value !== "object" || value === null${isArray}) return;`, ...members];
  }

  #ofType(start: Location, type: 'array' | 'object'): readonly string[] {
    let location = start;
    const open: Choice[] = [];
    for (;;) {
      const choice = location.choices.find((candidate) => !open.includes(candidate));
      if (choice === undefined) break;
      const settled = settle(choice, type);
      if (settled === null) open.push(choice);
      else location = this.#generator.decide(location, choice, settled);
    }
    const [choice] = open;
    const tag = choice && isBranchChoice(choice) ? this.#generator.tagOf(choice.branches) : null;
    if (choice === undefined) return type === 'array' ? this.#items(location) : this.#members(location);
    const alone = open.length === 1 && location.decided.size < MAX_DECISIONS;
    if (alone && type === 'object' && tag !== null && isBranchChoice(choice)) {
      return this.#tagged(location, choice, tag);
    }
    if (!alone || (choice.kind === 'anyOf' && contentBranches(choice, type).length > MAX_COMBINED_BRANCHES)) {
      return this.#union(location, open, type);
    }
    switch (choice.kind) {
      case 'oneOf':
        return this.#oneOf(location, choice, type);
      case 'anyOf':
        return this.#anyOf(location, choice, type);
      case 'if':
        return this.#condition(location, choice);
      case 'present':
        return this.#presence(location, choice);
    }
  }

  /** The value is valid: its tag says which branch accepted it. */
  #tagged(location: Location, choice: BranchChoice, { name, values }: Tag): readonly string[] {
    const lines = [`switch (value${member(name)}) {`];
    for (const [index, list] of values) {
      const action = this.#decided(location, choice, [choice.branches[index] ?? true]);
      if (action.length > 0)
        lines.push(...list.map((value) => `case ${literal(value)}:`), ...action, 'break;');
    }
    return lines.length === 1 ? [] : [...lines, '}'];
  }

  #oneOf(location: Location, choice: BranchChoice, type: 'array' | 'object'): readonly string[] {
    const content = contentBranches(choice, type);
    const exhaustive = content.length === choice.branches.filter((branch) => accepts(branch, type)).length;
    const lines: string[] = [];
    for (const [position, index] of content.entries()) {
      const test = this.#branchTest(choice, index);
      const action = this.#decided(location, choice, [choice.branches[index] ?? true]);
      if (exhaustive && position === content.length - 1) lines.push(...action);
      else lines.push(`if (${test()}) {`, ...action, 'return;', '}');
    }
    return exhaustive ? lines : [...lines, ...this.#decided(location, choice, [])];
  }

  #anyOf(location: Location, choice: BranchChoice, type: 'array' | 'object'): readonly string[] {
    const content = contentBranches(choice, type);
    const bits = content.map((index, bit) => `(${this.#branchTest(choice, index)()} ? ${1 << bit} : 0)`);
    const lines = [`switch (${bits.join(' | ')}) {`];
    for (let match = 0; match < 1 << content.length; match++) {
      const matched = content.filter((_, bit) => (match & (1 << bit)) !== 0);
      const action = this.#decided(
        location,
        choice,
        matched.map((index) => choice.branches[index] ?? true),
      );
      if (action.length > 0) lines.push(`case ${match}:`, ...action, 'break;');
    }
    return lines.length === 1 ? [] : [...lines, '}'];
  }

  #condition(location: Location, choice: Choice & { kind: 'if' }): readonly string[] {
    const { owner } = choice;
    const check = this.#scope.call(checkName(this.#generator.conditionCheck(owner, `${this.#hint}If`)));
    return [
      `if (${check}(value)) {`,
      ...this.#decided(location, choice, [owner.if ?? true, owner.then ?? true]),
      '} else {',
      ...this.#decided(location, choice, [owner.else ?? true]),
      '}',
    ];
  }

  #presence(location: Location, choice: Choice & { kind: 'present' }): readonly string[] {
    return [
      `if (${isPresent(choice.name)}) {`,
      ...this.#decided(location, choice, [choice.node]),
      '} else {',
      ...this.#decided(location, choice, []),
      '}',
    ];
  }

  #decided(location: Location, choice: Choice, nodes: readonly SchemaNode[]): readonly string[] {
    const name = this.#generator.decided(location, choice, nodes, this.#hint, this.#united);
    return name === null ? [] : [`${this.#scope.call(name)}(value, undeclared);`];
  }

  /** Finishes a copy for each group of schemas that applies, then keeps what any of the copies kept. */
  #union(location: Location, open: readonly Choice[], type: 'array' | 'object'): readonly string[] {
    const lines = ['const finishers = [];'];
    const add = (test: string | null, nodes: readonly SchemaNode[]): void => {
      if (!nodes.some((node) => describesContent(node, type))) return;
      const name = this.#generator.finisher(nodes, this.#hint, true);
      if (name === null) return;
      lines.push(`${test === null ? '' : `if (${test}) `}finishers.push(${this.#scope.call(name)});`);
    };
    const certain = location.parts.map((part) => withoutChoices(part));
    add(null, [{ allOf: certain }]);
    for (const choice of open) {
      if (choice.kind === 'present') add(isPresent(choice.name), [choice.node]);
      else if (choice.kind === 'if') {
        const { owner } = choice;
        const check = this.#scope.call(checkName(this.#generator.conditionCheck(owner, `${this.#hint}If`)));
        add(`${check}(value)`, [owner.if ?? true, owner.then ?? true]);
        add(`!${check}(value)`, [owner.else ?? true]);
      } else {
        for (const index of contentBranches(choice, type)) {
          add(this.#branchTest(choice, index)(), [choice.branches[index] ?? true]);
        }
      }
    }
    return [...lines, `${this.#runtime('finishUnion')}(value, finishers, undeclared);`];
  }

  #branchTest(choice: BranchChoice, index: number): () => string {
    const check = checkName(this.#generator.check(choice.branches, index, this.#hint));
    return () => `${this.#scope.call(check)}(value)`;
  }

  #items({ parts }: Location): readonly string[] {
    const longest = Math.max(0, ...parts.map((part) => part.prefixItems?.length ?? 0));
    const lines: string[] = this.#united && parts.some(describesItems) ? [DESCRIBED] : [];
    for (let index = 0; index < longest; index++) {
      const nodes = parts.flatMap((part) => [part.prefixItems?.[index] ?? part.items ?? true]);
      const name = this.#generator.finisher(nodes, `${this.#hint}Item${index + 1}`, this.#united);
      if (name !== null) lines.push(`${this.#scope.call(name)}(value[${index}], undeclared);`);
    }
    const rest = this.#generator.finisher(
      parts.flatMap((part) => part.items ?? part.unevaluatedItems ?? []),
      `${this.#hint}Item`,
      this.#united,
    );
    if (rest !== null && longest === 0) {
      lines.push(`for (const item of value) ${this.#scope.call(rest)}(item, undeclared);`);
    } else if (rest !== null) {
      lines.push(
        `for (let i = ${longest}; i < value.length; i++) ${this.#scope.call(rest)}(value[i], undeclared);`,
      );
    }
    const evaluatesRest = parts.some(
      (part) =>
        part.items !== undefined || part.unevaluatedItems !== undefined || part.contains !== undefined,
    );
    if (longest > 0 && !evaluatesRest) {
      lines.push(`if (value.length > ${longest}) undeclared.items(value, ${longest});`);
    }
    return lines;
  }

  #members(location: Location): readonly string[] {
    const layout = objectLayout(location);
    const described = this.#united && location.parts.some(describesProperties) ? [DESCRIBED] : [];
    const lines = [...described, ...this.#removal(layout)];
    for (const [name, nodes] of layout.properties) {
      if (!layout.dropped.has(name)) lines.push(...this.#property(name, nodes));
    }
    return lines;
  }

  /** Names that go, and values of names that only a pattern or `additionalProperties` covers. */
  #removal(layout: ObjectLayout): readonly string[] {
    const lines: string[] = [];
    for (const name of layout.dropped) lines.push(`if (${isPresent(name)}) delete value${member(name)};`);
    const cases: string[] = [];
    const others = [...layout.patterns, ...(layout.additional.length > 0 ? [null] : [])];
    const finish = (nodes: readonly SchemaNode[], united: boolean): string | null =>
      this.#generator.finisher(nodes, `${this.#hint}Value`, united);
    const finished = others.map((pattern) =>
      finish(pattern === null ? layout.additional : [pattern.node], this.#united),
    );
    if (layout.others !== 'strip' && finished.every((name) => name === null)) return lines;
    const declared = [...layout.properties.keys()];
    if (declared.length > 0) cases.push(`if (${this.#isOneOf('name', declared)}) continue;`);
    if (layout.patterns.length > 1 || (layout.patterns.length === 1 && layout.additional.length > 0)) {
      const united = layout.patterns.map(({ node }) => finish([node], true));
      cases.push(...this.#patternUnion(layout, united, finished.at(-1) ?? null));
    } else {
      const [pattern] = layout.patterns;
      const [finisher] = finished;
      const call =
        finisher === null || finisher === undefined
          ? ''
          : `${this.#scope.call(finisher)}(value[name], undeclared);`;
      if (pattern) {
        const test = `${this.#scope.use(patternConstant(pattern.pattern))}.test(name)`;
        cases.push(`if (${test}) {`, call, 'continue;', '}');
      } else if (call !== '') cases.push(call);
      if (layout.others === 'strip') cases.push('undeclared.property(value, name);');
    }
    return [...lines, 'for (const name in value) {', ...cases.filter((line) => line !== ''), '}'];
  }

  /** Several patterns may match one name; `additionalProperties` covers names that none matches. */
  #patternUnion(
    layout: ObjectLayout,
    finished: readonly (string | null)[],
    additional: string | null,
  ): readonly string[] {
    const lines = ['const finishers = [];'];
    for (const [index, { pattern }] of layout.patterns.entries()) {
      const finisher = finished[index] ?? null;
      const name = finisher === null ? this.#runtime('keepWhole') : this.#scope.call(finisher);
      lines.push(`if (${this.#scope.use(patternConstant(pattern))}.test(name)) finishers.push(${name});`);
    }
    const rest = layout.additional.length > 0 ? additional : null;
    const otherwise =
      layout.others === 'strip'
        ? 'undeclared.property(value, name);'
        : rest
          ? `${this.#scope.call(rest)}(value[name], undeclared);`
          : '';
    return [
      ...lines,
      `if (finishers.length > 0) ${this.#runtime('finishUnion')}(value[name], finishers, undeclared);`,
      otherwise === '' ? '' : `else ${otherwise}`,
    ];
  }

  #property(name: string, nodes: readonly SchemaNode[]): readonly string[] {
    const lines: string[] = [];
    const value = `value${member(name)}`;
    const fallback = this.#generator.defaultOf(nodes);
    if (fallback !== null) {
      const text = literal(fallback.value);
      // An assignment to `__proto__` would set the prototype.
      const fill =
        name === '__proto__'
          ? `${this.#runtime('define')}(value, "__proto__", ${text});`
          : `${value} = ${text};`;
      lines.push(`if (${isAbsent(name)}) ${fill}`);
    }
    const finisher = this.#generator.finisher(nodes, `${this.#hint}-${name}`, this.#united);
    if (finisher !== null) {
      const guard = isInheritedName(name) ? `if (${isPresent(name)}) ` : '';
      lines.push(`${guard}${this.#scope.call(finisher)}(${value}, undeclared);`);
    }
    return lines;
  }

  #isOneOf(variable: string, names: readonly string[]): string {
    if (names.length <= 6) return names.map((name) => `${variable} === ${JSON.stringify(name)}`).join(' || ');
    return `${this.#scope.use(constant('names', `new Set(${JSON.stringify(names)})`))}.has(${variable})`;
  }

  #runtime(name: string): string {
    return this.#scope.use(runtimeImport('finish', name));
  }
}

type BranchChoice = Choice & { readonly kind: 'oneOf' | 'anyOf' };

function isBranchChoice(choice: Choice): choice is BranchChoice {
  return choice.kind === 'oneOf' || choice.kind === 'anyOf';
}

/** What a choice adds for values of a type where that does not depend on the value; `null` where it does. */
function settle(choice: Choice, type: 'array' | 'object'): readonly SchemaNode[] | null {
  switch (choice.kind) {
    case 'if': {
      const { owner } = choice;
      const parts = [owner.if, owner.then, owner.else];
      return parts.some((part) => part !== undefined && describesContent(part, type)) ? null : [];
    }
    case 'present':
      return type === 'object' && describesContent(choice.node, type) ? null : [];
    default: {
      const candidates = choice.branches.filter((branch) => accepts(branch, type));
      if (candidates.length === 1) return candidates;
      return candidates.some((branch) => describesContent(branch, type)) ? null : [];
    }
  }
}

/** Indices of the branches that say something about values of the type. */
function contentBranches(choice: BranchChoice, type: 'array' | 'object'): readonly number[] {
  return [...choice.branches.keys()].filter((index) => {
    const branch = choice.branches[index] ?? true;
    return accepts(branch, type) && describesContent(branch, type);
  });
}

function withoutChoices(node: KeywordNode): KeywordNode {
  const {
    anyOf: _anyOf,
    oneOf: _oneOf,
    if: _if,
    then: _then,
    else: _else,
    dependentSchemas: _dependent,
    allOf: _allOf,
    ref: _ref,
    ...rest
  } = node;
  return rest;
}

function isPresent(name: string): string {
  return isInheritedName(name)
    ? `Object.hasOwn(value, ${JSON.stringify(name)})`
    : `value${member(name)} !== undefined`;
}

function isAbsent(name: string): string {
  return isInheritedName(name) ? `!${isPresent(name)}` : `value${member(name)} === undefined`;
}
