import Handlebars from 'handlebars';
import { nearestName } from '../policy/nearest-name.js';
import { TemplateError } from './template-error.js';
import { helpers } from './template-helpers.js';

type Node = hbs.AST.Node;
type Expression = hbs.AST.Expression;

const BLOCKS: ReadonlySet<string> = new Set(['if', 'unless', 'each', 'with']);

/** A template ready to be compiled. */
export interface PreparedTemplate {
  readonly program: hbs.AST.Program;
  /** Names of the partials it includes. */
  readonly partials: ReadonlySet<string>;
}

/**
 * Parses a template and turns every bare `{{x}}` into `{{literal x}}`. Whatever prints unescaped (`{{{x}}}`, `{{&x}}`),
 * calls an unknown helper or redefines one (decorators, inline partials) is refused. Every name looked up is tied to
 * its line by the helpers `from` and `at`, so that a missing one can be reported where it stands.
 *
 * @throws {TemplateError}
 */
export function prepareTemplate(file: string, source: string): PreparedTemplate {
  const preparation = new Preparation(file, source);
  return { program: preparation.program, partials: preparation.partials };
}

class Preparation {
  readonly program: hbs.AST.Program;
  readonly partials = new Set<string>();
  readonly #file: string;
  readonly #lines: readonly string[];

  constructor(file: string, source: string) {
    this.#file = file;
    this.#lines = source.split('\n');
    this.program = this.#parse(source);
    this.#statements(this.program);
  }

  #parse(source: string): hbs.AST.Program {
    try {
      return Handlebars.parse(source);
    } catch (error) {
      const [first = '', ...rest] = (error as Error).message.split('\n');
      const line = /Parse error on line (\d+)/.exec(first)?.[1];
      throw new TemplateError(this.#file, Number(line ?? 0), rest.at(-1) ?? first, { cause: error });
    }
  }

  #statements(program: hbs.AST.Program | undefined): void {
    if (program === undefined) return;
    program.body = program.body.map((statement) => this.#statement(statement));
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
        if (partial.name.type !== 'PathExpression') this.#fail(node, 'The name of a partial is fixed text');
        this.partials.add(name(partial.name));
        this.#arguments(partial);
        return partial;
      }
      default:
        return this.#fail(node, 'Decorators, inline partials and partial blocks are not supported');
    }
  }

  #mustache(node: hbs.AST.MustacheStatement): hbs.AST.MustacheStatement {
    const called = name(node.path);
    if (!node.escaped) this.#fail(node, 'Unescaped output ({{{x}}}, {{&x}}): write {{code x}} for code');
    if (node.params.length === 0 && node.hash === undefined) {
      if (Object.hasOwn(helpers, called)) this.#fail(node, `{{${called}}} needs a value: {{${called} x}}`);
      return this.#call(node, 'literal', [this.#value(node.path)]);
    }
    if (!Object.hasOwn(helpers, called)) {
      this.#fail(node, `Unknown helper {{${called} …}}`, called, Object.keys(helpers));
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

  #arguments(node: { params: Expression[] }): void {
    node.params = node.params.map((param) => this.#value(param));
  }

  #value(node: Expression): Expression {
    if (node.type === 'SubExpression') this.#fail(node, 'Nested helper calls are not supported');
    if (node.type !== 'PathExpression') return node;
    const at = call(node, 'at', [
      literal(node, 'StringLiteral', this.#file),
      literal(node, 'NumberLiteral', node.loc.start.line),
    ]);
    return call(node, 'from', [at, node]);
  }

  #fail(node: Node, reason: string, wrong?: string, known?: Iterable<string>): never {
    const nearest = wrong === undefined ? null : nearestName(wrong, known ?? []);
    const help = nearest === null ? '' : `. Did you mean "${nearest}"?`;
    throw new TemplateError(this.#file, node.loc.start.line, reason + help);
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
