import { describe } from '../../runtime/validate/schema-errors.js';
import { constant, runtimeImport } from './constant.js';
import type { FunctionScope } from './generated-function.js';
import { isInheritedName, member } from './literal.js';
import type { Location } from './location.js';
import { objectLayout, type ObjectLayout } from './object-layout.js';
import { patternConstant } from './pattern.js';
import { listedValues, ScalarWriter } from './scalar-writer.js';
import { roleListsOf, ruleConstant } from './role-lists.js';
import type { SchemaNode } from './schema-node.js';
import { valueCode } from './value-code.js';
import type { WriterSource } from './writer-source.js';

/** Statements that write the object `value`. */
export class ObjectWriter {
  readonly #generator: WriterSource;
  readonly #scope: FunctionScope;
  readonly #hint: string;

  constructor(generator: WriterSource, scope: FunctionScope, hint: string) {
    this.#generator = generator;
    this.#scope = scope;
    this.#hint = hint;
  }

  write(location: Location): readonly string[] {
    const layout = objectLayout(location);
    const written = [...layout.properties].filter(([name]) => !layout.dropped.has(name));
    // What some callers may not see is missing from their replies, whatever else says that it is required.
    const isRequired = (name: string, nodes: readonly SchemaNode[]): boolean =>
      layout.required.includes(name) && roleListsOf(nodes).length === 0;
    const required = written.filter(([name, nodes]) => isRequired(name, nodes));
    const optional = written.filter(([name, nodes]) => !isRequired(name, nodes));
    const lines = [...this.#counts(location), ...this.#presence(layout), ...this.#names(location)];
    if (layout.freeForm && layout.dropped.size === 0)
      return [...lines, `return ${this.#runtime('anyText')}(value);`];
    // Values that tell alternatives apart come first: a writer that does not apply then fails at once.
    const first = required.filter(([, nodes]) => listedValues(this.#generator.at(nodes)) !== null);
    const ordered = [...first, ...required.filter((entry) => !first.includes(entry))];
    if (ordered.length === 0) lines.push('let text = "{";');
    for (const [index, [name, nodes]] of ordered.entries()) {
      const { lines: checks, text } = this.#value(name, nodes, index);
      const start = index === 0 ? 'let text = ' : 'text += ';
      const prefix = `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`;
      lines.push(...checks, `${start}${behind(prefix, text)};`);
    }
    for (const [index, [name, nodes]] of optional.entries()) {
      const { lines: checks, text } = this.#value(name, nodes, ordered.length + index);
      const label = JSON.stringify(name) + ':';
      const labelled =
        ordered.length > 0
          ? behind(`,${label}`, text)
          : `(text.length > 1 ? ${JSON.stringify(`,${label}`)} : ${JSON.stringify(label)}) + ${text}`;
      lines.push(`if (${isPresent(name)}${this.#andMeets(nodes)}) {`, ...checks, `text += ${labelled};`, '}');
    }
    return [...lines, ...this.#others(layout), 'return text + "}";'];
  }

  #counts({ parts }: Location): readonly string[] {
    const lines: string[] = [];
    const check = (condition: string, keyword: string, limit: number): void => {
      lines.push(`if (${condition}) ${this.#fail(keyword, describe(keyword, { limit }))}`);
    };
    const count = (): string => `${this.#runtime('countMembers')}(value)`;
    for (const { minProperties, maxProperties } of parts) {
      if (minProperties !== undefined && minProperties > 0)
        check(`${count()} < ${minProperties}`, 'minProperties', minProperties);
      if (maxProperties !== undefined) check(`${count()} > ${maxProperties}`, 'maxProperties', maxProperties);
    }
    return lines;
  }

  /** Required names that are not declared: declared ones are checked where they are written. */
  #presence(layout: ObjectLayout): readonly string[] {
    return layout.required
      .filter((name) => !layout.properties.has(name) || isInheritedName(name))
      .map((name) => {
        const detail = describe('required', { missingProperty: name });
        return `if (!(${isPresent(name)})) ${this.#fail('required', detail)}`;
      });
  }

  #names({ parts }: Location): readonly string[] {
    const lines: string[] = [];
    for (const { propertyNames, dependentRequired } of parts) {
      for (const [name, others] of dependentRequired ?? []) {
        for (const missingProperty of others) {
          const detail = describe('dependentRequired', { property: name, missingProperty });
          lines.push(
            `if (${isPresent(name)} && !(${isPresent(missingProperty)})) ${this.#fail('dependentRequired', detail)}`,
          );
        }
      }
      if (propertyNames === undefined || propertyNames === true) continue;
      const failure = this.#fail('propertyNames', describe('propertyNames', {}));
      const code = new ScalarWriter(this.#scope).write(this.#generator.at([propertyNames]), 'name', {
        type: () => failure,
        keyword: () => failure,
      });
      lines.push(
        'for (const name in value) {',
        'if (value[name] === undefined || !Object.hasOwn(value, name)) continue;',
      );
      lines.push(...code.lines, '}');
    }
    return lines;
  }

