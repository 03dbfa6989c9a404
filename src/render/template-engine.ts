import Handlebars from 'handlebars';
import { nearestName } from '../policy/nearest-name.js';
import { Code } from './code.js';
import { plainView, strictContext, UnknownKeyError } from './template-context.js';
import { TemplateError } from './template-error.js';
import { helpers } from './template-helpers.js';
import type { TemplateLibrary, TemplateSource } from './template-source.js';
import { type PreparedTemplate, prepareTemplate } from './template-syntax.js';
import type { UserHelper } from './user-helpers.js';

/**
 * Renders templates to source text, safe by default:
 *
 * - `{{x}}` prints a string, number or boolean as an escaped TypeScript literal, quotes included;
 * - `{{ident x}}`, `{{key x}}`, `{{comment x}}` and `{{code x}}` print a name, a property key, text inside a comment, and
 *   the `Code` a renderer made; nothing else becomes code;
 * - an unknown name is an error wherever it stands, with the template's file, line and column.
 */
export class TemplateEngine {
  readonly #library: TemplateLibrary;
  readonly #userHelpers: ReadonlyMap<string, UserHelper>;
  readonly #plain: Compiler;
  #traced: Compiler | null = null;
  readonly #marks: Mark[] = [];
  /** Where the name looked up last stands: what is at fault when something throws. */
  #at: { readonly file: string; readonly offset: number } | null = null;
  readonly #sources = new Map<string, TemplateSource>();
  readonly #custom = new Map<string, boolean>();

  constructor(library: TemplateLibrary, userHelpers: ReadonlyMap<string, UserHelper> = new Map()) {
    this.#library = library;
    this.#userHelpers = userHelpers;
    this.#plain = this.#compiler(null);
  }

  /**
   * The text of a template over `context`.
   *
   * @throws {TemplateError} for anything wrong with the template
   */
  render(name: string, context: object): string {
    return this.#run(this.#plain, name, context);
  }

  /** Whether a template, or one that it includes, is the user's. */
  isCustom(name: string): boolean {
    const known = this.#custom.get(name);
    if (known !== undefined) return known;
    // Templates may include each other in circles.
    this.#custom.set(name, false);
    const { custom } = this.#find(name);
    const is =
      custom || [...this.#plain.prepared(name).partials.keys()].some((partial) => this.isCustom(partial));
    this.#custom.set(name, is);
    return is;
  }

  /**
   * Where a piece of what {@link render} printed comes from.
   *
   * @param offset 0-based, into the printed text
   */
  origin(
    name: string,
    context: object,
    offset: number,
  ): { readonly template: TemplateSource; readonly offset: number } {
    this.#traced ??= this.#compiler((template, at) => {
      this.#marks.push({ template, offset: at });
      return `\0${String(this.#marks.length - 1)}\0`;
    });
    const traced = this.#run(this.#traced, name, context);
    let printed = 0;
    let place: Mark = { template: this.#find(name), offset: this.#find(name).body };
    let start = 0;
    // Between two NUL stands the number of a mark; templates and what helpers print hold none of their own.
    for (const [index, piece] of traced.split('\0').entries()) {
      if (index % 2 === 1) {
        if (printed > offset) break;
        place = this.#marks[Number(piece)]!;
        start = printed;
      } else printed += piece.length;
    }
    return {
      template: place.template,
      offset: shifted(place, this.render(name, context).slice(start, offset)),
    };
  }

  #run(compiler: Compiler, name: string, context: object): string {
    this.#at = null;
    try {
      return compiler.template(name)(strictContext(context));
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      const at = this.#at as { readonly file: string; readonly offset: number } | null;
      const source = at === null ? this.#find(name) : this.#sources.get(at.file)!;
      throw new TemplateError(source, at?.offset ?? null, reason(error), { cause: error });
    }
  }

  #find(name: string): TemplateSource {
    const source = this.#library.find(name);
    if (source === null) throw new Error(`There is no template ${name}`);
    this.#sources.set(source.file, source);
    return source;
  }

  #compiler(mark: ((template: TemplateSource, offset: number) => string) | null): Compiler {
    const handlebars = Handlebars.create();
    handlebars.registerHelper({
      ...helpers,
      result: (value: unknown, options: Handlebars.HelperOptions): unknown =>
        (value instanceof Code ? helpers['code'] : helpers['literal'])!(value, options),
      at: (file: string, offset: number) => void (this.#at = { file, offset }),
      from: (_at: undefined, value: unknown) => {
        // Names looked up in a string or a number, which no context can guard.
        if (value === undefined) throw new TypeError('There is no such name here');
        return value;
      },
    });
    for (const [name, helper] of this.#userHelpers) {
      handlebars.registerHelper(name, (...given: unknown[]) => {
        const result = helper(...given.slice(0, -1).map(plainView));
        return typeof result === 'object' && result !== null && !(result instanceof Code)
          ? strictContext(result)
          : result;
      });
    }
    const userHelpers = new Set(this.#userHelpers.keys());
    const known = [...Object.keys(helpers), 'result', 'at', 'from', ...userHelpers];
    const options = {
      strict: true,
      noEscape: true,
      knownHelpersOnly: true,
      knownHelpers: Object.fromEntries(known.map((helper) => [helper, true])),
    };
    const prepared = new Map<string, PreparedTemplate>();
    const templates = new Map<string, Template>();
    const prepare = (name: string): PreparedTemplate => {
      const known = prepared.get(name);
      if (known !== undefined) return known;
      const source = this.#find(name);
      const made = prepareTemplate(source, { userHelpers, mark });
      for (const [partial, offset] of made.partials) {
        if (this.#library.find(partial) !== null) continue;
        const nearest = nearestName(partial, this.#library.names);
        const hint = nearest === null ? '' : `. Did you mean "${nearest}"?`;
        throw new TemplateError(source, offset, `There is no template ${JSON.stringify(partial)}${hint}`);
      }
      prepared.set(name, made);
      return made;
    };
    const template = (name: string): Template => {
      const known = templates.get(name);
      if (known !== undefined) return known;
      const { program, partials } = prepare(name);
      for (const partial of partials.keys()) {
        handlebars.registerPartial(partial, (context: object) => template(partial)(context));
      }
      const compiled = handlebars.compile<object>(program, options);
      const made: Template = (context) => compiled(context);
      templates.set(name, made);
      return made;
    };
    return { prepared: prepare, template };
  }
}

type Template = (context: object) => string;

interface Compiler {
  prepared(name: string): PreparedTemplate;
  template(name: string): Template;
}

/** Where a piece of output comes from. */
interface Mark {
  readonly template: TemplateSource;
  readonly offset: number;
}

/** The place in a template behind so much printed text of a piece; its start, where the piece is a value. */
function shifted({ template: { text }, offset }: Mark, printed: string): number {
  if (text.startsWith(printed, offset)) return offset + printed.length;
  if (text.startsWith('{{', offset)) return offset;
  // A partial that stands indented prints more than it holds.
  let line = offset;
  for (let count = printed.split('\n').length - 1; count > 0; count -= 1) line = text.indexOf('\n', line) + 1;
  return line;
}

function reason(error: unknown): string {
  if (error instanceof UnknownKeyError) {
    const nearest = nearestName(error.key, error.known);
    return nearest === null ? error.message : `${error.message}. Did you mean "${nearest}"?`;
  }
  if (error instanceof RangeError && error.message.includes('call stack'))
    return 'The template includes itself without end';
  return error instanceof Error ? error.message : String(error);
}
