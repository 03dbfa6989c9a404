import Handlebars from 'handlebars';
import { nearestName } from '../policy/nearest-name.js';
import { TemplateError } from './template-error.js';
import { helpers } from './template-helpers.js';
import type { TemplateSource } from './template-source.js';

type Node = hbs.AST.Node;
type Expression = hbs.AST.Expression;

const BLOCKS: ReadonlySet<string> = new Set(['if', 'unless', 'each', 'with']);

/** A template ready to be compiled. */
export interface PreparedTemplate {
  readonly program: hbs.AST.Program;
  /** Names of the partials it includes, with the offset where. */
  readonly partials: ReadonlyMap<string, number>;
}

export interface PrepareOptions {
  /** Names of the user's helpers. */
  readonly userHelpers: ReadonlySet<string>;
  /** Called with the place of each piece of output: what it returns is printed before the piece. */
  readonly mark: ((template: TemplateSource, offset: number) => string) | null;
}

/**
 * Parses a template and turns every bare `{{x}}` into `{{literal x}}`. Whatever prints unescaped (`{{{x}}}`, `{{&x}}`),
 * calls an unknown helper or redefines one (decorators, inline partials) is refused. Every name looked up is tied to
 * its place by the helpers `from` and `at`, so that a missing one can be reported where it stands.
 *
 * @throws {TemplateError}
 */
export function prepareTemplate(template: TemplateSource, options: PrepareOptions): PreparedTemplate {
  const preparation = new Preparation(template, options);
  return { program: preparation.program, partials: preparation.partials };
}

class Preparation {
  readonly program: hbs.AST.Program;
  readonly partials = new Map<string, number>();
  readonly #template: TemplateSource;
  readonly #options: PrepareOptions;
  /** Of the body, as the parser counts them. */
  readonly #lines: readonly string[];
  /** Offsets of the lines in the whole text. */
  readonly #starts: readonly number[];

  constructor(template: TemplateSource, options: PrepareOptions) {
    this.#template = template;
    this.#options = options;
    const body = template.text.slice(template.body);
    const breaks = [...body.matchAll(/\r\n?|\n/g)].map((match) => match.index + match[0].length);
    this.#starts = [0, ...breaks].map((start) => template.body + start);
    this.#lines = body.split(/\r\n?|\n/);
    this.program = this.#parse(body);
    this.#statements(this.program);
  }

  #parse(body: string): hbs.AST.Program {
    const nul = body.indexOf('\0');
    if (nul !== -1) {
      throw new TemplateError(this.#template, this.#template.body + nul, 'A template holds no NUL character');
    }
    try {
      return Handlebars.parse(body);
    } catch (error) {
      const [first = '', ...rest] = (error as Error).message.split('\n');
      const known = /(?:Parse error on line|-) (\d+)(?::(\d+))?/.exec(first);
      const line = Number(known?.[1] ?? 1);
      const reason = rest.at(-1) ?? first.replace(/ - \d+:\d+$/, '');
      throw new TemplateError(
        this.#template,
        this.#offset({ line, column: Number(known?.[2] ?? 0) }),
        reason,
        {
          cause: error,
        },
      );
    }
  }

  #offset({ line, column }: { readonly line: number; readonly column: number }): number {
    return (this.#starts[line - 1] ?? this.#template.body) + column;
  }