  #value(name: string, nodes: readonly SchemaNode[], index: number): ReturnType<typeof valueCode> {
    return valueCode(this.#generator, this.#scope, this.#generator.at(nodes), {
      variable: `member${index}`,
      access: `value${member(name)}`,
      token: JSON.stringify(name),
      hint: `${this.#hint}-${name}`,
    });
  }

  /** Names that are not declared. */
  #others(layout: ObjectLayout): readonly string[] {
    const [pattern] = layout.patterns;
    const keeps = layout.others === 'keep' || (this.#generator.keep && layout.others === 'strip');
    if (!pattern && !keeps && layout.others !== 'closed') return [];
    const known = [...layout.properties.keys()];
    const lines = ['for (const name in value) {'];
    if (known.length > 0) lines.push(`if (${this.#isOneOf(known)}) continue;`);
    lines.push(
      'const other = value[name];',
      'if (other === undefined || !Object.hasOwn(value, name)) continue;',
    );
    if (pattern) {
      const test = `${this.#scope.use(patternConstant(pattern.pattern))}.test(name)`;
      lines.push(`if (${test}) {`, ...this.#other([pattern.node], 'Matched'), 'continue;', '}');
    }
    if (layout.others === 'closed') {
      lines.push(this.#failAt('additionalProperties', describe('additionalProperties', {})));
    } else if (keeps) lines.push(...this.#other(layout.additional, 'Value'));
    return [...lines, '}'];
  }

  #other(nodes: readonly SchemaNode[], hint: string): readonly string[] {
    const { lines, text } = valueCode(this.#generator, this.#scope, this.#generator.at(nodes), {
      variable: `other${hint}`,
      access: 'other',
      token: 'name',
      hint: `${this.#hint}${hint}`,
    });
    const rule = this.#rule(nodes);
    return [
      ...(rule === null ? [] : [`if (!caller.meets(${rule})) continue;`]),
      ...lines,
      `text += (text.length > 1 ? "," : "") + ${this.#runtime('quote')}(name) + ":" + ${text};`,
    ];
  }

  /** The rule of a property; `null` where everyone may see it. */
  #rule(nodes: readonly SchemaNode[]): string | null {
    const lists = roleListsOf(nodes);
    return lists.length === 0 ? null : this.#scope.use(ruleConstant(lists));
  }

  #andMeets(nodes: readonly SchemaNode[]): string {
    const rule = this.#rule(nodes);
    return rule === null ? '' : ` && caller.meets(${rule})`;
  }

  #isOneOf(names: readonly string[]): string {
    if (names.length <= 6) return names.map((name) => `name === ${JSON.stringify(name)}`).join(' || ');
    return `${this.#scope.use(constant('names', `new Set(${JSON.stringify(names)})`))}.has(name)`;
  }

  #fail(keyword: string, detail: string): string {
    return `return ${this.#runtime('fail')}(${JSON.stringify(keyword)}, ${JSON.stringify(detail)});`;
  }

  #failAt(keyword: string, detail: string): string {
    return `return ${this.#runtime('failAt')}(name, ${JSON.stringify(keyword)}, ${JSON.stringify(detail)});`;
  }

  #runtime(name: string): string {
    return this.#scope.use(runtimeImport('reply-text', name));
  }
}

const OPENING_QUOTE = '"\\"" + ';

/** Two literals side by side would be put together each time the code runs. */
function behind(prefix: string, text: string): string {
  return text.startsWith(OPENING_QUOTE)
    ? `${JSON.stringify(`${prefix}"`)} + ${text.slice(OPENING_QUOTE.length)}`
    : `${JSON.stringify(prefix)} + ${text}`;
}

function isPresent(name: string): string {
  const read = `value${member(name)} !== undefined`;
  return isInheritedName(name) ? `Object.hasOwn(value, ${JSON.stringify(name)}) && ${read}` : read;
}
