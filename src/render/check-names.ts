import Handlebars from 'handlebars';
import { nearestName } from '../policy/nearest-name.js';
import type { Shape } from './context-shape.js';
import { TemplateError } from './template-error.js';
import type { TemplateLibrary, TemplateSource } from './template-source.js';

type Scope = Shape | null;

/** The values names stand for, innermost last; `null` where it is not known what a value is. */
interface Scopes {
  readonly stack: readonly Scope[];
  readonly parameters: ReadonlyMap<string, Scope>;
}

/**
 * Checks every name of a template, also where this document does not lead: in branches that are not taken, in lists that
 * are empty. Partials are checked over what they are given.
 *
 * @returns what is wrong, in order; a template that does not parse is not judged
 */
export function checkNames(
  template: TemplateSource,
  shape: Shape,
  library: TemplateLibrary,
): readonly TemplateError[] {
  const faults: TemplateError[] = [];
  new NameChecker(library, faults).check(template, shape);
  return faults;
}

class NameChecker {
  readonly #library: TemplateLibrary;
  readonly #faults: TemplateError[];
  /** Partials by name and shape: they may include each other in circles. */
  readonly #checked = new Map<string, Set<Scope>>();

  constructor(library: TemplateLibrary, faults: TemplateError[]) {
    this.#library = library;
    this.#faults = faults;
  }

  check(template: TemplateSource, scope: Scope): void {
    const seen = this.#checked.get(template.name) ?? new Set();
    if (seen.has(scope)) return;
    this.#checked.set(template.name, seen.add(scope));
    const program = parse(template);
    if (program === null) return;
    const body = template.text.slice(template.body);
    const starts = [0, ...[...body.matchAll(/\r\n?|\n/g)].map((match) => match.index + match[0].length)];
    const offsetOf = ({ loc }: hbs.AST.Node): number =>
      template.body + (starts[loc.start.line - 1] ?? 0) + loc.start.column;
    this.#program(program, { stack: [scope], parameters: new Map() }, template, offsetOf);
  }

  #program(
    program: hbs.AST.Program | undefined,
    scopes: Scopes,
    template: TemplateSource,
    offsetOf: (node: hbs.AST.Node) => number,
  ): void {
    const value = (node: hbs.AST.Expression): Scope => {
      if (node.type === 'SubExpression') {
        for (const param of (node as hbs.AST.SubExpression).params) value(param);
        return null;
      }
      if (node.type !== 'PathExpression') return null;
      const found = resolve(node as hbs.AST.PathExpression, scopes);
      if (typeof found !== 'string') return found;
      this.#faults.push(new TemplateError(template, offsetOf(node), found));
      return null;
    };
    for (const node of program?.body ?? []) {
      if (node.type === 'MustacheStatement') {
        const { path, params } = node as hbs.AST.MustacheStatement;
        if (params.length === 0) value(path);
        for (const param of params) value(param);
      } else if (node.type === 'PartialStatement') {
        const { name, params } = node as hbs.AST.PartialStatement;
        const given = params[0] === undefined ? (scopes.stack.at(-1) ?? null) : value(params[0]);
        const partial = this.#library.find(String((name as { readonly original?: unknown }).original));
        if (partial !== null) this.check(partial, given);
      } else if (node.type === 'BlockStatement') {
        const { path, params, program: main, inverse } = node as hbs.AST.BlockStatement;
        const given = params.map(value)[0] ?? null;
        const called = (path as { readonly original?: unknown }).original;
        const inner = called === 'each' || called === 'with' ? entered(called, given, main, scopes) : scopes;
        this.#program(main, inner, template, offsetOf);
        this.#program(inverse, scopes, template, offsetOf);
      }
    }
  }
}

function parse(template: TemplateSource): hbs.AST.Program | null {
  try {
    return Handlebars.parse(template.text.slice(template.body));
  } catch {
    // Rendering says so, with the place.
    return null;
  }
}

function entered(block: 'each' | 'with', given: Scope, program: hbs.AST.Program, scopes: Scopes): Scopes {
  const value = present(given);
  const inside = block === 'with' ? value : value?.kind === 'list' ? value.of : null;
  const [name, ...others] = program.blockParams ?? [];
  const parameters = new Map(scopes.parameters);
  if (name !== undefined) parameters.set(name, inside);
  // The index of an element, or its key.
  for (const other of others) parameters.set(other, null);
  return { stack: [...scopes.stack, inside], parameters };
}

/** What a path leads to, or why it leads nowhere. */
function resolve({ data, depth, parts, original }: hbs.AST.PathExpression, scopes: Scopes): Scope | string {
  const steps = (parts as readonly unknown[]).map(String);
  if (data) {
    if (steps[0] !== 'root') return null;
    return follow(scopes.stack[0] ?? null, steps.slice(1));
  }
  const [first = ''] = steps;
  const plain = depth === 0 && !/^(?:\.|this\b)/.test(original);
  if (plain && scopes.parameters.has(first))
    return follow(scopes.parameters.get(first) ?? null, steps.slice(1));
  // Where a name inside leads past something unknown, so does the way out of it.
  return follow(scopes.stack.at(-1 - depth) ?? null, steps);
}

function follow(from: Scope, steps: readonly string[]): Scope | string {
  let scope = from;
  for (const step of steps) {
    const value = present(scope);
    if (value === null || value.kind === 'json' || value.kind === 'code') return null;
    if (value.kind === 'record') {
      const member = value.members.get(step);
      if (member === undefined) return unknown(step, value.members.keys());
      scope = member.shape;
    } else if (value.kind === 'list' && /^\d+$/.test(step)) scope = value.of;
    else if ((value.kind === 'list' || value.kind === 'text') && step === 'length') return null;
    else return unknown(step, []);
  }
  return scope;
}

function present(scope: Scope): Scope {
  return scope?.kind === 'nullable' ? present(scope.of) : scope;
}

function unknown(name: string, known: Iterable<string>): string {
  const nearest = nearestName(name, known);
  return `Unknown name ${JSON.stringify(name)}${nearest === null ? '' : `. Did you mean "${nearest}"?`}`;
}