  #statements(program: hbs.AST.Program | undefined): void {
    if (program === undefined) return;
    program.body = program.body.flatMap((statement) => [
      ...this.#marker(statement),
      this.#statement(statement),
    ]);
  }

  /** What says where the output of a statement comes from. */
  #marker(node: hbs.AST.Statement): hbs.AST.Statement[] {
    const { mark } = this.#options;
    if (mark === null || (node.type !== 'ContentStatement' && node.type !== 'MustacheStatement')) return [];
    let offset = this.#offset(node.loc.start);
    if (node.type === 'ContentStatement') {
      const { value, original } = node as hbs.AST.ContentStatement & { readonly original: string };
      // Blanks around a block that stands alone on its line are not printed.
      if (value === '') return [];
      offset += Math.max(0, original.indexOf(value));
    }
    const value = mark(this.#template, offset);
    const marker = { type: 'ContentStatement' as const, loc: node.loc, value, original: value };
    return [marker];
  }

  #statement(node: hbs.AST.Statement): hbs.AST.Statement {
    switch (node.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return node;
      case 'MustacheStatement':
        return this.#mustache(node as hbs.AST.MustacheStatement);
      case 'BlockStatement': {
        const block = node as hbs.AST.BlockStatement;
        if (!BLOCKS.has(name(block.path))) {
          this.#fail(node, `Unknown block {{#${name(block.path)}}}`, name(block.path), BLOCKS);
        }
        this.#arguments(block);
        this.#statements(block.program);
        this.#statements(block.inverse);
        return block;
      }
      case 'PartialStatement': {
        const partial = node as hbs.AST.PartialStatement;
        // A hash would be merged into a copy of the context, which no longer throws for unknown names.
        if (partial.hash !== undefined) this.#fail(node, 'A partial takes one context, not name=value pairs');
        // A path (`{{> partials/header.ts}}`) or, for names that are none, text (`{{> "project/.env.example"}}`).
        const fixed =
          partial.name.type === 'PathExpression' || (partial.name.type as string) === 'StringLiteral';
        const called = fixed ? name(partial.name) : '';
        if (!called.split('/').every((segment) => /^\.?[\w-][\w.-]*$/.test(segment))) {
          this.#fail(node, 'The name of a partial is the fixed path of a template, without ".hbs"');
        }
        this.partials.set(called, this.#offset(node.loc.start));
        this.#arguments(partial);
        return partial;
      }
      default:
        return this.#fail(node, 'Decorators, inline partials and partial blocks are not supported');
    }
  }

  #mustache(node: hbs.AST.MustacheStatement): hbs.AST.MustacheStatement {
    const called = name(node.path);
    const { userHelpers } = this.#options;
    if (!node.escaped) this.#fail(node, 'Unescaped output ({{{x}}}, {{&x}}): write {{code x}} for code');
    if (node.params.length === 0 && node.hash === undefined) {
      if (Object.hasOwn(helpers, called)) this.#fail(node, `{{${called}}} needs a value: {{${called} x}}`);
      return this.#call(node, 'literal', [this.#value(node.path)]);
    }
    if (userHelpers.has(called)) return this.#call(node, 'result', [this.#userCall(node)]);
    if (!Object.hasOwn(helpers, called)) {
      const known = [...Object.keys(helpers), ...userHelpers];
      this.#fail(node, `Unknown helper {{${called} …}}`, called, known);
    }
    if (node.params.length !== 1 || node.hash !== undefined) {
      this.#fail(node, `{{${called} x}} takes one value`);
    }
    return this.#call(node, called, [this.#value(node.params[0]!)]);
  }

  #call(node: hbs.AST.MustacheStatement, helper: string, params: Expression[]): hbs.AST.MustacheStatement {
    const line = this.#lines[node.loc.start.line - 1]!.slice(0, node.loc.start.column);
    const hash = {
      indent: /^\s*/.exec(line)![0],
      prefix: /^\s*(?:\*|\/\/|#) ?$/.test(line) ? line : '',
    };
    return { ...node, escaped: false, path: path(node, helper), params, hash: pairs(node, hash) };
  }

  /** A call of a helper of the user's, whose result is a value like one of the context. */
  #userCall(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression): Expression {
    if (node.hash !== undefined) this.#fail(node, 'A helper takes values, not name=value pairs');
    const params = node.params.map((param) => this.#value(param));
    const called = call(node, name(node.path), params);
    return call(node, 'from', [this.#place(node), called]);
  }

  #arguments(node: { params: Expression[] }): void {
    node.params = node.params.map((param) => this.#value(param));
  }

  #value(node: Expression): Expression {
    if (node.type === 'SubExpression') {
      const nested = node as hbs.AST.SubExpression;
      const called = name(nested.path);
      if (this.#options.userHelpers.has(called)) return this.#userCall(nested);
      if (Object.hasOwn(helpers, called)) this.#fail(node, `(${called} x) prints: it cannot be nested`);
      this.#fail(node, `Unknown helper (${called} …)`, called, this.#options.userHelpers);
    }
    if (node.type !== 'PathExpression') return node;
    return call(node, 'from', [this.#place(node), node]);
  }

  #place(node: Node): Expression {
    return call(node, 'at', [
      literal(node, 'StringLiteral', this.#template.file),
      literal(node, 'NumberLiteral', this.#offset(node.loc.start)),
    ]);
  }

  #fail(node: Node, reason: string, wrong?: string, known?: Iterable<string>): never {
    const nearest = wrong === undefined ? null : nearestName(wrong, known ?? []);
    const help = nearest === null ? '' : `. Did you mean "${nearest}"?`;
    throw new TemplateError(this.#template, this.#offset(node.loc.start), reason + help);
  }
}

function name(node: Node): string {
  return 'original' in node ? String(node.original) : '';
}

function path(at: Node, original: string): hbs.AST.PathExpression {
  return { type: 'PathExpression', loc: at.loc, data: false, depth: 0, parts: [original], original };
}

function call(at: Node, helper: string, params: Expression[]): hbs.AST.SubExpression {
  const empty: hbs.AST.Hash = { type: 'Hash', loc: at.loc, pairs: [] };
  return { type: 'SubExpression', loc: at.loc, path: path(at, helper), params, hash: empty };
}

function literal(at: Node, type: 'StringLiteral' | 'NumberLiteral', value: string | number): Expression {
  return { type, loc: at.loc, value, original: value } as Expression;
}

function pairs(at: Node, values: Readonly<Record<string, string>>): hbs.AST.Hash {
  return {
    type: 'Hash',
    loc: at.loc,
    pairs: Object.entries(values).map(([key, value]) => {
      return { type: 'HashPair', loc: at.loc, key, value: literal(at, 'StringLiteral', value) };
    }),
  };
}
